/**
 * The search box alone in a page, over the index of a program that is made here: what runs in the page. The test takes
 * hold of it as `globalThis.harness`.
 */

import '../../webview/ui/theme.css';
import '../../webview/program/program.css';
import '../../webview/program/search/search.css';
import { NodeOp } from '../../extension/core/graph/graph';
import { type NodeRow, buildGraph } from '../../extension/core/graph/graphBuilder';
import { Reason } from '../../extension/core/partition/reasons';
import { buildSupport } from '../../extension/core/partition/support';
import type { Program } from '../../extension/core/report/report';
import { Completer } from '../../webview/program/search/completions';
import { highlightsOf } from '../../webview/program/search/highlights';
import { SearchBox } from '../../webview/program/search/searchBox';
import { GraphSearch } from '../../webview/program/search/searchGraph';
import { SearchIndex } from '../../webview/program/search/searchIndex';
import { parseQuery } from '../../webview/program/search/query';
import type { Hits } from '../../webview/program/worker/protocol';
import { html } from '../../webview/ui/elements';
import { shortOperator, tensorText } from '../../webview/ui/words';

export interface Harness {
  readonly box: SearchBox;
  /** Names of the nodes that were gone to. */
  readonly went: string[];
  /** Number of hits, in order of the calls; -1 where nothing is asked. */
  readonly told: number[];
  /** Texts that were searched for. */
  readonly searched: string[];
  /** Texts whose answer is held back until they are taken out and `release` is called. */
  readonly held: Set<string>;
  release(): void;
  /** The next search fails with this message. */
  failure: string;
  /** Of each time that all hits were selected, how many those were. */
  readonly chosen: number[];
  /** Nodes whose highlights were asked for. */
  readonly explained: number[];
  /** Keys that reached the page. */
  readonly keys: string[];
}

declare global {
  var harness: Harness;
}

/** Rows with highlights, as many as the worker sends. */
const HIGHLIGHTED = 200;
const TARGETS = ['softmax.int', 'linear.default', 'layer_norm.default', 'gelu.default', 'scaled_dot_product.default'];
const LONG = 'a_name_that_is_long_enough_to_be_cut_wherever_it_is_shown_in_a_list_of_hits_and_goes_on_';

/** Blocks of 50 operations, TensorRT and PyTorch in turn. */
function program(count: number): Program {
  const rows: NodeRow[] = [];
  for (let i = 0; i < count; i++) {
    const operator = TARGETS[i % TARGETS.length]!;
    rows.push({
      name: i === 7 ? LONG.repeat(3) : `${operator.slice(0, operator.indexOf('.'))}_${i}`,
      op: NodeOp.callFunction,
      target: `torch.ops.aten.${operator}`,
      module: `bert.encoder.layer.${Math.floor(i / 20)}.attention.self`,
      moduleType: '',
      arguments: `dim=${i % 4}`,
      inputs: i === 0 ? [] : [rows[i - 1]!.name],
      outputs: [{ dtype: i % 2 === 0 ? 6 : 7, shape: '2x64x128', bytes: 32_768 }],
      frames: [],
    });
  }
  const graph = buildGraph(rows);
  const blocks = Array.from({ length: Math.ceil(count / 50) }, (_, block) => ({
    name: `_run_on_${block}`,
    kind: block % 2 === 0 ? ('tensorrt' as const) : ('torch' as const),
    nodes: Uint32Array.from({ length: Math.min(50, count - block * 50) }, (_, i) => block * 50 + i),
  }));
  return {
    graph,
    support: buildSupport(graph, [{ node: 52, reason: Reason.noConverter, detail: '' }], count - 1, count),
    partition: { blocks, partitioner: 'fast', skippedWholeGraph: false, exact: true },
  };
}

function makeHarness(count: number): Harness {
  const index = new SearchIndex(program(count));
  const { graph, blockTitles, blockOf } = index;
  const search = new GraphSearch(index);
  const completer = new Completer(index);
  const [went, told, searched, keys]: [string[], number[], string[], string[]] = [[], [], [], []];
  const [chosen, explained]: [number[], number[]] = [[], []];
  const held = new Set<string>();
  let waiting: (() => void)[] = [];

  const hitsFor = (text: string): Hits => {
    const { query, ranked, nodes, asksNothing } = search.search(text);
    const first = Array.from(ranked.subarray(0, HIGHLIGHTED));
    const rows = first.map((node) => ({ node, highlights: highlightsOf(index, query, node) }));
    return { text, asksNothing, nodes, ranked, rows, troubles: query.troubles };
  };
  const box = new SearchBox({
    async search(text) {
      searched.push(text);
      const { failure } = harness;
      harness.failure = '';
      if (failure !== '') throw new Error(failure);
      while (held.has(text)) await new Promise<void>((resolve) => waiting.push(resolve));
      return hitsFor(text);
    },
    complete: (text, cursor) => Promise.resolve(completer.complete(text, cursor)),
    describe: (node) => ({
      title: graph.name(node),
      operator: shortOperator(graph.target(node)),
      detail: `${graph.module(node)} · ${graph.outputs(node).map(tensorText).join(', ')}`,
      block: blockTitles[blockOf[node]!] ?? '',
      blockClass: Math.floor(node / 50) % 2 === 0 ? 'tensorrt' : 'torch',
    }),
    onHits: (hits) => told.push(hits?.nodes.length ?? -1),
    go: (node) => went.push(graph.name(node)),
    selectAll: (nodes) => chosen.push(nodes.length),
    explain(text, nodes) {
      explained.push(...nodes);
      const query = parseQuery(text);
      return Promise.resolve(nodes.map((node) => ({ node, highlights: highlightsOf(index, query, node) })));
    },
  });
  document.addEventListener('keydown', ({ key }) => keys.push(key));
  const harness: Harness = {
    box,
    went,
    told,
    chosen,
    explained,
    searched,
    held,
    failure: '',
    keys,
    release() {
      const released = waiting;
      waiting = [];
      for (const resolve of released) resolve();
    },
  };
  return harness;
}

const count = Number(new URL(location.href).searchParams.get('nodes') ?? 200);
globalThis.harness = makeHarness(count);
const title = html('h1', { class: 'cut' }, 'bert_base_uncased.trtlens');
document
  .getElementById('app')!
  .append(
    html(
      'header',
      { class: 'top' },
      html('div', { class: 'title-row' }, title, html('span', { class: 'grow' }), globalThis.harness.box.element),
    ),
    html('main', { class: 'body' }, html('div', { class: 'main', tabindex: 0, 'aria-label': 'Picture', role: 'img' })),
  );
