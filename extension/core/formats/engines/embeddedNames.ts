/**
 * Layer names that stand in a plan in clear: Torch-TensorRT's "[TYPE]-[ir_ops.operator]-[module/node]", the parser's
 * "[ONNX Layer: node]", and "{ForeignNode[first...last]}" of what Myelin compiled as one. They stand where TensorRT keeps
 * metadata and listings, so a name here is one of a layer of the network, not of a kernel; order is that of the file.
 */

import type { FileAccess } from '../fileAccess';
import { latin1 } from './numbers';
import type { PlanHeader } from './planHeader';

export interface EmbeddedNames {
  /** Distinct. */
  readonly names: readonly string[];
  /** Bytes that were looked through, from the start of the section. */
  readonly scanned: number;
  /** Bytes of the section. */
  readonly bytes: number;
  /** More names than are kept. */
  readonly cut: boolean;
}

/** Listings come before kernels and, up to TensorRT 8, before weights: what lies behind would be read for nothing. */
const MOST_SCANNED = 16 * 1024 * 1024;
const MOST_NAMES = 10_000;
const WINDOW = 1024 * 1024;
/** No shorter than the longest name that is looked for. */
const OVERLAP = 2048;

const PRINTABLE = '[^\\]\\x00-\\x1f\\x7f]';
const TORCH_TENSORRT = `\\[[A-Z][A-Z0-9_]{1,40}\\]-\\[${PRINTABLE}{1,200}\\]-\\[${PRINTABLE}{0,400}\\]`;
const ONNX = `\\[ONNX Layer: ${PRINTABLE}{1,400}\\]`;
const FOREIGN = `\\{ForeignNode\\[[^\\x00-\\x1f\\x7f{}]{1,1000}\\]\\}`;

/** Of the engine's own section; of a plan without sections all of it. Reads at most 16 MB. */
export async function embeddedNames(plan: FileAccess, { sections, bytes }: PlanHeader): Promise<EmbeddedNames> {
  const section = sections.find(({ tag }) => tag === 'ENGN') ?? { offset: 0, bytes: sections.length > 0 ? 0 : bytes };
  const end = section.offset + Math.min(section.bytes, MOST_SCANNED);
  const pattern = new RegExp([TORCH_TENSORRT, ONNX, FOREIGN].join('|'), 'g');
  const names = new Set<string>();
  for (let at = section.offset; at < end && names.size < MOST_NAMES; at += WINDOW) {
    const text = latin1(await plan.read(at, Math.min(WINDOW + OVERLAP, end - at)));
    for (const match of text.matchAll(pattern)) {
      // A name that begins in the overlap is the next window's.
      if (match.index >= WINDOW || names.size >= MOST_NAMES) break;
      names.add(decodeUtf8(match[0]));
    }
  }
  return {
    names: [...names],
    scanned: end - section.offset,
    bytes: section.bytes,
    cut: names.size >= MOST_NAMES,
  };
}

function decodeUtf8(text: string): string {
  return new TextDecoder().decode(Buffer.from(text, 'latin1'));
}
