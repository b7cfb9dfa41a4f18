/** Values of a program: tensors and symbolic numbers, as torch's schema has them (torch/_export/serde/schema.py). */

import { UNKNOWN_DTYPE, dtypeBytes, dtypeName } from '../../graph/dtype';
import type { TensorType } from '../../graph/graph';
import { isFixedSize, joinShape } from '../../graph/shape';
import { list, record } from './fields';
import { expressionText } from './symbolic';

const INT64 = 5;
const FLOAT64 = 8;
const BOOL = 12;

/** A symbolic number, which the graph has as a tensor without dimensions. */
export const SYMBOLIC_INT: TensorType = { dtype: INT64, shape: '', bytes: 8 };
export const SYMBOLIC_FLOAT: TensorType = { dtype: FLOAT64, shape: '', bytes: 8 };
export const SYMBOLIC_BOOL: TensorType = { dtype: BOOL, shape: '', bytes: 1 };

/** `TensorMeta`: dtype, sizes and so on. Says nothing where it is not as the schema has it. */
export function tensorType(meta: unknown): TensorType {
  const { dtype, sizes } = record(meta);
  const known = typeof dtype === 'number' && dtypeName(dtype) !== '?' ? dtype : UNKNOWN_DTYPE;
  const texts = list(sizes).map(sizeText);
  const count = texts.every(isFixedSize) ? texts.reduce((product, size) => product * Number(size), 1) : 0;
  const bytes = count * dtypeBytes(known);
  return { dtype: known, shape: joinShape(texts), bytes: Number.isSafeInteger(bytes) ? bytes : 0 };
}

/** `SymInt`: `{"as_int": 4}` or `{"as_expr": {"expr_str": …}}`; "?" where it is neither. */
export function sizeText(size: unknown): string {
  const { as_int: fixed, as_expr: expression } = record(size);
  if (typeof fixed === 'number' && Number.isSafeInteger(fixed) && fixed >= 0) return String(fixed);
  const { expr_str: text } = record(expression);
  return typeof text === 'string' && text !== '' ? expressionText(text) : '?';
}
