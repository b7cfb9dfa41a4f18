/**
 * Metadata in front of a plan, as Ultralytics exports it: four bytes with a length, little-endian, that many bytes of JSON,
 * then the plan. TensorRT itself does not load such a file; its reader passes over the metadata first.
 */

import type { trtlens } from '../../schema/generated/trtlens';
import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';

export interface PlanPrefix {
  /** Where the plan begins. */
  readonly bytes: number;
  readonly facts: readonly trtlens.IFact[];
}

const LENGTH = 4;
/** Names of ten thousand classes, and room to spare. */
const MOST_JSON = 1024 * 1024;
const MOST_FACTS = 50;
const LONGEST_VALUE = 200;
const BRACE = 0x7b;

/** Undefined where there is none. Throws FormatDamage, with the offset, where there is one and it is damaged. */
export async function readPlanPrefix(file: FileAccess): Promise<PlanPrefix | undefined> {
  const head = await file.read(0, LENGTH + 1);
  if (head.length <= LENGTH || head[LENGTH] !== BRACE) return undefined;
  const length = new DataView(head.buffer, head.byteOffset, LENGTH).getInt32(0, true);
  if (length < 2 || length > MOST_JSON) return undefined;
  const text = await file.read(LENGTH, length);
  if (text.length < length) throw new FormatDamage('it ends within the metadata in front of it', file.size);
  return { bytes: LENGTH + length, facts: factsOf(parse(text)) };
}

function parse(bytes: Uint8Array): object {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below: V8's own words name a position only now and then.
  }
  throw new FormatDamage('the metadata in front of it is no JSON', LENGTH);
}

function factsOf(metadata: object): trtlens.IFact[] {
  return Object.entries(metadata)
    .slice(0, MOST_FACTS)
    .map(([name, value]) => ({ name: name.slice(0, LONGEST_VALUE), value: valueText(value) }));
}

/** "640, 640" for a list, "0: person, 1: bicycle" for a table; long ones are cut. */
function valueText(value: unknown): string {
  const text =
    typeof value !== 'object' || value === null
      ? String(value)
      : Object.entries(value)
          .slice(0, MOST_FACTS)
          .map(([key, each]) => `${Array.isArray(value) ? '' : `${key}: `}${scalarText(each)}`)
          .join(', ');
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 1)}…` : text;
}

function scalarText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? `list of ${value.length}` : 'object';
}
