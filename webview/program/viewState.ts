/**
 * What a page remembers while it is hidden, reloaded, or handed the report of a new compile. All by name: indices change
 * from compile to compile.
 */

import type { Trail } from './history';
import type { Hierarchy, OpenGroups, TreeKey } from './worker/protocol';

/** What colours and patterns tell. */
export type OverlayKind = 'blocks' | 'precision' | 'time';

export interface ViewState {
  readonly hierarchy: Hierarchy;
  /** Hierarchies in which runs of alike groups are one. */
  readonly folded: readonly Hierarchy[];
  /** Open groups by tree, as `treeName` has it; a tree that was not seen yet is not there. */
  readonly open: Readonly<Record<string, OpenGroups>>;
  readonly overlay: OverlayKind;
  /** True where the outline is beside the picture. */
  readonly outline: boolean;
  /** Pixels; 0 where nobody has chosen a width. */
  readonly outlineWidth: number;
  /** False where the details are hidden. */
  readonly inspector: boolean;
  /** As that of the outline. */
  readonly inspectorWidth: number;
  /** Id of what is selected; "" for nothing. */
  readonly selected: string;
  /** As it stands in the search box. */
  readonly search: string;
  readonly place: Place | undefined;
  readonly visits: Trail<Visit>;
}

/** A selection to come back to, in the tree that it was made in. */
export interface Visit extends TreeKey {
  /** Id of what was selected. */
  readonly selected: string;
}

/** Keeps view state while the page is hidden. */
export interface StateStore {
  load(): ViewState;
  /** `state` is asked for when it is time to save: while the picture moves, its state changes with every frame. */
  save(state: () => ViewState): void;
}

/** Where the picture stands: an item and where its top left corner is on the screen. */
export interface Place {
  /** Zoom; 1 is 100 %. */
  readonly scale: number;
  readonly anchor: string;
  readonly x: number;
  readonly y: number;
}

export const NO_STATE: ViewState = {
  hierarchy: 'partition',
  folded: ['module'],
  open: {},
  overlay: 'blocks',
  outline: false,
  outlineWidth: 0,
  inspector: true,
  inspectorWidth: 0,
  selected: '',
  search: '',
  place: undefined,
  visits: { entries: [], current: -1 },
};

export function treeName({ hierarchy, folded }: TreeKey): string {
  return folded ? `${hierarchy} folded` : hierarchy;
}

/** Takes what `getState` gives, which may be of an older version or not ours at all. */
export function readState(value: unknown): ViewState {
  if (!isRecord(value)) return NO_STATE;
  const text = (name: string): string => (isText(value[name]) ? value[name] : '');
  const folded = Array.isArray(value['folded']) ? value['folded'].filter(isHierarchy) : NO_STATE.folded;
  const overlay = value['overlay'];
  return {
    hierarchy: isHierarchy(value['hierarchy']) ? value['hierarchy'] : NO_STATE.hierarchy,
    folded,
    open: isRecord(value['open']) ? readOpen(value['open']) : {},
    overlay: overlay === 'precision' || overlay === 'time' ? overlay : 'blocks',
    outline: value['outline'] === true,
    outlineWidth: readWidth(value['outlineWidth']),
    inspector: value['inspector'] !== false,
    inspectorWidth: readWidth(value['inspectorWidth']),
    selected: text('selected'),
    search: text('search'),
    place: readPlace(value['place']),
    visits: readVisits(value['visits']),
  };
}

function readOpen(value: Record<string, unknown>): Record<string, OpenGroups> {
  const open: Record<string, OpenGroups> = {};
  for (const [tree, groups] of Object.entries(value)) {
    if (!isRecord(groups) || typeof groups['all'] !== 'boolean' || !Array.isArray(groups['ids'])) continue;
    open[tree] = { all: groups['all'], ids: groups['ids'].filter(isText) };
  }
  return open;
}

function readWidth(value: unknown): number {
  return isNumber(value) && value > 0 ? value : 0;
}

function readPlace(value: unknown): Place | undefined {
  if (!isRecord(value)) return undefined;
  const { scale, anchor, x, y } = value;
  if (!isNumber(scale) || scale <= 0 || !isText(anchor) || !isNumber(x) || !isNumber(y)) return undefined;
  return { scale, anchor, x, y };
}

/** One place that is not understood makes the others no way to go. */
function readVisits(value: unknown): Trail<Visit> {
  if (!isRecord(value) || !Array.isArray(value['entries']) || !value['entries'].every(isVisit)) return NO_STATE.visits;
  const { entries, current } = value;
  const isThere = Number.isInteger(current) && (current as number) >= 0 && (current as number) < entries.length;
  return { entries, current: isThere ? (current as number) : entries.length - 1 };
}

function isVisit(value: unknown): value is Visit {
  if (!isRecord(value)) return false;
  return isHierarchy(value['hierarchy']) && typeof value['folded'] === 'boolean' && isText(value['selected']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isHierarchy(value: unknown): value is Hierarchy {
  return value === 'partition' || value === 'module';
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
