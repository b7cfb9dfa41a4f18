import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Arrangement } from '../../../webview/program/graph/arrangement';
import { partitionTree, programEnds } from '../../../webview/program/graph/hierarchies';
import { itemOfId } from '../../../webview/program/graph/itemIds';
import { liftEdges } from '../../../webview/program/graph/liftedEdges';
import { type Stop, stepFor } from '../../../webview/program/graph/steps';
import { type Command, IN_PICTURE, KEY_GROUPS, chordOf, chordText, commandOf } from '../../../webview/program/keys';
import { programModel, titleOf } from '../../../webview/ui/programModel';
import { recordedReport } from '../../webview/models';

class Field {
  matches(): boolean {
    return true;
  }
}
beforeAll(() => vi.stubGlobal('HTMLElement', Field));

/** A key as a browser tells of it; `chord` as in the table. */
function press(chord: string, more: Partial<KeyboardEvent> = {}): KeyboardEvent {
  const parts = chord === '+' ? ['+'] : chord.split('+');
  const key = parts.at(-1)!;
  return {
    key: key === 'Space' ? ' ' : key.length === 1 ? key.toLowerCase() : key,
    ctrlKey: parts.includes('Ctrl'),
    altKey: parts.includes('Alt'),
    shiftKey: parts.includes('Shift'),
    metaKey: false,
    defaultPrevented: false,
    isComposing: false,
    target: null,
    getModifierState: () => false,
    ...more,
  } as KeyboardEvent;
}

const LINES = KEY_GROUPS.flatMap(({ lines }) => lines);
const COMMANDS: Readonly<Record<Command, true>> = {
  search: true,
  nextHit: true,
  previousHit: true,
  back: true,
  forward: true,
  hierarchy: true,
  outline: true,
  details: true,
  zoomIn: true,
  zoomOut: true,
  fit: true,
  zoomToSelection: true,
  help: true,
};

describe('the table of keys', () => {
  it('has every command, and its keys are those that ask for it', () => {
    expect(new Set(LINES.flatMap(({ command }) => command ?? []))).toEqual(new Set(Object.keys(COMMANDS)));
    for (const { keys, also = [], command } of LINES) {
      if (command) for (const chord of [...keys, ...also]) expect(commandOf(press(chord)), chord).toBe(command);
    }
  });

  it('has no key twice in one place, and none of the picture that works everywhere', () => {
    for (const { title, lines } of KEY_GROUPS) {
      const keys = lines.flatMap((line) => [...line.keys, ...(line.also ?? [])]);
      expect(new Set(keys).size, title).toBe(keys.length);
    }
    for (const { keys } of IN_PICTURE.lines) for (const chord of keys) expect(commandOf(press(chord))).toBeUndefined();
  });

  it('has the keys of the picture that the picture takes, and all of them', () => {
    const report = recordedReport('alternating');
    const model = programModel(report, report.program!);
    const { program } = model;
    const ends = programEnds(program.graph, model.inputs);
    const title = (block: number): string => titleOf(model, program.partition.blocks[block]!);
    const tree = partitionTree(program, model.blockOf, ends, title, false);
    const arrangement = new Arrangement(tree, liftEdges(program.graph, tree));
    arrangement.setOpen([itemOfId(tree, program, 'block:_run_on_acc_0')!], true);
    const stops: Stop[] = Array.from({ length: tree.count - 1 }, (_, at) => ({ item: at + 1, isBreak: false }));
    const takes = (chord: string): boolean =>
      stops.some((stop) => stepFor(press(chord).key, arrangement, { of: () => undefined }, stop) !== undefined);

    const listed = IN_PICTURE.lines.flatMap(({ keys }) => keys).filter((chord) => /^\w+$/.test(chord));
    expect(listed.filter((chord) => !takes(chord))).toEqual([]);
    const letters = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at));
    const named = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'];
    const others = ['Enter', 'Escape', 'Tab', 'Backspace', 'Delete', 'Insert', 'F1', 'F2', 'F3', 'F5', 'ContextMenu'];
    const all = [...letters, ...named, ...others].map((key) => chordOf(press(key === ' ' ? 'Space' : key)));
    expect(all.filter((chord) => takes(chord) && !listed.includes(chord))).toEqual([]);
  });
});

describe('commandOf', () => {
  it('leaves keys to whoever has taken them, to input methods, and to a text that is typed', () => {
    expect(commandOf(press('M', { defaultPrevented: true }))).toBeUndefined();
    expect(commandOf(press('M', { isComposing: true }))).toBeUndefined();
    const target = new Field() as unknown as EventTarget;
    for (const chord of ['M', '/', '+', 'Alt+ArrowLeft', 'Alt+ArrowRight'])
      expect(commandOf(press(chord, { target })), chord).toBeUndefined();
    for (const chord of ['F3', 'Shift+F3', 'Ctrl+F']) expect(commandOf(press(chord, { target })), chord).toBeDefined();
  });

  it('leaves to VS Code what is its own', () => {
    for (const chord of ['Ctrl+M', 'Ctrl+Shift+F', 'Alt+M', 'Ctrl+F3', 'Ctrl+Alt+ArrowLeft', 'Shift+Alt+ArrowLeft'])
      expect(commandOf(press(chord)), chord).toBeUndefined();
  });

  it('takes signs however a keyboard types them, and letters in capitals', () => {
    expect(commandOf(press('/', { shiftKey: true }))).toBe('search');
    expect(commandOf(press('?', { shiftKey: true }))).toBe('help');
    expect(commandOf(press('m', { key: 'M', shiftKey: true }))).toBe('hierarchy');
    const altGraph = { ctrlKey: true, altKey: true, getModifierState: (key: string) => key === 'AltGraph' };
    expect(commandOf(press('/', altGraph))).toBe('search');
    expect(commandOf(press('F', { metaKey: true }))).toBe('search');
  });
});

describe('chordText', () => {
  it('writes keys as people know them', () => {
    expect(['Alt+ArrowLeft', 'Ctrl+F', '+', '-', 'PageUp'].map((chord) => chordText(chord, false))).toEqual([
      'Alt+←',
      'Ctrl+F',
      '+',
      '−',
      'Page ↑',
    ]);
    expect(['Alt+ArrowLeft', 'Ctrl+F'].map((chord) => chordText(chord, true))).toEqual(['Option+←', 'Cmd+F']);
  });
});
