/**
 * An engine as Torch-TensorRT stores it in a program: a list of texts, in the order of torch_tensorrt
 * `dynamo/runtime/_serialized_engine_layout.py`. Only what says where it came from is read; the plan itself stays closed.
 */

import type { trtlens } from '../schema/generated/trtlens';
import { FormatDamage } from './bytes';
import type { PickledText } from './enginePickle';
import type { FileAccess } from './fileAccess';

const ABI = 0;
const NAME = 1;
const DEVICE = 2;
const PLAN = 3;
const PLATFORM = 8;
const FEWEST_FIELDS = 8;

/** Bytes of a plan's header that name its version, as base64. */
const HEADER_TEXT = 44;

export interface StoredEngine {
  readonly engine: trtlens.IArtifactEngine;
  /** "TensorRT-RTX 1.5.0.114"; undefined where the plan's header is of another kind. */
  readonly builtBy: string | undefined;
}

/** Throws FormatDamage where the list is too short or the plan is no base64. */
export async function readStoredEngine(texts: readonly PickledText[], pickle: FileAccess): Promise<StoredEngine> {
  const plan = texts[PLAN];
  if (texts.length < FEWEST_FIELDS || !plan) throw new FormatDamage(`its engine has ${texts.length} fields`);
  const part = async (offset: number, length: number): Promise<string> =>
    new TextDecoder().decode(await pickle.read(plan.offset + offset, length));
  const tail = await part(Math.max(0, plan.length - 4), Math.min(4, plan.length));
  return describe(
    {
      abi: texts[ABI]?.text ?? '',
      name: texts[NAME]?.text ?? '',
      device: texts[DEVICE]?.text ?? '',
      platform: texts[PLATFORM]?.text ?? '',
    },
    { length: plan.length, head: await part(0, Math.min(HEADER_TEXT, plan.length)), tail },
  );
}

/** The same of an engine whose fields are at hand, as a cross-compiled program has them. */
export function describeEngine(
  fields: { readonly abi: string; readonly name: string; readonly device: string; readonly platform: string },
  plan: string,
): StoredEngine {
  return describe(fields, { length: plan.length, head: plan.slice(0, HEADER_TEXT), tail: plan.slice(-4) });
}

function describe(
  { abi, name, device, platform }: { abi: string; name: string; device: string; platform: string },
  plan: { readonly length: number; readonly head: string; readonly tail: string },
): StoredEngine {
  return {
    engine: { name, bytes: decodedLength(plan.length, plan.tail), abi, platform, device: deviceText(device) },
    builtBy: planVersion(plan.head),
  };
}

function decodedLength(length: number, tail: string): number {
  const padding = /=*$/.exec(tail)?.[0].length ?? 0;
  return Math.max(0, Math.floor((length * 3) / 4) - padding);
}

/** "NVIDIA RTX 6000 Ada, compute capability 8.9" for "0%8%9%0%NVIDIA RTX 6000 Ada". */
function deviceText(field: string): string {
  const [, major, minor, , ...name] = field.split('%');
  if (major === undefined || minor === undefined) return field;
  return `${name.join('%')}, compute capability ${major}.${minor}`;
}

/** From the header of a plan, as observed: "ftrt" or "vtrt", and at byte 24 four bytes of version. */
function planVersion(head: string): string | undefined {
  const bytes = Buffer.from(head, 'base64');
  const magic = bytes.subarray(0, 4).toString('latin1');
  if (bytes.length < 28 || (magic !== 'vtrt' && magic !== 'ftrt')) return undefined;
  return `${magic === 'vtrt' ? 'TensorRT-RTX' : 'TensorRT'} ${[...bytes.subarray(24, 28)].join('.')}`;
}
