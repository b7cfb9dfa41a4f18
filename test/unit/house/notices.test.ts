import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { thirdPartyNotices } from '../../../scripts/notices.mjs';

const root = mkdtempSync(join(tmpdir(), 'trtlens-notices-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

function addPackage(folder: string, name: string, licence: string): void {
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, folder, 'package.json'), JSON.stringify({ name, version: '1.2.3', license: licence }));
  writeFileSync(join(root, folder, 'LICENSE.md'), `Words of ${name}`);
}

function metafile(inputs: Record<string, number>): Metafile {
  const entries = Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }] as const);
  const output = { inputs: Object.fromEntries(entries), bytes: 0, imports: [], exports: [] };
  return { inputs: {}, outputs: { 'dist/a.js': output } };
}

beforeAll(() => {
  addPackage('node_modules/plain', 'plain', 'MIT');
  addPackage('node_modules/@scope/part', '@scope/part', 'ISC');
  addPackage('node_modules/plain/node_modules/nested', 'nested', 'BSD-3-Clause');
  addPackage('node_modules/shaken', 'shaken', 'MIT');
});

it('lists every package whose code is in a bundle, once, with its licence', () => {
  const text = thirdPartyNotices(root, [
    metafile({ 'extension/main.ts': 9, 'node_modules/plain/a.js': 5, 'node_modules/plain/b.js': 5 }),
    metafile({ 'node_modules/@scope/part/x.css': 1, 'node_modules/plain/node_modules/nested/i.js': 2 }),
  ]);
  const headings = [...text.matchAll(/^\S+ 1\.2\.3 \(.*\)$/gm)].map(([line]) => line);
  expect(headings).toEqual(['@scope/part 1.2.3 (ISC)', 'nested 1.2.3 (BSD-3-Clause)', 'plain 1.2.3 (MIT)']);
  expect(text).toContain('Words of nested');
});

it('lists what is compiled too', () => {
  const text = thirdPartyNotices(root, [metafile({ 'node_modules/plain/a.js': 5 })], ['node_modules/@scope/part']);
  expect(text).toContain('Words of plain');
  expect(text).toContain('Words of @scope/part');
});

it('leaves out what gave no byte', () => {
  expect(thirdPartyNotices(root, [metafile({ 'node_modules/shaken/i.js': 0 })])).not.toContain('shaken');
});
