/** What a person asks first about an ONNX file. */

import { encodeFinding } from '../../findings/codec';
import { formatCount } from '../../format/units';
import type { trtlens } from '../../schema/generated/trtlens';
import { onnxTypeName } from './dataType';
import { onnxFindings } from './findings';
import { type OnnxModel, type OnnxValue, UNNAMED_SIZE, allGraphs, requiredInputs } from './model';
import type { OnnxProgram } from './program';
import { quantisationText } from './quantisation';

const MOST_OPERATORS = 6;
const MOST_FUNCTIONS = 8;
const MOST_METADATA = 30;
const MOST_SYMBOLS = 200;
const MOST_LETTERS = 300;

export function describeOnnx(file: string, model: OnnxModel, program: OnnxProgram): trtlens.IArtifact {
  const { graph } = model;
  const writer = [model.producerName, model.producerVersion].filter(Boolean).join(' ');
  const facts: [string, string][] = [
    // torch itself is told among the makers.
    ['written by', model.producerName === 'pytorch' ? '' : writer],
    ['IR version', String(model.irVersion)],
    ['operator sets', [...model.opsets].map(([domain, version]) => `${domain || 'ai.onnx'} ${version}`).join(', ')],
    ['functions', functionsText(model)],
    ['operators', operatorsText(model)],
    ['graphs within nodes', innerText(model)],
    ['quantisation', quantisationText(graph)],
    ['weights', weightsText(model)],
    ...model.metadata.slice(0, MOST_METADATA).map(({ key, value }): [string, string] => [`metadata: ${key}`, value]),
  ];
  return {
    kind: 'onnx',
    facts: facts
      .filter(([, value]) => value !== '')
      .map(([name, value]) => ({ name: shortened(name), value: shortened(value) })),
    nodes: graph.nodes.count,
    engines: [],
    inputs: requiredInputs(graph).map(declaration),
    outputs: graph.outputs.map(declaration),
    findings: onnxFindings(file, model, program).map(encodeFinding),
    symbols: symbolsOf(model).map((name) => ({ name, min: '', max: '' })),
    dtypes: [...program.dtypes],
    ...(model.producerName === 'pytorch' ? { madeBy: { torch: shortened(model.producerVersion) } } : {}),
  };
}

export function declaration({ name, dataType, shape }: OnnxValue): trtlens.IInputDeclaration {
  return { name, dtype: onnxTypeName(dataType), sizes: [...(shape ?? [])], ranked: shape !== undefined };
}

function shortened(text: string): string {
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
}

/** "own.gelu, bare and 3 more". */
function functionsText({ functions }: OnnxModel): string {
  const shown = functions.slice(0, MOST_FUNCTIONS).map(({ operator }) => shortened(operator.text));
  const rest = functions.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}

/** "Conv × 53, Relu × 49 and 5 more". */
function operatorsText({ graph }: OnnxModel): string {
  const counts = new Map<string, number>();
  const { nodes } = graph;
  for (let node = 0; node < nodes.count; node++) {
    const { text } = nodes.operator(node);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1));
  const shown = sorted.slice(0, MOST_OPERATORS).map(([operator, count]) => `${operator} × ${formatCount(count)}`);
  const rest = sorted.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}

/** "3 of 45 nodes": branches of If, bodies of Loop and Scan. */
function innerText({ graph }: OnnxModel): string {
  const [, ...inner] = allGraphs(graph);
  if (inner.length === 0) return '';
  const nodes = inner.reduce((sum, each) => sum + each.nodes.count, 0);
  return `${formatCount(inner.length)} of ${formatCount(nodes, 'node')}`;
}

function weightsText({ graph, externalFiles }: OnnxModel): string {
  const { initializers } = graph;
  const names = externalFiles.slice(0, 2).map((name) => name || 'a file that it does not name');
  const where = names.length > 0 ? `, in ${names.join(', ')}${externalFiles.length > 2 ? ' and others' : ''}` : '';
  if (initializers.length === 0) return where.slice(2);
  const elements = initializers.reduce((sum, { dims }) => sum + dims.reduce((product, size) => product * size, 1), 0);
  const size = Number.isSafeInteger(elements) ? ` of ${formatCount(elements, 'element')}` : '';
  return `${formatCount(initializers.length, 'tensor')}${size}${where}`;
}

/** Names of open sizes; what is computed from others, such as "width + 1", is none. */
function symbolsOf({ graph }: OnnxModel): string[] {
  const names = new Set<string>();
  for (const { shape } of [...requiredInputs(graph), ...graph.outputs, ...graph.values]) {
    for (const size of shape ?? []) {
      if (size !== UNNAMED_SIZE && /^[\p{L}_][\p{L}\p{N}_.:-]*$/u.test(size)) names.add(size);
      if (names.size >= MOST_SYMBOLS) return [...names];
    }
  }
  return [...names];
}
