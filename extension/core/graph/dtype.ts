/**
 * Element types as numbered by the exported-program schema (torch/_export/serde/schema.py, `ScalarType`, version 8). These
 * are not torch's internal numbers: those are one less up to bool and unrelated after it.
 */

interface ElementType {
  readonly name: string;
  readonly bytes: number;
}

const ELEMENT_TYPES: Readonly<Record<number, ElementType>> = {
  1: { name: 'uint8', bytes: 1 },
  2: { name: 'int8', bytes: 1 },
  3: { name: 'int16', bytes: 2 },
  4: { name: 'int32', bytes: 4 },
  5: { name: 'int64', bytes: 8 },
  6: { name: 'float16', bytes: 2 },
  7: { name: 'float32', bytes: 4 },
  8: { name: 'float64', bytes: 8 },
  9: { name: 'complex32', bytes: 4 },
  10: { name: 'complex64', bytes: 8 },
  11: { name: 'complex128', bytes: 16 },
  12: { name: 'bool', bytes: 1 },
  13: { name: 'bfloat16', bytes: 2 },
  28: { name: 'uint16', bytes: 2 },
  29: { name: 'float8_e4m3fn', bytes: 1 },
  30: { name: 'float8_e5m2', bytes: 1 },
  31: { name: 'float8_e4m3fnuz', bytes: 1 },
  32: { name: 'float8_e5m2fnuz', bytes: 1 },
  33: { name: 'float8_e8m0fnu', bytes: 1 },
  34: { name: 'uint32', bytes: 4 },
  35: { name: 'uint64', bytes: 8 },
};

/** 0: a value that is no tensor, or a type that this table does not know. */
export const UNKNOWN_DTYPE = 0;

const NUMBERS = new Map(Object.entries(ELEMENT_TYPES).map(([number, type]) => [type.name, Number(number)]));

/** "float32" for 7; "?" where unknown. */
export function dtypeName(dtype: number): string {
  return ELEMENT_TYPES[dtype]?.name ?? '?';
}

/** 7 for "float32", as torch prints it without "torch."; `UNKNOWN_DTYPE` for other text. */
export function dtypeNumber(name: string): number {
  return NUMBERS.get(name) ?? UNKNOWN_DTYPE;
}

/** Bytes of one element; 0 where unknown. */
export function dtypeBytes(dtype: number): number {
  return ELEMENT_TYPES[dtype]?.bytes ?? 0;
}
