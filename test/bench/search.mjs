// npm run bench:search: milliseconds that search in the graph takes at each key, in a graph of 100,000 nodes (`-- NODES`).
// Figures are recorded, with where they were taken, in test/bench/README.md; no test asserts them.
import { continueOnModernNode, installDependencies } from '../../scripts/dependencies.mjs';
import { failed } from '../../scripts/say.mjs';
import { generateSchema } from '../../scripts/schema.mjs';
import { load, processors } from './machine.mjs';
import { median } from './median.mjs';
import { importSources } from './sources.mjs';
import { head, row } from './table.mjs';

/** What the bench takes from the sources. */
const PARTS = `
  export { openArtifact } from './extension/core/formats/open';
  export { blocksOfRuns } from './extension/core/partition/runs';
  export { Reason } from './extension/core/partition/reasons';
  export { buildSupport } from './extension/core/partition/support';
  export { GraphSearch } from './webview/program/search/searchGraph';
  export { SearchIndex } from './webview/program/search/searchIndex';
  export { Completer } from './webview/program/search/completions';
  export { highlightsOf } from './webview/program/search/highlights';
`;
/** With its packages, but for one that the product's own bundles do without too. */
const BUNDLED = { format: 'cjs', external: ['long'] };
/** Each is typed key by key. */
const QUERIES = [
  'softmax',
  'model/layers.100/self_attn/MatMul',
  'op:softmax dtype:float block:3',
  'op:matmul,add -module:layers.1 q_proj',
  'shape:1x*x4',
  'reason:"unknown operator"',
  'in:softmax out:transpose',
  'e a o',
];
const RUNS = 5;
/** Rows of hits on the screen, which want highlights. */
const ROWS = 30;

const write = (text) => process.stdout.write(text);

async function main() {
  await installDependencies();
  await continueOnModernNode();
  generateSchema();
  const parts = await importSources('search', PARTS, BUNDLED);
  const program = await cutProgram(parts, Number(process.argv[2] ?? 100_000));
  write(`${processors()}, Node ${process.versions.node}; load ${load()} at the start\n`);
  const started = performance.now();
  const index = new parts.SearchIndex(program);
  const built = performance.now() - started;
  write(
    `${program.graph.nodeCount} nodes, ${program.partition.blocks.length} blocks; index ${built.toFixed(0)} ms\n\n`,
  );
  write(head(['typed', 'keys', 'hits', 'elapsed (ms)', 'processor (ms)', 'completions (ms)']));
  const all = { keys: [], processor: [] };
  for (const query of QUERIES) {
    const { keys, processor, completions, hits } = type(parts, index, query);
    all.keys.push(...keys);
    all.processor.push(...processor);
    write(row([`\`${query}\``, query.length, hits, spread(keys), spread(processor), spread(completions)]));
  }
  write(
    `\nall keys: elapsed ${spread(all.keys)} ms, processor ${spread(all.processor)} ms; load ${load()} at the end\n`,
  );
}

/** Milliseconds of every key of every run: the search, with highlights of the rows on the screen, and its processor time; completions. */
function type(parts, index, query) {
  const keys = [];
  const processor = [];
  const completions = [];
  let hits = 0;
  for (let run = 0; run < RUNS; run++) {
    // As the view has them: one for as long as the program is open.
    const search = new parts.GraphSearch(index);
    const completer = new parts.Completer(index);
    for (let length = 1; length <= query.length; length++) {
      const typed = query.slice(0, length);
      const used = process.threadCpuUsage();
      const begun = performance.now();
      const result = search.search(typed);
      for (const node of result.ranked.subarray(0, ROWS)) parts.highlightsOf(index, result.query, node);
      const found = performance.now();
      const { user, system } = process.threadCpuUsage(used);
      completer.complete(typed, length);
      keys.push(found - begun);
      processor.push((user + system) / 1000);
      completions.push(performance.now() - found);
      hits = result.nodes.length;
    }
  }
  return { keys, processor, completions, hits };
}

/** A decoder as an .onnx, cut as if TensorRT did not know Softmax: a block before and behind each. */
async function cutProgram({ openArtifact, blocksOfRuns, buildSupport, Reason }, count) {
  const { decoderModel } = await import('./graphs/decoder.mjs');
  const { bytes } = decoderModel(count, true);
  const read = (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length));
  const { report } = await openArtifact({ path: '/decoder.onnx', size: bytes.length, read });
  const { graph } = report.program;
  const operations = [];
  const runs = [[]];
  const unsupported = [];
  const placeOf = new Map();
  for (let node = 0; node < graph.mainCount; node++) {
    if (!graph.isOperation(node)) continue;
    placeOf.set(node, operations.push(node) - 1);
    if (graph.target(node).endsWith('Softmax')) {
      unsupported.push({ node, reason: Reason.noConverter, detail: 'No importer registered for op: Softmax' });
      runs.push([]);
    } else runs.at(-1).push(placeOf.get(node));
  }
  const reads = operations.map((node) => [...graph.inputs(node)].flatMap((input) => placeOf.get(input) ?? []));
  const blocks = blocksOfRuns(reads, runs).map((block) => {
    return { ...block, nodes: Uint32Array.from(block.nodes, (place) => operations[place]) };
  });
  const support = buildSupport(graph, unsupported, operations.length - unsupported.length, operations.length);
  return { graph, support, partition: { blocks, partitioner: 'parser', skippedWholeGraph: false, exact: true } };
}

/** "9.1, 21.3": the median and the worst. */
function spread(milliseconds) {
  return [median(milliseconds), Math.max(...milliseconds)].map((each) => each.toFixed(1)).join(', ');
}

main().catch(failed);
