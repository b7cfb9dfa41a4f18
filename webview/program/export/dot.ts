/** The graph for Graphviz (docs/graph-export.md): blocks as clusters, edges with the shapes and dtypes of what they carry. */

import type { NodeIndex } from '../../../extension/core/graph/graph';
import { NO_BLOCK, type BlockKind, isOnnxPartition } from '../../../extension/core/partition/partition';
import { type Reason, isUnsupported, reasonLabel } from '../../../extension/core/partition/reasons';
import type { Program } from '../../../extension/core/report/report';
import { becomesEngine } from '../../ui/programModel';
import { listSome, tensorText } from '../../ui/words';
import { operatorText } from '../nodeFacts';
import { type Exported, type ExportOptions, distinctInputs, exported } from './selection';

/** Tensors that an edge names before it counts the rest. */
const MOST_TENSORS = 3;

/** Told apart without colour, as in the view: PyTorch dashed. */
const CLUSTER_STYLES: Readonly<Record<BlockKind, string>> = {
  tensorrt: 'rounded',
  torch: '"rounded,dashed"',
  graph: 'rounded',
};

/** Edges are those between nodes that are written. */
export function writeDot(program: Program, options: ExportOptions = {}): string {
  const source = exported(program, options);
  const lines = [
    `digraph ${quote(source.title || 'graph')} {`,
    '  rankdir=TB;',
    '  node [shape=box, fontname="Helvetica"];',
    '  edge [fontname="Helvetica", fontsize=10];',
  ];
  writeNodes(source, lines);
  for (const node of source.nodes) writeEdges(source, node, lines);
  lines.push('}', '');
  return lines.join('\n');
}

/** The name of a node in the file: its own may be anything. */
const idOf = (node: NodeIndex): string => `n${node}`;

/** Nodes of a cluster by its key: block and subgraph. Graphviz takes clusters within clusters, here one of each. */
function writeNodes(source: Exported, lines: string[]): void {
  const { blockOf, subgraphOf } = source;
  const clusters = new Map<number, Map<number, NodeIndex[]>>();
  for (const node of source.nodes) {
    const [block, subgraph] = [blockOf[node]!, subgraphOf[node]!];
    const inBlock = clusters.get(block) ?? new Map<number, NodeIndex[]>();
    const list = inBlock.get(subgraph) ?? [];
    list.push(node);
    clusters.set(block, inBlock.set(subgraph, list));
  }
  for (const [block, inBlock] of [...clusters].sort(([a], [b]) => a - b)) {
    const inner = (indent: string): void => {
      for (const [subgraph, nodes] of inBlock) writeSubgraph(source, subgraph, nodes, lines, indent);
    };
    if (block === NO_BLOCK) inner('  ');
    else writeCluster(`block_${block}`, blockAttributes(source, block), lines, '  ', inner);
  }
}

function blockAttributes({ program, blockTitles }: Exported, block: number): string[] {
  const { partition } = program;
  const { kind, name } = partition.blocks[block]!;
  const style = CLUSTER_STYLES[kind === 'tensorrt' && !becomesEngine({ kind }, partition) ? 'torch' : kind];
  return [`label=${quote(blockTitles[block]!)}`, `tooltip=${quote(name)}`, `style=${style}`];
}

function writeSubgraph(source: Exported, subgraph: number, nodes: NodeIndex[], lines: string[], indent: string): void {
  const write = (deeper: string): void => {
    for (const node of nodes) lines.push(`${deeper}${idOf(node)} [${nodeAttributes(source, node)}];`);
  };
  const known = source.graph.columns.subgraphs[subgraph];
  if (!known) return write(indent);
  const label = `label=${quote(`${known.name} of ${source.graph.name(known.owner)}`)}`;
  writeCluster(`subgraph_${subgraph}`, [label, 'style=dotted'], lines, indent, write);
}

function writeCluster(
  name: string,
  attributes: readonly string[],
  lines: string[],
  indent: string,
  inner: (indent: string) => void,
): void {
  lines.push(`${indent}subgraph cluster_${name} {`);
  for (const attribute of attributes) lines.push(`${indent}  ${attribute};`);
  inner(`${indent}  `);
  lines.push(`${indent}}`);
}

function nodeAttributes({ program, graph, reasons }: Exported, node: NodeIndex): string {
  const reason = reasons[node] as Reason;
  const why = isUnsupported(reason) ? reasonLabel(reason, isOnnxPartition(program.partition)) : '';
  const label = [graph.name(node), operatorText(graph, node), why].filter((line) => line !== '').map(escape);
  const tooltip = [graph.module(node), graph.arguments(node)].filter((line) => line !== '').map(escape);
  return [
    `label="${label.join('\\n')}"`,
    ...(tooltip.length > 0 ? [`tooltip="${tooltip.join('\\n')}"`] : []),
    ...(why === '' ? [] : ['style=bold']),
    ...(graph.isOperation(node) ? [] : ['shape=ellipse']),
  ].join(', ');
}

function writeEdges({ graph, isWritten }: Exported, node: NodeIndex, lines: string[]): void {
  for (const input of distinctInputs(graph, node)) {
    if (isWritten[input] !== 1) continue;
    const tensors = listSome(graph.outputs(input).map(tensorText), MOST_TENSORS);
    lines.push(`  ${idOf(input)} -> ${idOf(node)}${tensors === '' ? '' : ` [label=${quote(tensors)}]`};`);
  }
}

function quote(text: string): string {
  return `"${escape(text)}"`;
}

/**
 * Text within the quotes of a label. Graphviz reads `\` as the begin of an escape and `&name;` as a character, ends at a
 * NUL, and takes no half of a surrogate pair.
 */
function escape(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('&', '&amp;')
    .replace(/\r\n|[\r\n]/g, '\\n')
    .replace(/(?!\t)\p{Control}|\p{Surrogate}/gu, '\ufffd');
}
