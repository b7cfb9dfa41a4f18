/** The VSIX as a user gets it: what is in it, and how large it may be (DESIGN: Budgets). */

import { statSync } from 'node:fs';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { type Entry, openPromise } from 'yauzl';

const HOST_LIMIT = 200_000;
const WEBVIEW_LIMIT = 300_000;
const VSIX_LIMIT = 3_000_000;

const ADDON = 'extension/dist/native/trtlens.node';

async function sizesIn(vsix: string): Promise<Map<string, number>> {
  const entries: Entry[] = [];
  for await (const entry of (await openPromise(vsix)).eachEntry()) entries.push(entry);
  return new Map(entries.map((entry) => [entry.fileName, entry.uncompressedSize]));
}

const packages = [
  ['of linux-x64', inject('vsix')],
  ['for every platform', inject('universalVsix')],
] as const;

it('carries the bridge where it is made for a platform, and only there', async () => {
  const [own, universal] = await Promise.all(packages.map(([, vsix]) => sizesIn(vsix)));
  expect(own!.get(ADDON)).toBeGreaterThan(100_000);
  const names = [...own!.keys()].filter((name) => name !== ADDON);
  expect([...universal!.keys()].sort()).toEqual(names.sort());
});

describe.each(packages)('the VSIX %s', (_, vsix) => {
  let sizes: Map<string, number>;
  beforeAll(async () => {
    sizes = await sizesIn(vsix);
  });

  it('has the bundles, the worker, its locks and the papers', () => {
    expect([...sizes.keys()]).toEqual(
      expect.arrayContaining([
        'extension/package.json',
        'extension/package.nls.json',
        'extension/readme.md',
        'extension/changelog.md',
        'extension/LICENSE.txt',
        'extension/dist/extension.cjs',
        'extension/dist/job.cjs',
        'extension/dist/analysis.cjs',
        'extension/dist/bridge.cjs',
        'extension/examples/recognizer.onnx',
        'extension/dist/webview/program.js',
        'extension/dist/webview/program.css',
        'extension/dist/webview/breaks.js',
        'extension/docs/findings.md',
        'extension/examples/graph_breaks.py',
        'extension/dist/THIRD-PARTY-NOTICES.txt',
        'extension/native/torch/trtlens_torch/__main__.py',
        'extension/native/torch/trtlens_torch/probe.py',
      ]),
    );
    expect([...sizes.keys()].some((name) => name.startsWith('extension/native/torch/locks/'))).toBe(true);
  });

  it('has nothing else', () => {
    const allowed =
      /^(extension\.vsixmanifest|\[Content_Types\]\.xml|extension\/(package(\.nls)?\.json|readme\.md|changelog\.md|LICENSE\.txt|dist\/(extension|trtlens|job|analysis|bridge)\.cjs|dist\/THIRD-PARTY-NOTICES\.txt|dist\/native\/trtlens\.node|dist\/webview\/[\w-]+\.(js|css|ttf)|media\/[\w/.-]+|docs\/findings\.md|examples\/(\w+\.(py|onnx)|\.vscode\/\w+\.json)|native\/torch\/locks\/[\w.-]+|native\/torch\/trtlens_torch\/[\w/]+\.py))$/;
    expect([...sizes.keys()].filter((name) => !allowed.test(name))).toEqual([]);
  });

  it('keeps to its budgets', () => {
    expect(sizes.get('extension/dist/extension.cjs')).toBeLessThan(HOST_LIMIT);
    expect(sizes.get('extension/dist/webview/program.js')).toBeLessThan(WEBVIEW_LIMIT);
    expect(sizes.get('extension/dist/webview/breaks.js')).toBeLessThan(WEBVIEW_LIMIT);
    expect(statSync(vsix).size).toBeLessThan(VSIX_LIMIT);
  });
});
