/** Arguments of a node: which values it reads, and all others as text, as native/torch/trtlens_torch/graph.py writes them. */

import { dtypeName } from '../../graph/dtype';
import { longText } from '../json/strings';
import { type JsonRecord, list, record, text, union } from './fields';

const LONGEST = 400;
/** Items of a list that are written out; more would not be shown. */
const MOST_ITEMS = 200;

/** Names of the values that an argument reads, in order. A subgraph is read by its name. */
export function namesIn(argument: unknown): string[] {
  const [kind, value] = union(argument);
  const names: string[] = [];
  const add = (name: unknown): void => {
    if (text(name) !== '') names.push(text(name));
  };
  switch (kind) {
    case 'as_tensor':
    case 'as_custom_obj':
    case 'as_graph':
      add(record(value)['name']);
      break;
    case 'as_tensors':
      for (const each of list(value)) add(record(each)['name']);
      break;
    case 'as_optional_tensor':
    case 'as_sym_int':
    case 'as_sym_float':
    case 'as_sym_bool':
      names.push(...namesInUnion(value));
      break;
    case 'as_optional_tensors':
    case 'as_sym_ints':
    case 'as_sym_floats':
    case 'as_sym_bools':
      for (const each of list(value)) names.push(...namesInUnion(each));
      break;
    case 'as_nested_tensors':
      for (const each of list(value)) for (const tensor of list(each)) add(record(tensor)['name']);
      break;
    case 'as_string_to_argument':
      for (const each of Object.values(record(value))) names.push(...namesIn(each));
      break;
    default:
  }
  return names;
}

function namesInUnion(value: unknown): string[] {
  const [kind, inner] = union(value);
  if (kind === 'as_name') return text(inner) === '' ? [] : [text(inner)];
  return kind === 'as_tensor' ? namesIn(value) : [];
}

/** "dim=-1, half_to_float=False"; arguments that are nothing but values of the graph are left out. */
export function argumentsText(inputs: readonly JsonRecord[]): string {
  const parts: string[] = [];
  for (const { name, arg } of inputs) {
    const written = argumentText(arg);
    if (written !== undefined) parts.push(text(name) === '' ? written : `${text(name)}=${written}`);
  }
  const all = parts.join(', ');
  return all.length <= LONGEST ? all : `${all.slice(0, LONGEST - 1)}…`;
}

/** Undefined for values of the graph. */
function argumentText(argument: unknown): string | undefined {
  const [kind, value] = union(argument);
  switch (kind) {
    case 'as_tensor':
    case 'as_tensors':
    case 'as_custom_obj':
    case 'as_graph':
    case 'as_optional_tensors':
    case 'as_nested_tensors':
    case 'as_string_to_argument':
      return undefined;
    case 'as_sym_int':
    case 'as_sym_float':
    case 'as_sym_bool':
    case 'as_optional_tensor':
      return namesInUnion(value).length > 0 ? undefined : valueText(union(value)[1]);
    case 'as_sym_ints':
    case 'as_sym_floats':
    case 'as_sym_bools': {
      const items = list(value);
      const isValues = items.length > 0 && items.every((item) => namesInUnion(item).length > 0);
      return isValues ? undefined : listText(items, (item) => valueText(union(item)[1]));
    }
    case 'as_float':
      return floatText(value);
    case 'as_floats':
      return listText(list(value), floatText);
    case 'as_scalar_type':
      return typeof value === 'number' ? `torch.${dtypeName(value)}` : valueText(value);
    case 'as_layout':
      return LAYOUTS[value as number] ?? valueText(value);
    case 'as_memory_format':
      return MEMORY_FORMATS[value as number] ?? valueText(value);
    case 'as_device': {
      const { type, index } = record(value);
      return `${text(type)}${typeof index === 'number' ? `:${index}` : ''}`;
    }
    case 'as_complex': {
      const { real, imag } = record(value);
      return `(${floatText(real)}+${floatText(imag)}j)`;
    }
    case 'as_none':
      return 'None';
    default:
      return valueText(value);
  }
}

const LAYOUTS: Readonly<Record<number, string>> = {
  1: 'torch.sparse_coo',
  2: 'torch.sparse_csr',
  3: 'torch.sparse_csc',
  4: 'torch.sparse_bsr',
  5: 'torch.sparse_bsc',
  6: 'torch._mkldnn',
  7: 'torch.strided',
};

const MEMORY_FORMATS: Readonly<Record<number, string>> = {
  1: 'torch.contiguous_format',
  2: 'torch.channels_last',
  3: 'torch.channels_last_3d',
  4: 'torch.preserve_format',
};

/** As Python writes it. */
function valueText(value: unknown): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'string') return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return listText(value, valueText);
  return longText(value) ? '…' : '{…}';
}

function listText(items: readonly unknown[], write: (item: unknown) => string): string {
  const shown = items.slice(0, MOST_ITEMS).map(write);
  return `[${shown.join(', ')}${items.length > MOST_ITEMS ? ', …' : ''}]`;
}

/** As Python's `repr`: "1.0", "1e-05". Numbers that JSON has no digits for come as texts. */
function floatText(value: unknown): string {
  if (typeof value === 'string') return { Infinity: 'inf', '-Infinity': '-inf', NaN: 'nan' }[value] ?? value;
  if (typeof value !== 'number') return valueText(value);
  const size = Math.abs(value);
  const plain = size !== 0 && (size < 1e-4 || size >= 1e16) ? value.toExponential() : String(value);
  const [digits, exponent] = plain.split('e');
  if (exponent === undefined) return Number.isInteger(value) ? `${plain}.0` : plain;
  const [, sign, power] = /([+-])(\d+)/.exec(exponent)!;
  return `${digits}e${sign}${power!.padStart(2, '0')}`;
}
