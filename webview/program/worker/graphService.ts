/** What the worker does with a report: trees, layouts, search. Pure; main.ts connects it to the page. */

import { decodeReport } from '../../../extension/core/report/codec';
import type { Program } from '../../../extension/core/report/report';
import { blockOfNodes, isUncut } from '../../../extension/core/partition/partition';
import { inputsOf, titleOfBlock } from '../../ui/programModel';
import { Arrangement } from '../graph/arrangement';
import type { GroupTree } from '../graph/groupTree';
import { moduleTree, partitionTree, programEnds } from '../graph/hierarchies';
import { type LiftedEdges, liftEdges } from '../graph/liftedEdges';
import { firstOpen, groupsOf, opened } from '../graph/openGroups';
import { writeDot } from '../export/dot';
import { writeJson } from '../export/json';
import { highlightsOf } from '../search/highlights';
import { Completer } from '../search/completions';
import { parseQuery } from '../search/query';
import { GraphSearch } from '../search/searchGraph';
import { SearchIndex } from '../search/searchIndex';
import { treeName } from '../viewState';
import { layoutMessage } from './layoutMessage';
import type { Answer, Layout, Params, TreeKey } from './protocol';

/** Rows of the list of hits that come with them. */
const MOST_ROWS = 200;

interface Arranged {
  readonly tree: GroupTree;
  readonly edges: LiftedEdges;
  readonly arrangement: Arrangement;
  /** True once the page has the tree. */
  isKnown: boolean;
}

interface Loaded {
  readonly program: Program;
  readonly blockOf: Int32Array;
  readonly inputs: readonly number[];
  readonly arranged: Map<string, Arranged>;
  search: { readonly graph: GraphSearch; readonly completer: Completer } | undefined;
}

export class GraphService {
  private loaded: Loaded | undefined;

  /** Throws where the report has no program. */
  load({ report, inputs }: Params<'load'>): Answer<'load'> {
    const decoded = decodeReport(report);
    const program = decoded.ok ? decoded.value.program : undefined;
    if (!program) throw new Error('There is no graph in the report');
    this.loaded = {
      program,
      blockOf: blockOfNodes(program.graph, program.partition),
      inputs: inputsOf(program.graph, inputs),
      arranged: new Map(),
      search: undefined,
    };
    return {};
  }

  arrange({ open, title, ...key }: Params<'arrange'>): Answer<'arrange'> {
    const loaded = this.now();
    const name = treeName(key);
    let arranged = loaded.arranged.get(name);
    const isNew = !arranged;
    if (!arranged) loaded.arranged.set(name, (arranged = arrange(loaded, key, title)));
    const { tree, edges, arrangement } = arranged;
    const isUncutHere = key.hierarchy === 'module' || isUncut(loaded.program.partition);
    if (open) arrangement.open(opened(tree, loaded.program, open));
    else if (isNew) arrangement.open(firstOpen(tree, isUncutHere));
    const structure = arranged.isKnown ? undefined : { tree, edges };
    arranged.isKnown = true;
    return { structure, layout: layoutMessage(arrangement) };
  }

  setOpen({ key, items, isOpen }: Params<'setOpen'>): Layout {
    const arranged = this.now().arranged.get(treeName(key));
    if (!arranged) throw new Error('This tree is not arranged yet');
    const { arrangement, tree } = arranged;
    arrangement.setOpen(isOpen ? items.flatMap((item) => groupsOf(tree, item)) : items, isOpen);
    return layoutMessage(arrangement);
  }

  search({ text }: Params<'search'>): Answer<'search'> {
    const { graph } = this.searchOf();
    const { query, asksNothing, nodes, ranked } = graph.search(text);
    const first = asksNothing ? [] : [...ranked.subarray(0, MOST_ROWS)];
    const rows = first.map((node) => ({ node, highlights: highlightsOf(graph.index, query, node) }));
    return { text, asksNothing, nodes, ranked, rows, troubles: query.troubles };
  }

  explain({ text, nodes }: Params<'explain'>): Answer<'explain'> {
    const { index } = this.searchOf().graph;
    const query = parseQuery(text);
    return nodes.map((node) => ({ node, highlights: highlightsOf(index, query, node) }));
  }

  write({ format, title, nodes }: Params<'write'>): Answer<'write'> {
    const { program } = this.now();
    const options = nodes ? { title, nodes } : { title };
    return new TextEncoder().encode(format === 'dot' ? writeDot(program, options) : writeJson(program, options));
  }

  complete({ text, cursor }: Params<'complete'>): Answer<'complete'> {
    return this.searchOf().completer.complete(text, cursor);
  }

  /** The index is made when it is first asked for: the picture comes first. */
  private searchOf(): NonNullable<Loaded['search']> {
    const loaded = this.now();
    if (!loaded.search) {
      const index = new SearchIndex(loaded.program, loaded.inputs);
      loaded.search = { graph: new GraphSearch(index), completer: new Completer(index) };
    }
    return loaded.search;
  }

  private now(): Loaded {
    if (!this.loaded) throw new Error('No graph is loaded');
    return this.loaded;
  }
}

function arrange({ program, blockOf, inputs }: Loaded, { hierarchy, folded }: TreeKey, title: string): Arranged {
  const { graph, partition } = program;
  const ends = programEnds(graph, inputs);
  const blockTitle = (block: number): string => titleOfBlock(partition.blocks[block]!, partition);
  const tree =
    hierarchy === 'partition'
      ? partitionTree(program, blockOf, ends, blockTitle, folded)
      : moduleTree(graph, ends, title, folded);
  const edges = liftEdges(graph, tree);
  return { tree, edges, arrangement: new Arrangement(tree, edges), isKnown: false };
}
