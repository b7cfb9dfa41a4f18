/**
 * The metadata of an engine's record: base64 of a pickled dictionary with the compile settings, the shapes of inputs and
 * outputs as expressions, and whether its outputs are unowned (torch_tensorrt `dynamo/runtime/_TorchTensorRTModule.py`).
 */

import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import { decodedBase64 } from './base64';
import { readPickle } from './pickle';
import { type Pickled, entryOf, ofKind } from './pickledValue';
import { plainValue } from './plainValue';
import { sizeText } from './sizeText';

export interface EngineMetadata {
  /** Values as JSON text. */
  readonly settings: Readonly<Record<string, string>>;
  readonly inputs: readonly BoundTensor[];
  /** In the order of the bindings; they have no names. */
  readonly outputs: readonly BoundTensor[];
  readonly outputsAreUnowned: boolean | undefined;
}

export interface BoundTensor {
  readonly name: string;
  readonly dtype: string;
  readonly sizes: readonly string[];
}

/** Characters of base64; the settings of a program take some thousand. */
const MOST_TEXT = 16 * 1024 * 1024;
const MOST_TENSORS = 10_000;
const MOST_SIZES = 64;

const NONE: EngineMetadata = { settings: {}, inputs: [], outputs: [], outputsAreUnowned: undefined };

/** Nothing for an empty text, as the oldest releases write. Throws FormatDamage, with the offset in the pickle. */
export async function readMetadata(text: FileAccess): Promise<EngineMetadata> {
  if (text.size === 0) return NONE;
  if (text.size > MOST_TEXT) throw new FormatDamage(`it has ${text.size} characters`);
  const { value } = await readPickle(await decodedBase64(text), {
    // Whatever is named here becomes data or its own name.
    allows: () => true,
    what: 'the metadata of an engine',
    mostOpcodes: 500_000,
  });
  if (!ofKind(value, 'dict')) throw new FormatDamage('it is no dictionary', 0);
  const shapes = entryOf(value, 'inout_symexprs');
  const unowned = entryOf(value, 'output_tensors_are_unowned');
  return {
    settings: settingsOf(entryOf(value, 'settings')),
    inputs: tensorsOf(entryOf(shapes, 'inputs')),
    outputs: tensorsOf(entryOf(shapes, 'outputs')),
    outputsAreUnowned: typeof unowned === 'boolean' ? unowned : undefined,
  };
}

function settingsOf(value: Pickled | undefined): Record<string, string> {
  const settings = value === undefined ? {} : plainValue(value);
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings) || '$type' in settings) return {};
  return Object.fromEntries(
    Object.entries(settings).map(([name, each]) => {
      const short = name === AUTOCAST_TYPE && typeof each === 'string' ? (SHORT_NAMES.get(each) ?? each) : each;
      return [name, JSON.stringify(short)];
    }),
  );
}

/** The one setting with a dtype that a user may give, by the names that it is given by (core/compile/settings.ts). */
const AUTOCAST_TYPE = 'autocast_low_precision_type';
const SHORT_NAMES: ReadonlyMap<string, string> = new Map(Object.entries({ float16: 'fp16', bfloat16: 'bf16' }));

function tensorsOf(value: Pickled | undefined): BoundTensor[] {
  return (ofKind(value, 'list', 'tuple')?.items ?? []).slice(0, MOST_TENSORS).map((tensor) => {
    const dtype = entryOf(tensor, 'dtype');
    const named = dtype === undefined ? '' : plainValue(dtype);
    const sizes = ofKind(entryOf(tensor, 'shape_exprs'), 'list', 'tuple')?.items ?? [];
    return {
      name: ofKind(entryOf(tensor, 'name'), 'text')?.text ?? '',
      dtype: typeof named === 'string' ? named : '',
      sizes: sizes.slice(0, MOST_SIZES).map(sizeText),
    };
  });
}
