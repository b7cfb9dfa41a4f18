/** The packages as a user gets them: what is in them, how large they may be (DESIGN: Budgets), where they run. */

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Entry, openPromise } from 'yauzl';
import { packageExtension } from '../../scripts/package.mjs';
import { elfNeeds } from './support/elfNeeds';

const HOST_LIMIT = 200_000;
/** The program view draws the graph itself and lists what a search finds; its worker is a bundle of its own. */
const PROGRAM_LIMIT = 430_000;
const WEBVIEW_LIMIT = 300_000;
const VSIX_LIMIT = 3_000_000;
const ADDON_LIMIT = 1_000_000;
const ADDON = 'extension/dist/native/trtlens.node';
/** The oldest that VS Code itself runs on. */
const GLIBC = [2, 28] as const;

const REQUIRED = [
  'extension/package.json',
  'extension/package.nls.json',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/LICENSE.txt',
  'extension/dist/extension.cjs',
  'extension/dist/job.cjs',
  'extension/dist/analysis.cjs',
  'extension/dist/bridge.cjs',
  'extension/dist/webview/program.js',
  'extension/dist/webview/program.css',
  'extension/dist/webview/graph.js',
  'extension/dist/webview/breaks.js',
  'extension/docs/findings.md',
  'extension/examples/graph_breaks.py',
  'extension/examples/recognizer.onnx',
  'extension/dist/THIRD-PARTY-NOTICES.txt',
  'extension/native/torch/trtlens_torch/__main__.py',
  'extension/native/torch/trtlens_torch/probe.py',
];
const ALLOWED =
  /^(extension\.vsixmanifest|\[Content_Types\]\.xml|extension\/(package(\.nls)?\.json|readme\.md|changelog\.md|LICENSE\.txt|dist\/(extension|trtlens|job|analysis|bridge)\.cjs|dist\/THIRD-PARTY-NOTICES\.txt|dist\/webview\/[\w-]+\.(js|css|ttf)|media\/[\w/.-]+|docs\/findings\.md|examples\/(\w+\.(py|onnx)|\.vscode\/\w+\.json)|native\/torch\/locks\/[\w.-]+|native\/torch\/trtlens_torch\/[\w/]+\.py))$/;

interface Package {
  bytes: number;
  /** Unpacked size of each file. */
  sizes: Map<string, number>;
  read(name: string): Promise<Buffer>;
}

const folder = mkdtempSync(join(tmpdir(), 'trtlens-universal-'));
const packages = new Map<string, Package>();
const given = (name: string): Package => packages.get(name)!;

beforeAll(async () => {
  packages.set('linux-x64', await open(inject('vsix')));
  // Packed after the other one, so that what that left behind would be in it.
  packages.set('universal', await open(await packageExtension({ output: join(folder, 'universal.vsix') })));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function open(vsix: string): Promise<Package> {
  const zip = await openPromise(vsix, { autoClose: false });
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  return {
    bytes: statSync(vsix).size,
    sizes: new Map([...entries].map(([name, { uncompressedSize }]) => [name, uncompressedSize])),
    read: async (name) => buffer(await zip.openReadStreamPromise(entries.get(name)!)),
  };
}

describe.each(['linux-x64', 'universal'])('the VSIX: %s', (name) => {
  it('has the bundles, the worker, its locks and the papers', () => {
    const names = [...given(name).sizes.keys()];
    expect(names).toEqual(expect.arrayContaining(REQUIRED));
    expect(names.some((file) => file.startsWith('extension/native/torch/locks/'))).toBe(true);
  });

  it('has nothing else, but the native bridge for its platform', () => {
    const others = [...given(name).sizes.keys()].filter((file) => !ALLOWED.test(file));
    expect(others).toEqual(name === 'universal' ? [] : [ADDON]);
  });

  it('says which platform it is for', async () => {
    const manifest = (await given(name).read('extension.vsixmanifest')).toString();
    const target = /TargetPlatform="([^"]*)"/.exec(manifest)?.[1];
    expect(target).toBe(name === 'universal' ? undefined : name);
  });

  it('has the licences of what is compiled in', async () => {
    const notices = (await given(name).read('extension/dist/THIRD-PARTY-NOTICES.txt')).toString();
    expect(/^node-addon-api /m.test(notices)).toBe(name !== 'universal');
  });

  it('keeps to its budgets', () => {
    const { sizes, bytes } = given(name);
    expect(sizes.get('extension/dist/extension.cjs')).toBeLessThan(HOST_LIMIT);
    expect(sizes.get('extension/dist/webview/program.js')).toBeLessThan(PROGRAM_LIMIT);
    expect(sizes.get('extension/dist/webview/graph.js')).toBeLessThan(WEBVIEW_LIMIT);
    expect(sizes.get('extension/dist/webview/breaks.js')).toBeLessThan(WEBVIEW_LIMIT);
    expect(bytes).toBeLessThan(VSIX_LIMIT);
  });
});

describe('the native bridge', () => {
  it('needs no newer glibc than VS Code, and no C++ library', async () => {
    const needs = elfNeeds(await given('linux-x64').read(ADDON));
    expect(needs.has('libc.so.6')).toBe(true);
    for (const library of needs.keys())
      expect(library).toMatch(/^(libc|libm|libdl|libpthread|ld-linux-x86-64)\.so\.\d$/);
    const versions = [...needs.values()].flat().map((version) => /^GLIBC_(\d+)\.(\d+)/.exec(version));
    expect(versions.length).toBeGreaterThan(0);
    for (const version of versions) {
      expect(Number(version?.[1])).toBe(GLIBC[0]);
      expect(Number(version?.[2])).toBeLessThanOrEqual(GLIBC[1]);
    }
  });

  it('is small', () => {
    expect(given('linux-x64').sizes.get(ADDON)).toBeLessThan(ADDON_LIMIT);
  });
});
