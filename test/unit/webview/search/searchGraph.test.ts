import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openArtifact } from '../../../../extension/core/formats/open';
import { GraphBuilder } from '../../../../extension/core/graph/graphBuilder';
import { uncut } from '../../../../extension/core/partition/partition';
import { withPartition } from '../../../../extension/core/partition/replay/openedPartition';
import { Reason } from '../../../../extension/core/partition/reasons';
import { buildSupport } from '../../../../extension/core/partition/support';
import type { Program } from '../../../../extension/core/report/report';
import { Completer } from '../../../../webview/program/search/completions';
import { highlightsOf } from '../../../../webview/program/search/highlights';
import { GraphSearch } from '../../../../webview/program/search/searchGraph';
import { SearchIndex } from '../../../../webview/program/search/searchIndex';
import { breakLabel } from '../../../../webview/program/breakLabel';
import { programModel } from '../../../../webview/ui/programModel';
import { makeReport } from '../../../webview/models';
import { inMemory } from '../../onnx/files';
import { searchSlowly } from './reference';

async function opened(name: string, folder = 'exported'): Promise<Program> {
  const bytes = readFileSync(new URL(`../../../fixtures/${folder}/${name}.pt2`, import.meta.url));
  return withPartition(await openArtifact(inMemory(bytes, `/models/${name}.pt2`))).report!.program!;
}

/** Operations alone, by their names. */
function programOf(names: readonly string[]): Program {
  const builder = new GraphBuilder();
  const rest = { target: 'aten.relu', module: '', moduleType: '', arguments: '', inputs: [], outputs: [], frames: [] };
  for (const name of names) builder.add({ ...rest, name, op: 2 });
  const graph = builder.build();
  return { graph, support: buildSupport(graph, [], names.length, names.length), partition: uncut(graph) };
}

describe('search in BERT as exported', () => {
  let program: Program;
  let search: GraphSearch;
  beforeAll(async () => {
    program = await opened('bert');
    search = new GraphSearch(new SearchIndex(program));
  });
  const found = (text: string): string[] => Array.from(search.search(text).nodes, (node) => program.graph.name(node));

  it('finds the same as a search node by node', () => {
    const queries = [
      'attention',
      'op:linear module:layer.1',
      'dtype:int64',
      'shape:*x*x*',
      'in:softmax,attention',
      'out:attention',
    ];
    const more = [
      'reason:supported -op:view',
      'block:0 dropout',
      'file:modeling_bert.py',
      'op:view,transpose -dtype:float32',
    ];
    for (const text of [...queries, ...more]) {
      const slow = searchSlowly(program, text);
      expect([...search.search(text).nodes], text).toEqual(slow);
    }
    for (const text of queries) expect(found(text), text).not.toEqual([]);
  });

  it('finds an operator by its name as it stands in a program, whole or without what all names begin with', () => {
    const linear = found('op:aten.linear');
    expect(linear).not.toEqual([]);
    for (const text of ['torch.ops.aten.linear.default', 'aten.linear.default', 'linear.default', 'op: aten.linear']) {
      expect(found(text.startsWith('op') ? text : `op:${text}`), text).toEqual(linear);
      expect(found(text), text).toEqual(expect.arrayContaining(linear));
    }
    const { query, nodes } = search.search('aten.linear.default');
    expect(highlightsOf(search.index, query, nodes[0]!)).toContainEqual({
      part: 'op',
      text: 'aten.linear',
      ranges: [[0, 11]],
    });
  });

  it('offers operators by how many there are, and what may follow a word', () => {
    const completer = new Completer(search.index);
    const [first, second] = completer.complete('op:', 3);
    expect(first!.count).toBeGreaterThanOrEqual(second!.count!);
    expect(completer.complete('op: ', 4).map(({ insert }) => insert)).toContain('aten.linear');
    expect(completer.complete('op: lin', 7)).toMatchObject([{ insert: 'aten.linear', start: 4, end: 7 }]);
    expect(completer.complete('x re', 4).map(({ insert }) => insert)).toEqual(['reason:']);
    expect(completer.complete('', 0).map(({ label }) => label)).toContain('dtype:');
    const [linear] = completer.complete('-op:relu,LIN dtype:int64', 12);
    expect(linear).toMatchObject({ kind: 'value', insert: 'aten.linear', start: 9, end: 12 });
    expect(linear!.count).toBe(found('op:aten.linear').length);
    expect(completer.complete('dtype:', 6).map(({ label }) => label)).toContain('float32');
  });
});

