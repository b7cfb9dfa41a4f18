/**
 * The header of an engine plan, which TensorRT does not describe: as seen in plans of TensorRT 8.6 and 10.15 ("ftrt") and of
 * TensorRT-RTX 1.5 to 1.7 ("vtrt"). Little-endian: 8 number of sections, 16 bytes of the whole plan, 24 four bytes of
 * version; then a table of sections, each an eight-byte tag (its letters reversed), its offset and its size. RTX has at 32 a
 * set of compute capabilities and at 56 the bytes of weights that the GPU is to hold (docs/tensorrt-rtx-interface.md).
 */

import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';

export interface PlanHeader {
  readonly builder: 'TensorRT' | 'TensorRT-RTX';
  /** "1.5.0.114" */
  readonly version: string;
  /** Bytes of the plan as it says itself. */
  readonly bytes: number;
  readonly sections: readonly { readonly tag: string; readonly bytes: number }[];
  /** Of TensorRT-RTX: "8.9"; empty for TensorRT, whose plans are for one GPU. */
  readonly computeCapabilities: readonly string[];
  /** Bytes of weights that the GPU is to hold; 0 with weight streaming. Undefined for TensorRT. */
  readonly weightBytes: number | undefined;
}

const SIZE = 0x70;
const MOST_SECTIONS = 64;
/** By their bits. */
const CAPABILITIES = ['7.5', '8.0', '8.6', '8.9', '12.0', '12.1'];

/** Undefined where the file does not begin as a plan. Throws FormatDamage where it does and is not whole. */
export async function readPlanHeader(file: FileAccess): Promise<PlanHeader | undefined> {
  const head = await file.read(0, SIZE);
  const magic = new TextDecoder('latin1').decode(head.subarray(0, 4));
  if (magic !== 'vtrt' && magic !== 'ftrt') return undefined;
  const isRtx = magic === 'vtrt';
  const table = isRtx ? 0x40 : 0x20;
  if (head.length < table) throw new FormatDamage('it ends within its header', head.length);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const [count, bytes] = [u64(view, 8), u64(view, 16)];
  if (bytes > file.size) throw new FormatDamage(`it says that it has ${bytes} bytes, and has ${file.size}`, 16);
  if (count > MOST_SECTIONS) throw new FormatDamage(`it says that it has ${count} sections`, 8);
  return {
    builder: isRtx ? 'TensorRT-RTX' : 'TensorRT',
    version: [...head.subarray(24, 28)].join('.'),
    bytes,
    sections: await readSections(file, table, count),
    computeCapabilities: isRtx ? capabilitiesIn(view.getUint32(32, true)) : [],
    weightBytes: isRtx ? u64(view, 56) : undefined,
  };
}

async function readSections(file: FileAccess, table: number, count: number): Promise<PlanHeader['sections']> {
  const bytes = await file.read(table, count * 24);
  if (bytes.length < count * 24) throw new FormatDamage('it ends within its table of sections', table + bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, index) => {
    const at = index * 24;
    const [offset, size] = [u64(view, at + 8), u64(view, at + 16)];
    if (offset + size > file.size) throw new FormatDamage(`section ${index} lies beyond its end`, table + at);
    const tag = new TextDecoder('latin1').decode(bytes.subarray(at, at + 8)).replaceAll('\0', '');
    return { tag: [...tag].reverse().join(''), bytes: size };
  });
}

function capabilitiesIn(bits: number): string[] {
  return CAPABILITIES.filter((_, bit) => (bits & (1 << bit)) !== 0);
}

function u64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}
