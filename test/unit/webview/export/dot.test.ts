import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GraphBuilder, type NodeRow } from '../../../../extension/core/graph/graphBuilder';
import { uncut } from '../../../../extension/core/partition/partition';
import { buildSupport } from '../../../../extension/core/partition/support';
import type { Program } from '../../../../extension/core/report/report';
import { tensorText } from '../../../../webview/ui/words';
import { writeDot } from '../../../../webview/program/export/dot';
import { blockOfNodes } from '../../../../extension/core/partition/partition';
import { titleOfBlock } from '../../../../webview/ui/programModel';
import { anyProgram, anyText } from '../anyProgram';
import { drawn, readDot } from './dotGrammar';

const HOSTILE = [
  'say "x"',
  'back\\slash\\',
  '\\',
  '\\"',
  'two\nlines',
  '\\n',
  '</script>',
  '&lt;b&gt; &amp; &#65;',
  'größe 形 🙂',
  'a -> b; } {',
  '[label=x]',
  '// no comment',
];

const ROW: Omit<NodeRow, 'name'> = {
  op: 2,
  target: 'torch.ops.aten.relu.default',
  module: '',
  moduleType: '',
  arguments: '',
  inputs: [],
  outputs: [],
  frames: [],
};

function programOf(rows: readonly (Partial<NodeRow> & { name: string })[]): Program {
  const builder = new GraphBuilder();
  for (const row of rows) builder.add({ ...ROW, ...row });
  const graph = builder.build();
  return { graph, support: buildSupport(graph, [], rows.length, rows.length), partition: uncut(graph) };
}

describe('the graph as DOT', () => {
  it('draws any name as it is', () => {
    const { nodes, name } = readDot(
      writeDot(programOf(HOSTILE.map((each) => ({ name: each }))), { title: 'my "net"' }),
    );
    expect(name).toBe('my "net"');
    HOSTILE.forEach((each, node) => {
      const lines = drawn(nodes.get(`n${node}`)!.attributes.get('label')!);
      expect(lines).toEqual([...each.split('\n'), 'aten.relu']);
    });
  });

  it('replaces what Graphviz cannot read', () => {
    const { nodes } = readDot(writeDot(programOf([{ name: 'a\0b\ud800c\x1b' }])));
    expect(drawn(nodes.get('n0')!.attributes.get('label')!)[0]).toBe('a\ufffdb\ufffdc\ufffd');
  });

  it('has every node in the cluster of its block, and every edge with what it carries', () => {
    fc.assert(
      fc.property(anyProgram(), anyText, (program, title) => {
        const { graph, partition } = program;
        const dot = readDot(writeDot(program, { title }));
        const blockOf = blockOfNodes(program.graph, program.partition);
        expect([...dot.nodes.keys()].map((id) => Number(id.slice(1))).sort((a, b) => a - b)).toEqual(
          Array.from({ length: graph.nodeCount }, (_, node) => node),
        );
        for (const [id, { within }] of dot.nodes) {
          const node = Number(id.slice(1));
          const blocks = within.filter((name) => name.startsWith('cluster_block_'));
          expect(blocks).toEqual(blockOf[node] === -1 ? [] : [`cluster_block_${blockOf[node]}`]);
          for (const each of blocks) {
            expect(dot.labels.get(each)).toBe(titleOfBlock(partition.blocks[blockOf[node]!]!, partition));
          }
          expect(within.some((name) => name.startsWith('cluster_subgraph_'))).toBe(node >= graph.mainCount);
        }
        const edges = dot.edges.map(({ from, to }) => `${from}>${to}`);
        const wanted = [...dot.nodes.keys()].flatMap((id) =>
          [...new Set(graph.inputs(Number(id.slice(1))))].map((input) => `n${input}>${id}`),
        );
        expect(edges.toSorted()).toEqual(wanted.toSorted());
        for (const { from, attributes } of dot.edges) {
          const types = graph.outputs(Number(from.slice(1))).map(tensorText);
          expect(attributes.get('label')).toBe(types.length === 0 ? undefined : types.join(', '));
        }
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  it('names some of the tensors that an edge carries, and counts the rest', () => {
    const outputs = Array.from({ length: 5 }, (_, at) => ({ dtype: 7, shape: String(at + 2), bytes: 8 }));
    const program = programOf([
      { name: 'split', outputs },
      { name: 'cat', inputs: ['split'] },
    ]);
    const [edge] = readDot(writeDot(program)).edges;
    expect(edge!.attributes.get('label')).toBe('2 float32, 3 float32, 4 float32 and 2 more');
  });

  it('writes a selection, with the edges within it', () => {
    const program = programOf([{ name: 'a' }, { name: 'b', inputs: ['a'] }, { name: 'c', inputs: ['b', 'a', 'b'] }]);
    const { nodes, edges } = readDot(writeDot(program, { nodes: Uint32Array.of(2, 1, 2) }));
    expect([...nodes.keys()]).toEqual(['n1', 'n2']);
    expect(edges.map(({ from, to }) => [from, to])).toEqual([['n1', 'n2']]);
    expect([...readDot(writeDot(program, { nodes: new Uint32Array() })).nodes]).toEqual([]);
  });
});
