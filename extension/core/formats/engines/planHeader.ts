/**
 * The header of an engine plan, which TensorRT does not describe: as seen in plans of TensorRT 8.2 ("ptrt"), 8.6 and 10.15
 * ("ftrt") and of TensorRT-RTX 1.5 to 1.7 ("vtrt"); docs/formats.md lists the fields. Little-endian throughout.
 */

import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import { type InnerHeader, readInnerHeader } from './innerHeader';
import { latin1, u64 } from './numbers';

export interface PlanHeader {
  readonly builder: 'TensorRT' | 'TensorRT-RTX';
  readonly flavour: 'standard' | 'rtx';
  /** "1.5.0.114" */
  readonly version: string;
  /** Of the plan's own format, which its TensorRT holds against its own; undefined where it is not found. */
  readonly serialization: number | undefined;
  /** Four characters that stand for the platform; "" for none. What they mean is not known. */
  readonly platformTag: string;
  /** Bytes of the plan as it says itself; of TensorRT 8.2 those of its payload. */
  readonly bytes: number;
  readonly sections: readonly PlanSection[];
  /** Of TensorRT-RTX: those that it is for, "8.9"; of TensorRT 8: that of the GPU that it was built on. */
  readonly computeCapabilities: readonly string[];
  /** Bytes of weights that the GPU is to hold; 0 with weight streaming. Undefined for TensorRT. */
  readonly weightBytes: number | undefined;
}

export interface PlanSection {
  /** "ENGN", "WGHT". */
  readonly tag: string;
  /** Bytes from the start of the plan. */
  readonly offset: number;
  readonly bytes: number;
}

const SIZE = 0x70;
const MOST_SECTIONS = 64;
const SECTION = 24;
/** TensorRT-RTX's compute capabilities, by their bits. */
const CAPABILITIES = ['7.5', '8.0', '8.6', '8.9', '12.0', '12.1'];

/** Undefined where the file does not begin as a plan. Throws FormatDamage where it does and is not whole. */
export async function readPlanHeader(file: FileAccess): Promise<PlanHeader | undefined> {
  const head = await file.read(0, SIZE);
  const magic = latin1(head.subarray(0, 4));
  if (magic === 'ptrt') return readBarePlan(file);
  if (magic !== 'vtrt' && magic !== 'ftrt') return undefined;
  const isRtx = magic === 'vtrt';
  const table = isRtx ? 0x40 : 0x20;
  if (head.length < table) throw new FormatDamage('it ends within its header', head.length);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const [count, bytes] = [u64(view, 8), u64(view, 16)];
  if (bytes > file.size) throw new FormatDamage(`it says that it has ${bytes} bytes, and has ${file.size}`, 16);
  if (count > MOST_SECTIONS) throw new FormatDamage(`it says that it has ${count} sections`, 8);
  const sections = await readSections(file, table, count);
  const inner = await innerHeaderOf(file, sections);
  return {
    builder: isRtx ? 'TensorRT-RTX' : 'TensorRT',
    flavour: isRtx ? 'rtx' : 'standard',
    version: [...head.subarray(24, 28)].join('.'),
    serialization: inner?.serialization,
    platformTag: latin1(head.subarray(28, 32)).replaceAll('\0', ''),
    bytes,
    sections,
    computeCapabilities: isRtx ? capabilitiesIn(view.getUint32(32, true)) : present(inner?.computeCapability),
    weightBytes: isRtx ? u64(view, 56) : undefined,
  };
}

/** Of TensorRT 8.2, whose plans are one engine without a table around it. */
async function readBarePlan(file: FileAccess): Promise<PlanHeader> {
  const inner = await readInnerHeader(file, 0);
  if (!inner) throw new FormatDamage('it ends within its header', file.size);
  if (inner.bytes > file.size) {
    throw new FormatDamage(`it says that it has ${inner.bytes} bytes, and has ${file.size}`, inner.bytesAt);
  }
  return {
    builder: 'TensorRT',
    flavour: 'standard',
    version: inner.version,
    serialization: inner.serialization,
    platformTag: '',
    bytes: inner.bytes,
    sections: [],
    computeCapabilities: present(inner.computeCapability),
    weightBytes: undefined,
  };
}

async function innerHeaderOf(file: FileAccess, sections: readonly PlanSection[]): Promise<InnerHeader | undefined> {
  const engine = sections.find(({ tag }) => tag === 'ENGN');
  return engine && readInnerHeader(file, engine.offset);
}

async function readSections(file: FileAccess, table: number, count: number): Promise<PlanSection[]> {
  const bytes = await file.read(table, count * SECTION);
  if (bytes.length < count * SECTION) {
    throw new FormatDamage('it ends within its table of sections', table + bytes.length);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, index) => {
    const at = index * SECTION;
    const [offset, size] = [u64(view, at + 8), u64(view, at + 16)];
    if (offset + size > file.size) throw new FormatDamage(`section ${index} lies beyond its end`, table + at);
    const tag = latin1(bytes.subarray(at, at + 8)).replaceAll('\0', '');
    return { tag: [...tag].reverse().join(''), offset, bytes: size };
  });
}

function capabilitiesIn(bits: number): string[] {
  return CAPABILITIES.filter((_, bit) => (bits & (1 << bit)) !== 0);
}

function present(text: string | undefined): string[] {
  return text === undefined ? [] : [text];
}
