/** The native worker's task, as `nativeWorker.ts` writes it. */

import type { ShapeRange } from '../../core/compile/shapes';
import type { TensorRTFiles } from '../../core/compile/task';
import { Fields } from '../worker/fields';

export interface NativeTask {
  /** `inspect`: `model` is an engine. */
  readonly mode: 'compile' | 'partition' | 'inspect';
  readonly model: string;
  /** The unfinished engine; undefined for a partition. */
  readonly output: string | undefined;
  readonly python: { readonly executable: string; readonly version: string };
  readonly bridge: TensorRTFiles & { readonly addon: string };
  readonly shapes: readonly ShapeRange[];
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Throws WrongField. */
export function readTask(line: string): NativeTask {
  const task = Fields.of(JSON.parse(line), 'the task');
  const python = Fields.of(task.get('python'), '"python"');
  const bridge = Fields.of(task.get('bridge'), '"bridge"');
  return {
    mode: task.oneOf('mode', ['compile', 'partition', 'inspect']),
    model: task.text('model'),
    output: task.optionalText('output') || undefined,
    python: { executable: python.text('executable'), version: python.text('version') },
    bridge: { addon: bridge.text('addon'), tensorrt: bridge.text('tensorrt'), parser: bridge.text('parser') },
    shapes: task.objects('shapes', (range) => ({
      input: range.text('input'),
      min: range.list('min', Number),
      opt: range.list('opt', Number),
      max: range.list('max', Number),
    })),
    settings: task.record('settings'),
  };
}
