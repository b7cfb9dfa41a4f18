/**
 * What a page remembers while it is hidden, reloaded, or handed the report of a new compile. All by name: indices change
 * from compile to compile.
 */

export interface ViewState {
  /** Open blocks by name, with the name of the first node that is shown of each. */
  readonly open: Readonly<Record<string, string>>;
  /** Id of the selected item; "" for none. */
  readonly selected: string;
  readonly place: Place | undefined;
}

/** Where the picture stands: an item and where its top left corner is on the screen. */
export interface Place {
  /** Zoom; 1 is 100 %. */
  readonly scale: number;
  readonly anchor: string;
  readonly x: number;
  readonly y: number;
}

export const NO_STATE: ViewState = { open: {}, selected: '', place: undefined };

/** Takes what `getState` gives, which may be of an older version or not ours at all. */
export function readState(value: unknown): ViewState {
  if (!isRecord(value)) return NO_STATE;
  const open = isRecord(value['open'])
    ? Object.fromEntries(Object.entries(value['open']).filter((entry): entry is [string, string] => isText(entry[1])))
    : {};
  return { open, selected: isText(value['selected']) ? value['selected'] : '', place: readPlace(value['place']) };
}

function readPlace(value: unknown): Place | undefined {
  if (!isRecord(value)) return undefined;
  const { scale, anchor, x, y } = value;
  if (!isNumber(scale) || scale <= 0 || !isText(anchor) || !isNumber(x) || !isNumber(y)) return undefined;
  return { scale, anchor, x, y };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
