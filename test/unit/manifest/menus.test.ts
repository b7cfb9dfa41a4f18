import { describe, expect, test } from 'vitest';
import { manifest } from './manifest';
import { type ContextValues, holds, keysOf } from './whenClause';

/** Context keys that VS Code sets, and ours. */
const KNOWN_KEYS = [
  'resourceFilename',
  'resourceScheme',
  'isWorkspaceTrusted',
  'isInDiffEditor',
  'activeCustomEditorId',
];

const COMPILE_MENUS = ['explorer/context', 'editor/context', 'editor/title', 'editor/title/context'];

const context = (resourceFilename: string, more: ContextValues = {}): ContextValues => ({
  resourceFilename,
  resourceScheme: 'file',
  isWorkspaceTrusted: true,
  ...more,
});

function shows(menu: string, command: string, values: ContextValues): boolean {
  const items = manifest.contributes.menus[menu]?.filter((item) => item.command === command) ?? [];
  return items.some(({ when = '' }) => holds(when, values));
}

test('when clauses ask for keys that exist', () => {
  const clauses = Object.values(manifest.contributes.menus).flatMap((items) => items.map(({ when = '' }) => when));
  expect(clauses.length).toBeGreaterThanOrEqual(COMPILE_MENUS.length);
  for (const clause of clauses) for (const key of keysOf(clause)) expect(KNOWN_KEYS).toContain(key);
});

describe('Open in Program View', () => {
  const offered = (name: string): boolean => shows('explorer/context', 'trtlens.open', context(name));

  test.each(['layers.json', 'dryrun.txt', 'build.log', 'model.ts', 'model.pt', 'MODEL.PTH'])('for %s', (name) => {
    expect(offered(name)).toBe(true);
  });

  // They open there by double click.
  test.each(['bert.pt2', 'net.onnx', 'net.engine', 'bert.trtlens', 'model.py', 'json'])('not for %s', (name) => {
    expect(offered(name)).toBe(false);
  });
});

describe.each(COMPILE_MENUS)('Compile with TensorRT in %s', (menu) => {
  const offered = (values: ContextValues): boolean => shows(menu, 'trtlens.compile', values);

  test.each(['model.py', 'bert.pt2', 'bert.ep', 'MODEL.PT2', 'net.onnx', 'NET.ONNX', 'mes modèles 模型.py'])(
    'for %s',
    (name) => {
      expect(offered(context(name))).toBe(true);
    },
  );

  test.each([
    'bert.trt.pt2',
    'bert.trt.ep',
    'bert.trtlens',
    'notes.txt',
    'py',
    'model.pyc',
    'model.pt',
    'net.engine',
    'net.onnx.data',
  ])('not for %s', (name) => {
    expect(offered(context(name))).toBe(false);
  });

  test('not in an untrusted workspace', () => {
    expect(offered(context('model.py', { isWorkspaceTrusted: false }))).toBe(false);
  });
});

describe('editors', () => {
  test.each(['editor/context', 'editor/title', 'editor/title/context'])(
    '%s: not for an old version of a file',
    (menu) => {
      expect(shows(menu, 'trtlens.compile', context('model.py', { resourceScheme: 'git' }))).toBe(false);
    },
  );

  test('for files of a remote machine, which the window sees under another scheme', () => {
    expect(shows('editor/title', 'trtlens.compile', context('model.py', { resourceScheme: 'vscode-remote' }))).toBe(
      true,
    );
  });
});

test('the program view leads to its graph breaks', () => {
  const program = { activeCustomEditorId: 'trtlens.program' };
  expect(shows('editor/title', 'trtlens.showBreaks', program)).toBe(true);
  expect(shows('editor/title', 'trtlens.showBreaks', { activeCustomEditorId: 'other' })).toBe(false);
});

test('the palette shows every command: an untrusted workspace learns there why it cannot compile', () => {
  expect(manifest.contributes.menus['commandPalette']).toBeUndefined();
});
