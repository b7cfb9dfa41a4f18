/**
 * Values out of a pickle as JSON has them: dictionaries and dataclasses become objects, sets and tuples lists, Torch-TensorRT's
 * and torch's own types what a person calls them, and any other object `{"$type": "module.name"}`.
 */

import { FormatDamage } from '../bytes';
import { type Pickled, type PickledObject, ofKind, qualifiedName } from './pickledValue';
import { isSizeExpression, sizeText } from './sizeText';

export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };

const MOST_VALUES = 100_000;
const MOST_DEPTH = 32;

/** Members of torch_tensorrt `_enums.py`, numbered from 1. */
const ENUMS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    'torch_tensorrt._enums.dtype': [
      'unknown',
      'uint8',
      'int8',
      'int32',
      'int64',
      'float16',
      'float32',
      'float64',
      'bool',
      'bfloat16',
      'float8_e4m3fn',
      'float4_e2m1',
    ],
    'torch_tensorrt._enums.DeviceType': ['UNKNOWN', 'GPU', 'DLA'],
    'torch_tensorrt._enums.EngineCapability': ['STANDARD', 'SAFETY', 'DLA_STANDALONE'],
    'torch_tensorrt._enums.Platform': ['linux_x86_64', 'linux_aarch64', 'win_x86_64', 'unknown'],
  }),
);

/** Dataclasses and the like: what they hold is their state. */
const HOLDERS = new Set([
  'torch_tensorrt.dynamo._settings.CompilationSettings',
  'torch_tensorrt._Device.Device',
  'collections.OrderedDict',
]);

const SEQUENCES = new Set(['builtins.set', 'builtins.frozenset', 'builtins.list', 'builtins.tuple', '__builtin__.set']);

/** "float32" of "torch float32"; dtypes are pickled by their names. */
const TORCH_DTYPE = /^(u?int\d+|float\d+\w*|bfloat16|bool|complex\d+)$/;

/** Throws FormatDamage where it is nested too deeply or holds too much: a pickle may name one list many times over. */
export function plainValue(value: Pickled): Plain {
  let seen = 0;
  const convert = (each: Pickled, depth: number): Plain => {
    if (++seen > MOST_VALUES) throw new FormatDamage('it describes more values than settings have');
    if (depth > MOST_DEPTH) throw new FormatDamage('its values are nested too deeply');
    if (typeof each === 'bigint') return String(each);
    if (typeof each === 'number') return Number.isFinite(each) ? each : String(each);
    if (typeof each !== 'object' || each === null) return each;
    switch (each.kind) {
      case 'text':
        return each.text ?? { $type: 'builtins.str' };
      case 'bytes':
        return { $type: 'builtins.bytes' };
      case 'reference':
        return { $type: 'reference' };
      case 'list':
      case 'tuple':
      case 'set':
        return each.items.map((item) => convert(item, depth + 1));
      case 'dict':
        return objectOf(each.entries, depth);
      case 'global':
        return each.module === 'torch' && TORCH_DTYPE.test(each.name) ? each.name : { $type: qualifiedName(each) };
      case 'object':
        return ofObject(each, depth);
    }
  };
  const objectOf = (entries: readonly (readonly [Pickled, Pickled])[], depth: number): Plain =>
    Object.fromEntries(
      entries.map(([key, entry]) => {
        const name = convert(key, depth + 1);
        return [typeof name === 'string' ? name : JSON.stringify(name), convert(entry, depth + 1)];
      }),
    );
  const ofObject = (object: PickledObject, depth: number): Plain => {
    const type = qualifiedName(object.type);
    const members = ENUMS.get(type);
    const [first] = object.args;
    if (members && typeof first === 'number') return members[first - 1] ?? first;
    if (HOLDERS.has(type))
      return objectOf([...object.entries, ...(ofKind(object.state, 'dict')?.entries ?? [])], depth);
    if (SEQUENCES.has(type)) return first === undefined ? [] : convert(first, depth + 1);
    if (isSizeExpression(object)) return sizeText(object);
    return { $type: type };
  };
  return convert(value, 0);
}