describe('search in programs with breaks', () => {
  it('finds what has no converter, by label and by id, and marks both', async () => {
    const program = await opened('many_breaks.2.11-h200');
    const index = new SearchIndex(program);
    const search = new GraphSearch(index);
    const unsupported = Array.from({ length: program.graph.nodeCount }, (_, node) => node).filter(
      (node) => program.support.reason(node) === Reason.noConverter,
    );
    expect(unsupported).not.toEqual([]);
    for (const text of ['reason:"no converter"', 'reason:NO_CONVERTER', 'reason:converter']) {
      const { nodes, query } = search.search(text);
      expect([...nodes]).toEqual(unsupported);
      expect(highlightsOf(index, query, nodes[0]!)).toMatchObject([{ part: 'reason', text: 'no converter' }]);
    }
    const { query } = search.search('reason:converter');
    expect(highlightsOf(index, query, unsupported[0]!)[0]!.ranges).toEqual([[3, 12]]);
  });

  it('finds what a compiled program left to PyTorch by the words of its breaks', async () => {
    const program = await opened('alternating.trt', 'compiled');
    const { nodes } = new GraphSearch(new SearchIndex(program)).search('reason:"left to PyTorch"');
    const left = program.partition.blocks.filter(({ kind }) => kind === 'torch').flatMap((block) => [...block.nodes]);
    expect(left).not.toEqual([]);
    expect([...nodes]).toEqual(left);
    const model = programModel(makeReport('alternating', program), program);
    expect(breakLabel(model, 0)).toContain('left to PyTorch');
  });

  it('counts what runs inside an operation to its block', async () => {
    const program = await opened('cond');
    const { graph, partition } = program;
    const [inner] = graph.columns.subgraphs;
    const block = partition.blocks.findIndex(({ nodes }) => nodes.includes(inner!.owner));
    const title = /\d+$/.exec(partition.blocks[block]!.name)![0];
    const { nodes, ranked } = new GraphSearch(new SearchIndex(program)).search(`block:${title}`);
    expect(nodes).toContain(inner!.first);
    // What the block has comes before what is within an operation.
    const own = partition.blocks[block]!.nodes;
    expect([...ranked.subarray(0, own.length)]).toEqual([...own]);
    expect(ranked.length).toBeGreaterThan(own.length);
  });
});

describe('ranking', () => {
  const names = ['my_add', 'add_1', 'ADD', 'x', 'add'];
  it('has the very name first, then names that begin with it', () => {
    const search = new GraphSearch(new SearchIndex(programOf(names)));
    expect([...search.search('add').ranked]).toEqual([2, 4, 1, 0]);
    expect([...search.search('add').nodes]).toEqual([0, 1, 2, 4]);
    expect([...search.search('name:add').ranked]).toEqual([0, 1, 2, 4]);
    expect([...search.search('add op:').ranked]).toEqual([2, 4, 1, 0]);
  });
});

describe('highlights', () => {
  it('are where the text has them', () => {
    const index = new SearchIndex(programOf(['Add_add']));
    const { query } = new GraphSearch(index).search('add d_a op:relu -name:x');
    expect(highlightsOf(index, query, 0)).toEqual([
      { part: 'name', text: 'Add_add', ranges: [[0, 7]] },
      { part: 'op', text: 'aten.relu', ranges: [[5, 9]] },
    ]);
  });
});

describe('a hostile query', () => {
  const texts = {
    words: 'ab '.repeat(3333),
    different: Array.from({ length: 2500 }, (_, i) => `w${i}`).join(' '),
    alternatives: `-op:${'a,'.repeat(5000)}`,
    quotes: '"'.repeat(9999),
    openQuotes: 'a:"b '.repeat(2000),
    expressions: '(.*)+[^]\\'.repeat(1100),
    fields: fieldSoup(),
    sizes: `shape:${'*x'.repeat(5000)}`,
    colons: ':'.repeat(10_000),
    controls: '\0\u2028\ud800'.repeat(3000),
  };
  const names = Array.from({ length: 20_000 }, (_, i) => `${'ab'.repeat(20)}_${i}`);

  it.each(Object.entries(texts))('is answered: %s', (_, text) => {
    const index = new SearchIndex(programOf(names));
    const search = new GraphSearch(index);
    const { nodes, query, ranked } = search.search(text);
    new Completer(index).complete(text, text.length);
    highlightsOf(index, query, 0);
    expect(ranked).toHaveLength(nodes.length);
    expect(query.troubles.length).toBeLessThan(200);
  });
});

function fieldSoup(): string {
  return 'op:name:"x":-block:,,in:-out:file::: '.repeat(270);
}
