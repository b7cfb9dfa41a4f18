/**
 * What keys and pointer do in the program view: the one table that its help is drawn from. Keys that work wherever the focus
 * is have a command, which `programView.ts` carries out; the others are taken where they are listed.
 */

export type Command =
  | 'search'
  | 'nextHit'
  | 'previousHit'
  | 'back'
  | 'forward'
  | 'hierarchy'
  | 'outline'
  | 'details'
  | 'zoomIn'
  | 'zoomOut'
  | 'fit'
  | 'zoomToSelection'
  | 'help';

export interface KeyLine {
  /** Any of them does it: "Ctrl+F", "Alt+ArrowLeft", "/". */
  readonly keys: readonly string[];
  /** Others that do it too and are not worth a word. */
  readonly also?: readonly string[];
  readonly what: string;
  readonly command?: Command;
}

export interface KeyGroup {
  readonly title: string;
  readonly lines: readonly KeyLine[];
}

const ANYWHERE: KeyGroup = {
  title: 'Anywhere',
  lines: [
    { keys: ['/', 'Ctrl+F'], what: 'search', command: 'search' },
    { keys: ['F3'], what: 'next hit', command: 'nextHit' },
    { keys: ['Shift+F3'], what: 'previous hit', command: 'previousHit' },
    { keys: ['Alt+ArrowLeft'], what: 'back to the selection before', command: 'back' },
    { keys: ['Alt+ArrowRight'], what: 'forward again', command: 'forward' },
    { keys: ['M'], what: 'group by blocks or by modules', command: 'hierarchy' },
    { keys: ['O'], what: 'show or hide the outline', command: 'outline' },
    { keys: ['I'], what: 'show or hide the details', command: 'details' },
    { keys: ['+'], also: ['='], what: 'zoom in', command: 'zoomIn' },
    { keys: ['-'], what: 'zoom out', command: 'zoomOut' },
    { keys: ['F'], what: 'fit the whole program', command: 'fit' },
    { keys: ['Z'], what: 'zoom to the selection', command: 'zoomToSelection' },
    { keys: ['?'], what: 'this help', command: 'help' },
  ],
};

/** Taken by `graph/steps.ts` and `stopKeys.ts`. */
export const IN_PICTURE: KeyGroup = {
  title: 'In the picture and the outline',
  lines: [
    { keys: ['ArrowUp', 'ArrowDown'], what: 'previous and next' },
    { keys: ['ArrowRight'], what: 'open a group, then into it' },
    { keys: ['ArrowLeft'], what: 'close a group, then to the one around' },
    { keys: ['PageUp', 'PageDown'], what: 'previous and next block' },
    { keys: ['Home', 'End'], what: 'first and last' },
    { keys: ['Enter', 'Space'], what: 'open or close a group; source line of an operation' },
    { keys: ['Escape'], what: 'to the group around, then to the overview; none of several' },
    { keys: ['[', ']'], what: 'to what the operation reads, to what reads it' },
    { keys: ['Shift+ArrowUp', 'Shift+ArrowDown'], what: 'extend the selection' },
    { keys: ['Ctrl+Space'], what: 'add to the selection or remove from it' },
    { keys: ['Ctrl+C'], what: 'copy the name' },
    { keys: ['Ctrl+ArrowUp', 'Ctrl+ArrowDown', 'Ctrl+ArrowLeft', 'Ctrl+ArrowRight'], what: 'move the picture' },
  ],
};

const IN_SEARCH: KeyGroup = {
  title: 'In the search box',
  lines: [
    { keys: ['Enter'], what: 'next hit, or the chosen line' },
    { keys: ['Shift+Enter'], what: 'previous hit' },
    { keys: ['Alt+Enter'], what: 'select all hits' },
    { keys: ['ArrowUp', 'ArrowDown'], what: 'through the list' },
    { keys: ['Tab'], what: 'take a completion' },
    { keys: ['Escape'], what: 'close the list, then clear the box' },
  ],
};

const POINTER: KeyGroup = {
  title: 'Pointer',
  lines: [
    { keys: ['Drag', 'Wheel'], what: 'move the picture' },
    { keys: ['Ctrl+Wheel'], what: 'zoom' },
    { keys: ['Double click'], what: 'open or close a group; source line of an operation' },
    { keys: ['Ctrl+Click'], what: 'add to the selection or remove from it' },
    { keys: ['Shift+Drag'], what: 'select operations in a frame' },
  ],
};

export const KEY_GROUPS: readonly KeyGroup[] = [IN_PICTURE, POINTER, ANYWHERE, IN_SEARCH];

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  ANYWHERE.lines.flatMap(({ keys, also = [], command }) =>
    [...keys, ...also].flatMap((chord) => (command ? [[chord, command] as const] : [])),
  ),
);

/** What a key asks the view for, if it is nobody's else: of another handler, an input method, or of the text that is typed. */
export function commandOf(event: KeyboardEvent): Command | undefined {
  if (event.defaultPrevented || event.isComposing) return undefined;
  const chord = chordOf(event);
  return isEditing(event.target) && !/^(Ctrl\+F|(Shift\+)?F3)$/.test(chord) ? undefined : COMMANDS.get(chord);
}

/** "Ctrl+F", "Shift+F3", "M"; what Shift makes of a key that types is in the key itself. */
export function chordOf(event: KeyboardEvent): string {
  // On some keyboards AltGr types signs, and is told as Ctrl with Alt.
  const isTyped = event.getModifierState('AltGraph');
  const withCommand = (event.ctrlKey || event.metaKey) && !isTyped;
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return [
    withCommand && 'Ctrl',
    event.altKey && !isTyped && 'Alt',
    event.shiftKey && (key.length > 1 || withCommand) && 'Shift',
    key,
  ]
    .filter(Boolean)
    .join('+');
}

function isEditing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, [contenteditable]');
}

const SIGNS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'Page ↑',
  PageDown: 'Page ↓',
  '-': '−',
};
const MAC_SIGNS: Readonly<Record<string, string>> = { ...SIGNS, Ctrl: 'Cmd', Alt: 'Option' };

/** "Alt+←", or "Option+←" on a Mac. */
export function chordText(chord: string, isMac: boolean): string {
  const signs = isMac ? MAC_SIGNS : SIGNS;
  const parts = chord === '+' ? ['+'] : chord.split('+');
  return parts.map((part) => signs[part] ?? part).join('+');
}
