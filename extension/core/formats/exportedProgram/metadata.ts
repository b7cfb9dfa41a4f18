/** Where a node came from: module path and source frames, as its metadata has them (docs/formats.md). */

import type { Frame } from '../../graph/graph';
import { text } from './fields';

/** As native/torch/trtlens_torch/graph.py reads them. */
const FRAME = /File "([^"\n]+)", line (\d+), in ([^\n]+)(?:\n[ \t]+(?!File ")([^\n]*))?/g;
const MOST_FRAMES = 200;
/** torch writes this in place of a path for nodes that belong to no module. */
const NO_MODULE = '_empty_nn_module_stack_from_metadata_hook';

/** Path and qualified type of the innermost module: "enc.0.fc" and "torch.nn.modules.linear.Linear". */
export function moduleOf(stack: unknown): { module: string; moduleType: string } {
  const entry = text(stack).split(';').at(-1) ?? '';
  const [key = '', path = '', ...type] = entry.split(',');
  if (key === NO_MODULE) return { module: '', moduleType: '' };
  return { module: path, moduleType: type.join(',') };
}

/** Frames of many nodes are the same: one per layer of a loop. */
export class FrameReader {
  private readonly known = new Map<string, readonly Frame[]>();

  /** Outermost first. */
  frames(trace: unknown): readonly Frame[] {
    const written = text(trace);
    if (written === '') return [];
    let frames = this.known.get(written);
    if (!frames) this.known.set(written, (frames = readFrames(written)));
    return frames;
  }
}

function readFrames(trace: string): Frame[] {
  const frames: Frame[] = [];
  for (const [, file, line, name, code] of trace.matchAll(FRAME)) {
    if (frames.length === MOST_FRAMES) break;
    const number = Number(line);
    frames.push({
      file: file!,
      line: Number.isSafeInteger(number) && number < 2 ** 32 ? number : 0,
      function: name!,
      code: (code ?? '').trim(),
    });
  }
  return frames;
}
