/** Finds nodes by a query, at every key: the nodes in program order, and by how well they fit. */

import { indicesOf, orderByKey } from '../columns';
import { type Query, type Term, fold, parseQuery, wanted } from './query';
import type { SearchIndex } from './searchIndex';
import { termMask } from './termMask';

export interface SearchResult {
  readonly query: Query;
  /** True for a query that asks for nothing yet: every node is a hit. */
  readonly asksNothing: boolean;
  /** Node indices in program order. */
  readonly nodes: Uint32Array;
  /**
   * The same nodes, best first. For a single free word: those of that very name, those whose name begins with it, the rest;
   * each in program order. For any other query in program order. What the picture does not show comes behind what it does.
   */
  readonly ranked: Uint32Array;
}

/** Remembers the terms of the last query, so that a key costs the pass of the term that it changes. */
export class GraphSearch {
  private masks = new Map<string, Uint8Array>();

  constructor(readonly index: SearchIndex) {}

  search(text: string): SearchResult {
    const query = parseQuery(text);
    const terms = query.terms.filter((term) => wanted(term).length > 0);
    const nodes = marked(this.masksOf(terms), this.index.graph.nodeCount);
    const ranked = rank(this.index, query, nodes);
    return { query, asksNothing: terms.length === 0, nodes, ranked };
  }

  private masksOf(terms: readonly Term[]): Uint8Array[] {
    const masks = new Map<string, Uint8Array>();
    for (const term of terms) {
      const key = JSON.stringify([term.exclude, term.field, wanted(term).map(({ text }) => text)]);
      if (!masks.has(key)) masks.set(key, this.masks.get(key) ?? termMask(this.index, term));
    }
    this.masks = masks;
    return [...masks.values()];
  }
}

/** Nodes that all masks have. */
function marked(masks: readonly Uint8Array[], count: number): Uint32Array {
  const all = new Uint8Array(count).fill(1);
  for (const mask of masks) for (let node = 0; node < count; node++) all[node]! &= mask[node]!;
  return indicesOf(all);
}

function rank(index: SearchIndex, query: Query, nodes: Uint32Array): Uint32Array {
  const word = singleWord(query);
  const { comesFirst } = index;
  const name = index.parts.name.ofNode;
  const ranks = new Uint8Array(nodes.length);
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!;
    const rank = word === undefined ? 0 : nameRank(index.folded[name[node]!]!, word);
    ranks[i] = comesFirst[node] === 1 ? rank : NAME_RANKS + rank;
  }
  return orderByKey(nodes, ranks, 2 * NAME_RANKS).items;
}

/** Of names that are the word, begin with it, and others. */
const NAME_RANKS = 3;

function nameRank(name: string, word: string): number {
  return !name.startsWith(word) ? 2 : name.length > word.length ? 1 : 0;
}

/** The word of a query that is one free word and nothing else, folded. */
function singleWord({ terms }: Query): string | undefined {
  const asking = terms.filter((term) => wanted(term).length > 0);
  const [term] = asking;
  if (asking.length !== 1 || !term || term.field !== undefined || term.exclude) return undefined;
  const words = wanted(term);
  return words.length === 1 ? fold(words[0]!.text) : undefined;
}
