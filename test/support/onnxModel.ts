/** ONNX models made for a test: the part of the public schema (onnx.proto3) that they need, written with protobufjs. */

import protobuf from 'protobufjs';

/** Field numbers and types as in onnx.proto3. */
const SCHEMA = `
syntax = "proto3";
message Attribute {
  string name = 1; float f = 2; int64 i = 3; bytes s = 4; Tensor t = 5; Graph g = 6;
  repeated float floats = 7; repeated int64 ints = 8; repeated bytes strings = 9; repeated Graph graphs = 11;
  int32 type = 20; string ref_attr_name = 21;
}
message Entry { string key = 1; string value = 2; }
message Node {
  repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4;
  repeated Attribute attribute = 5; string domain = 7; string overload = 8; repeated Entry metadata_props = 9;
}
message Tensor {
  repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9;
  repeated Entry external_data = 13; int32 data_location = 14;
}
message SparseTensor { Tensor values = 1; Tensor indices = 2; repeated int64 dims = 3; }
message Dimension { oneof size { int64 dim_value = 1; string dim_param = 2; } }
message Shape { repeated Dimension dim = 1; }
message TensorType { int32 elem_type = 1; Shape shape = 2; }
message Type { TensorType tensor_type = 1; }
message ValueInfo { string name = 1; Type type = 2; }
message Graph {
  repeated Node node = 1; string name = 2; repeated Tensor initializer = 5;
  repeated ValueInfo input = 11; repeated ValueInfo output = 12; repeated ValueInfo value_info = 13;
  repeated SparseTensor sparse_initializer = 15;
}
message OperatorSet { string domain = 1; int64 version = 2; }
message Function {
  string name = 1; repeated string input = 4; repeated string output = 5; repeated Node node = 7; string domain = 10;
  repeated ValueInfo value_info = 12; string overload = 13;
}
message Model {
  int64 ir_version = 1; string producer_name = 2; string producer_version = 3; Graph graph = 7;
  repeated OperatorSet opset_import = 8; repeated Entry metadata_props = 14; repeated Function functions = 25;
}
`;

const Model = protobuf.parse(SCHEMA, { keepCase: true }).root.lookupType('Model');

/** TensorProto.DataType */
export const TYPE = {
  float: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  double: 11,
  bfloat16: 16,
} as const;
const ATTRIBUTE_TYPE = { f: 1, i: 2, s: 3, t: 4, g: 5, floats: 6, ints: 7, strings: 8, graphs: 10 } as const;

export interface Graph {
  name: string;
  node: object[];
  input: object[];
  output: object[];
  initializer?: object[];
  value_info?: object[];
}

export type AttributeValue = { [Kind in keyof typeof ATTRIBUTE_TYPE]?: unknown };

export function node(op: string, inputs: string[], outputs: string[], attributes: Record<string, AttributeValue> = {}) {
  const attribute = Object.entries(attributes).map(([name, value]) => ({
    name,
    ...value,
    type: ATTRIBUTE_TYPE[Object.keys(value)[0] as keyof typeof ATTRIBUTE_TYPE],
  }));
  return { op_type: op, name: `${op}_${outputs[0]}`, input: inputs, output: outputs, attribute };
}

/** A string is a symbolic extent. */
export function value(name: string, type: number, shape: (number | string)[]) {
  const dim = shape.map((extent) => (typeof extent === 'string' ? { dim_param: extent } : { dim_value: extent }));
  return { name, type: { tensor_type: { elem_type: type, shape: { dim } } } };
}

export function floats(name: string, dims: number[], fill: (index: number) => number = (i) => Math.sin(i)) {
  const data = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => fill(i));
  return { name, dims, data_type: TYPE.float, raw_data: new Uint8Array(data.buffer) };
}

export function ints(name: string, values: number[], dims = [values.length]) {
  const data = BigInt64Array.from(values, BigInt);
  return { name, dims, data_type: TYPE.int64, raw_data: new Uint8Array(data.buffer) };
}

export function int8(name: string, dims: number[], fill = 0) {
  return { name, dims, data_type: TYPE.int8, raw_data: new Uint8Array(dims.reduce((a, b) => a * b, 1)).fill(fill) };
}

export function boolean(name: string, fill: boolean) {
  return { name, dims: [], data_type: TYPE.bool, raw_data: Uint8Array.of(fill ? 1 : 0) };
}

/** A serialised ModelProto of operator set 17. `more`: other fields of it. */
export function model(graph: Graph, more: object = {}): Uint8Array {
  const message = { ir_version: 8, graph, opset_import: [{ domain: '', version: 17 }], ...more };
  return Model.encode(Model.fromObject(message)).finish();
}
