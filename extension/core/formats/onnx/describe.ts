/** What a person asks first about an ONNX file. */

import type { Finding } from '../../findings/finding';
import { formatCount } from '../../format/units';
import type { trtlens } from '../../schema/generated/trtlens';
import type { FormatDamage } from '../bytes';
import { onnxTypeName } from './dataType';
import { type OnnxModel, type OnnxValue, requiredInputs } from './model';
import { operatorOf } from './nodeRows';

const TOP_OPERATORS = 6;

export function describeOnnx(model: OnnxModel): trtlens.IArtifact {
  const { graph } = model;
  const facts: [string, string][] = [
    ['written by', [model.producerName, model.producerVersion].filter(Boolean).join(' ')],
    ['IR version', String(model.irVersion)],
    ['operator sets', [...model.opsets].map(([domain, version]) => `${domain || 'ai.onnx'} ${version}`).join(', ')],
    ['functions', model.functions.join(', ')],
    ['operators', operatorsText(model)],
    ['weights', weightsText(model)],
  ];
  return {
    kind: 'onnx',
    facts: facts.filter(([, value]) => value !== '').map(([name, value]) => ({ name, value })),
    nodes: graph.nodes.length,
    engines: [],
    inputs: requiredInputs(graph).map(declaration),
    outputs: graph.outputs.map(declaration),
    findings: [],
  };
}

export function onnxDamage(file: string, { message, offset }: FormatDamage): Finding {
  return {
    code: 'load.corrupt',
    severity: 'error',
    message: `The file is no ONNX model, or a damaged one: ${message}.`,
    places: [{ kind: 'archive', file, ...(offset === undefined ? {} : { offset }) }],
    remedies: [{ title: 'Export the model again.' }],
  };
}

export function declaration({ name, dataType, shape }: OnnxValue): trtlens.IInputDeclaration {
  return { name, dtype: onnxTypeName(dataType), sizes: [...(shape ?? [])], ranked: shape !== undefined };
}

/** "Conv × 53, Relu × 49 and 5 more". */
function operatorsText({ graph }: OnnxModel): string {
  const counts = new Map<string, number>();
  for (const node of graph.nodes) counts.set(operatorOf(node), (counts.get(operatorOf(node)) ?? 0) + 1);
  const sorted = [...counts].sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1));
  const shown = sorted.slice(0, TOP_OPERATORS).map(([operator, count]) => `${operator} × ${formatCount(count)}`);
  const rest = sorted.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}

function weightsText({ graph }: OnnxModel): string {
  const { initializers } = graph;
  if (initializers.length === 0) return '';
  const elements = initializers.reduce((sum, { dims }) => sum + dims.reduce((product, size) => product * size, 1), 0);
  const files = new Set(initializers.flatMap(({ external }) => (external === undefined ? [] : [external])));
  const where = files.size > 0 ? `, in ${[...files].slice(0, 2).join(', ')}${files.size > 2 ? ' and others' : ''}` : '';
  return `${formatCount(initializers.length, 'tensor')} of ${formatCount(elements, 'element')}${where}`;
}
