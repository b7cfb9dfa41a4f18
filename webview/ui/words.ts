/** Short words for what a report holds. Pure. */

import { dtypeName } from '../../extension/core/graph/dtype';
import type { Frame, TensorType } from '../../extension/core/graph/graph';
import { shapeText } from '../../extension/core/graph/shape';
import { formatCount } from '../../extension/core/format/units';
import type { GraphBreak } from '../../extension/core/partition/breaks';
import { operatorName } from '../../extension/core/partition/operators';

/** "96.9 %"; "100 %" and "0 %" only where that is exact. */
export function formatShare(part: number, all: number): string {
  if (all === 0) return '0 %';
  if (part === all) return '100 %';
  const rounded = Math.round((part / all) * 1000) / 10;
  return `${part === 0 ? 0 : Math.min(99.9, Math.max(0.1, rounded)).toFixed(1)} %`;
}

/** "1 at the start", "2 at the ends": the breaks that do not have TensorRT on both sides. */
export function outerBreaksText(breaks: readonly GraphBreak[], before = ''): string {
  const outer = breaks.filter(({ before: start, after: end }) => start === null || end === null);
  const atStart = outer.every(({ after: end }) => end !== null);
  const atEnd = outer.every(({ before: start }) => start !== null);
  return `${formatCount(outer.length)}${before} at the ${atStart ? 'start' : atEnd ? 'end' : 'ends'}`;
}

/** "_safe_softmax" for torch.ops.aten._safe_softmax.default: torch's own operators without their name space. */
export function shortOperator(target: string): string {
  return operatorName(target).replace(/^(aten|prims)\./, '');
}

/** "clip_custom" for torch.ops.lab.clip_custom.default: where there is little room, without whose operator it is. */
export function bareOperator(target: string): string {
  const name = shortOperator(target);
  const isOverloaded = /^torch\.ops\.(aten|prims)\./.test(target) && !name.startsWith('torch.');
  if (isOverloaded) return name;
  const space = target.startsWith('torch.ops.') ? name.indexOf('.') : name.lastIndexOf('.');
  return name.slice(space + 1);
}

/** "2×64×128 float32"; "scalar float32" where there is no size, "unknown type" where a model says nothing of a value. */
export function tensorText(type: TensorType): string {
  if (type.dtype === 0 && type.shape === '?') return 'unknown type';
  return `${shapeText(type.shape)} ${dtypeName(type.dtype)}`;
}

/** "float32 2×64×128": what is cut at its end still says how precise it is. */
export function dtypeFirst(type: TensorType): string {
  if (type.dtype === 0 && type.shape === '?') return 'unknown type';
  return `${dtypeName(type.dtype)} ${shapeText(type.shape)}`;
}

/** "modeling_bert.py:142". */
export function frameText(frame: Frame): string {
  return `${fileName(frame.file)}:${frame.line}`;
}

export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** The part of a module path that tells modules apart: "layer.0" of "bert.encoder.layer.0.attention", else its first name. */
export function moduleGroup(module: string): string {
  return /^\d+(?=\.|$)|[^.]*\.\d+(?=\.|$)/.exec(module)?.[0] ?? /^[^.]*/.exec(module)![0];
}

/** The part of their path that all modules share, with its dot: "model."; often "". */
export function commonModule(paths: readonly string[]): string {
  const parts = paths.find((path) => path.includes('.'))?.split('.') ?? [];
  let shared = 0;
  // A number says which of several modules it is: what comes before it stays, so that "layer.0" reads well.
  while (shared < parts.length - 1 && !/^\d+$/.test(parts[shared + 1]!)) {
    const prefix = `${parts.slice(0, shared + 1).join('.')}.`;
    if (!paths.every((path) => `${path}.`.startsWith(prefix))) break;
    shared++;
  }
  return shared === 0 ? '' : `${parts.slice(0, shared).join('.')}.`;
}

/** A path without the shared part. */
export function withoutModule(module: string, common: string): string {
  return common !== '' && `${module}.`.startsWith(common) ? module.slice(common.length) : module;
}

/** "embeddings, layer.0 and 3 more". */
export function listSome(items: readonly string[], most: number): string {
  if (items.length <= most) return items.join(', ');
  return `${items.slice(0, most).join(', ')} and ${formatCount(items.length - most)} more`;
}

/** Each text once, in order of first appearance, without empty ones. */
export function distinct(items: Iterable<string>): string[] {
  return [...new Set(items)].filter((item) => item !== '');
}
