/** TensorRT's data types by the names that torch has for them (nvinfer1::DataType). */

const NAMES: Readonly<Record<string, string>> = {
  FLOAT: 'float32',
  HALF: 'float16',
  BF16: 'bfloat16',
  INT8: 'int8',
  INT32: 'int32',
  INT64: 'int64',
  UINT8: 'uint8',
  BOOL: 'bool',
  FP8: 'float8_e4m3fn',
  INT4: 'int4',
  FP4: 'float4_e2m1',
  E8M0: 'float8_e8m0fnu',
};

/** "float16" for "HALF"; what is unknown stays as it is. */
export function tensorrtTypeName(dataType: string): string {
  return NAMES[dataType] ?? dataType;
}
