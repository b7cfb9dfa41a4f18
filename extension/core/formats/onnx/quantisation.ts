/** What of an ONNX model is quantised: its quantising operations, and to which types. */

import { formatCount } from '../../format/units';
import { onnxTypeName } from './dataType';
import { type OnnxGraph, allGraphs } from './model';

const QUANTISING = /[Qq]uantizeLinear|^QLinear|DynamicQuantize|^(MatMul|Conv)Integer$|^MatMulNBits$/;
/** ONNX's, and those of the same inputs in other domains. */
const WITH_SCALE = /^(TRT_\w+?)?(De)?[Qq]uantizeLinear$/;
const MOST_KINDS = 8;

/** "QuantizeLinear × 12 (int8, scale float32), QLinearConv × 3"; "" where nothing is quantised. */
export function quantisationText(graph: OnnxGraph): string {
  const counts = new Map<string, number>();
  for (const each of allGraphs(graph)) {
    const types = new ValueTypes(each);
    for (let node = 0; node < each.nodes.count; node++) {
      const { type, text } = each.nodes.operator(node);
      if (!QUANTISING.test(type)) continue;
      const kind = [text, WITH_SCALE.test(type) ? typesText(each, node, types) : ''].filter(Boolean).join(' ');
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  const kinds = [...counts].sort(([, many], [, few]) => few - many);
  const shown = kinds.slice(0, MOST_KINDS).map(([kind, count]) => {
    const [operator, ...rest] = kind.split(' ');
    return [`${operator} × ${formatCount(count)}`, ...rest].join(' ');
  });
  return shown.join(', ') + (kinds.length > MOST_KINDS ? ` and ${kinds.length - MOST_KINDS} more` : '');
}

/** "(int8, scale float32)", as far as the file tells. Inputs: what is converted, the scale, the zero point. */
function typesText({ nodes }: OnnxGraph, node: number, types: ValueTypes): string {
  const [value = 0, scale = 0, zeroPoint = 0] = nodes.inputs(node);
  const { type } = nodes.operator(node);
  const stated = /(?:^|, )output_dtype=(\d+)/.exec(nodes.attributeText(node))?.[1];
  const quantised = type.includes('DequantizeLinear')
    ? types.of(value) || types.of(zeroPoint)
    : types.of(zeroPoint) || Number(stated ?? 0) || types.of(nodes.outputs(node)[0] ?? 0);
  const parts = [
    quantised ? onnxTypeName(quantised) : '',
    types.of(scale) ? `scale ${onnxTypeName(types.of(scale))}` : '',
  ].filter(Boolean);
  return parts.length > 0 ? `(${parts.join(', ')})` : '';
}

/** Types of the values of a graph, looked up when the first one is asked for. */
class ValueTypes {
  private types: Map<number, number> | undefined;

  constructor(private readonly graph: OnnxGraph) {}

  /** TensorProto.DataType; 0 where the file does not say. */
  of(value: number): number {
    return (this.types ??= this.collect()).get(value) ?? 0;
  }

  private collect(): Map<number, number> {
    const { nodes, values, inputs, outputs, initializers } = this.graph;
    const types = new Map<number, number>();
    for (const { name, dataType } of [...values, ...inputs, ...outputs, ...initializers]) {
      if (dataType !== 0) types.set(nodes.texts.addText(name), dataType);
    }
    for (let node = 0; node < nodes.count; node++) {
      const constant = nodes.constant(node);
      if (constant) types.set(nodes.outputs(node)[0] ?? 0, constant.dataType);
    }
    // 0 is no value.
    types.delete(0);
    return types;
  }
}
