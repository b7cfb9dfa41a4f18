/**
 * What the program view and its worker say to each other. The worker decodes the report by itself, so that the graph crosses
 * as the bytes that it came in; what it answers crosses as typed arrays.
 */

import type { GroupTree } from '../graph/groupTree';
import type { LiftedEdges } from '../graph/liftedEdges';
import type { Completion } from '../search/completions';
import type { Highlight } from '../search/highlights';
import type { QueryTrouble } from '../search/query';

/** `partition`: blocks in the order in which they run. `module`: as the model was written. */
export type Hierarchy = 'partition' | 'module';

/** A tree of groups over the nodes; `folded` where runs of alike groups are one. */
export interface TreeKey {
  readonly hierarchy: Hierarchy;
  readonly folded: boolean;
}

/** Which groups are open, by id (graph/itemIds.ts): all but those named, or none but those. */
export interface OpenGroups {
  readonly all: boolean;
  readonly ids: readonly string[];
}

export interface Requests {
  load: {
    params: {
      /** An encoded report. */
      readonly report: Uint8Array;
      /** Names of the inputs that a user gives; undefined where all placeholders are that. */
      readonly inputs: readonly string[] | undefined;
    };
    answer: Record<never, never>;
  };
  /** Lays a tree out; `open` is left as it was where it is absent. */
  arrange: {
    /** `title`: of the frame around all modules. */
    params: TreeKey & { readonly title: string; readonly open?: OpenGroups };
    answer: {
      /** Undefined where the page has had it before. */
      readonly structure: { readonly tree: GroupTree; readonly edges: LiftedEdges } | undefined;
      readonly layout: Layout;
    };
  };
  /** Opens groups of a tree that was arranged before, small ones with all that is in them, or closes them. */
  setOpen: {
    params: { readonly key: TreeKey; readonly items: readonly number[]; readonly isOpen: boolean };
    answer: Layout;
  };
  search: { params: { readonly text: string }; answer: Hits };
  /** What made some of the hits of a text that, in the same order. */
  explain: { params: { readonly text: string; readonly nodes: readonly number[] }; answer: readonly HitRow[] };
  /** The graph as a file, encoded as UTF-8; of all nodes where none are named. */
  write: {
    params: { readonly format: 'dot' | 'json'; readonly title: string; readonly nodes: Uint32Array | undefined };
    answer: Uint8Array;
  };
  /** Completions of a query at a position of the cursor. */
  complete: { params: { readonly text: string; readonly cursor: number }; answer: readonly Completion[] };
}

/** Places of all items of a tree, as `Arrangement` has them. */
export interface Layout {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly width: Float32Array;
  readonly height: Float32Array;
  /** 1 for an open group. */
  readonly open: Uint8Array;
  /**
   * Number of the look of each open group, whose routes are those of the edges of that group; -1 elsewhere. What is not among
   * these is not asked for again.
   */
  readonly look: Int32Array;
  /** Those of them that this tree had not sent before. */
  readonly newLooks: readonly LookRoutes[];
}

/** Routes of one look, in the order of the edges of a group that has it. */
export interface LookRoutes extends Routes {
  readonly number: number;
}

/** Lines between the children of a group, in the direction of the data. */
export interface Routes {
  /** Points of route `i` are those from `starts[i]` to `starts[i + 1]`. */
  readonly starts: Uint32Array;
  /** x and y of each point, from the upper left corner of the group. */
  readonly points: Float32Array;
  /** 1 where all segments of the route are horizontal or vertical; else it is drawn as a curve. */
  readonly square: Uint8Array;
}

/** One row of the list of hits. */
export interface HitRow {
  readonly node: number;
  readonly highlights: readonly Highlight[];
}

export interface Hits {
  readonly text: string;
  /** True for a query that asks for nothing yet. */
  readonly asksNothing: boolean;
  /** In program order. */
  readonly nodes: Uint32Array;
  /** Best first. */
  readonly ranked: Uint32Array;
  /** The first of `ranked`, with what made them hits. */
  readonly rows: readonly HitRow[];
  readonly troubles: readonly QueryTrouble[];
}

export type RequestName = keyof Requests;
export type Params<Name extends RequestName> = Requests[Name]['params'];
export type Answer<Name extends RequestName> = Requests[Name]['answer'];

export interface ToWorker {
  readonly id: number;
  readonly name: RequestName;
  readonly params: unknown;
}

/** `failed`: why there is no answer. */
export type FromWorker =
  { readonly id: number; readonly answer: unknown } | { readonly id: number; readonly failed: string };
