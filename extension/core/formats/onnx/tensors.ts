/** Tensors and types of values, as decoded, in the form of the model. */

import type { onnx } from '../../schema/generated/onnx';
import { type OnnxTensor, type OnnxValue, UNNAMED_SIZE } from './model';

/** Dimensions of a tensor that are looked at: frameworks have 64 at most. */
const MOST_DIMENSIONS = 256;

export function readTensor(tensor: onnx.ITensorProto): OnnxTensor {
  return {
    name: tensor.name ?? '',
    dataType: tensor.dataType ?? 0,
    dims: (tensor.dims ?? []).slice(0, MOST_DIMENSIONS).map(toNumber),
    external: externalFile(tensor),
  };
}

/** A sparse tensor is one of its dense shape. */
export function readSparseTensor({ values, dims }: onnx.ISparseTensorProto): OnnxTensor {
  return { ...readTensor(values ?? {}), dims: (dims ?? []).slice(0, MOST_DIMENSIONS).map(toNumber) };
}

/** The file that holds a tensor's values; undefined where the model does. */
export function externalFile({ dataLocation, externalData }: onnx.ITensorProto): string | undefined {
  if (dataLocation !== 1) return undefined;
  return (externalData ?? []).find(({ key }) => key === 'location')?.value ?? '';
}

export type ValueType = Omit<OnnxValue, 'name'>;

export function readType(type: onnx.ITypeProto | null | undefined): ValueType {
  const tensor = type?.tensorType ?? type?.sparseTensorType;
  const dims = tensor?.shape?.dim?.slice(0, MOST_DIMENSIONS);
  return {
    dataType: tensor?.elemType ?? 0,
    shape: dims?.map(({ dimParam, dimValue }) => {
      if (dimParam) return dimParam;
      const size = toNumber(dimValue);
      // Exporters write an open size without a name as no value, as -1 or as 0.
      return dimValue == null || size <= 0 ? UNNAMED_SIZE : String(size);
    }),
  };
}

/** protobufjs gives 64-bit integers as objects where the library for those is installed, and as numbers elsewhere. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'object' && value !== null && 'toNumber' in value) return (value as Int64).toNumber();
  return 0;
}

interface Int64 {
  toNumber(): number;
}
