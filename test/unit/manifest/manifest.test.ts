import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS, LINK_COMMANDS } from '../../../extension/host/commands/ids';
import { manifest, manifestText, root, texts } from './manifest';

const contributed = manifest.contributes.commands.map(({ command }) => command);

describe('commands', () => {
  test('those of the table are contributed, and no other', () => {
    expect([...contributed].sort()).toEqual([...COMMANDS].sort());
  });

  test('those behind links are not shown anywhere', () => {
    for (const command of LINK_COMMANDS) expect(manifestText).not.toContain(command);
  });

  test('menus and walkthroughs name commands that exist', () => {
    const inMenus = Object.values(manifest.contributes.menus).flatMap((items) => items.map(({ command }) => command));
    const linked = [...JSON.stringify(texts).matchAll(/command:([\w.]+)/g)].map(([, command]) => command ?? '');
    const awaited = manifest.contributes.walkthroughs
      .flatMap(({ steps }) => steps.flatMap(({ completionEvents }) => completionEvents))
      .flatMap((event) => (event.startsWith('onCommand:') ? [event.slice('onCommand:'.length)] : []));
    for (const command of [...inMenus, ...linked, ...awaited]) expect(contributed).toContain(command);
    expect(linked.length).toBeGreaterThan(0);
  });

  test('are all in one category', () => {
    for (const command of manifest.contributes.commands) expect(command).toMatchObject({ category: 'TensorRT' });
  });
});

describe('texts', () => {
  const used = new Set([...manifestText.matchAll(/%([\w.]+)%/g)].map(([, key]) => key ?? ''));

  test('every key that is used has a text', () => {
    expect([...used].filter((key) => !texts[key]?.trim())).toEqual([]);
  });

  test('every text is used', () => {
    expect(Object.keys(texts).filter((key) => !used.has(key))).toEqual([]);
  });
});

describe('files', () => {
  test('the icon is a PNG of at least 128 pixels', () => {
    const icon = readFileSync(join(root, manifest.icon));
    expect(icon.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(icon.readUInt32BE(16)).toBeGreaterThanOrEqual(128);
    expect(icon.readUInt32BE(20)).toBe(icon.readUInt32BE(16));
  });

  test('walkthrough steps have their pages', () => {
    const pages = manifest.contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown));
    expect(pages.length).toBeGreaterThanOrEqual(3);
    for (const page of pages) expect(existsSync(join(root, page)), page).toBe(true);
  });

  test('icons in menus and views are codicons', () => {
    const icons = [...manifestText.matchAll(/"icon": "([^"]+)"/g)].map(([, icon]) => icon ?? '');
    const css = readFileSync(join(root, 'node_modules/@vscode/codicons/dist/codicon.css'), 'utf8');
    for (const icon of icons.filter((each) => each !== manifest.icon)) {
      expect(css).toContain(`.codicon-${/^\$\(([\w-]+)\)$/.exec(icon)?.[1] ?? icon}:before`);
    }
  });
});

describe('start', () => {
  test('nothing starts the extension but its own commands, editors, views and tasks', () => {
    expect(manifest.activationEvents).toEqual([]);
  });

  test('the types are those of the oldest VS Code that is supported', () => {
    const [major, minor] = manifest.devDependencies['@types/vscode']!.split('.');
    expect(manifest.engines.vscode).toBe(`^${major}.${minor}.0`);
  });

  test('no proposed API is used', () => {
    expect(manifest.enabledApiProposals).toBeUndefined();
  });

  test('it runs where the files and Python are', () => {
    expect(manifest.extensionKind).toEqual(['workspace']);
  });
});

describe('workspaces', () => {
  test('an untrusted one is for viewing: its settings choose no interpreter and no library', () => {
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual([
      'trtlens.python.path',
      'trtlens.tensorrt.libraryFolder',
    ]);
  });

  test('a virtual one is not supported', () => {
    expect(manifest.capabilities.virtualWorkspaces.supported).toBe(false);
  });
});

describe('editors and views', () => {
  test('the program view opens by default what nothing else of VS Code opens well', () => {
    const patterns = ['*.trtlens', '*.pt2', '*.ep', '*.onnx', '*.engine', '*.plan', '*.trt'];
    expect(manifest.contributes.customEditors).toMatchObject([
      {
        viewType: 'trtlens.program',
        priority: 'default',
        selector: patterns.map((each) => ({ filenamePattern: each })),
      },
    ]);
  });

  test('the Graph Breaks view is in the panel of its name', () => {
    expect(manifest.contributes.viewsContainers.panel).toMatchObject([{ id: 'trtlens' }]);
    expect(manifest.contributes.views).toMatchObject({ trtlens: [{ id: 'trtlens.breaks', type: 'webview' }] });
  });
});

describe('marketplace', () => {
  // vsce takes any text: https://code.visualstudio.com/api/references/extension-manifest
  test('categories and keywords are accepted', () => {
    expect(manifest.categories).toEqual(['Visualization', 'Data Science', 'Machine Learning']);
    expect(manifest.keywords.length).toBeLessThanOrEqual(30);
    expect(`${manifest.publisher}.${manifest.name}`).toBe('trtlens.trtlens');
  });
});
