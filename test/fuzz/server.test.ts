/** The harness itself: it tells what a bad server does from what a good one says. */

import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../unit/bundles';
import { mutantOf } from './mutants';
import { FuzzServer } from './server';
import { loadSubjects } from './subjects';

/** Does to each path what its name says. */
const BAD_SERVER = `
import { encodeFinding } from './extension/core/findings/codec';
import { Messenger } from './extension/core/messaging/messenger';
import { parentChannel } from './extension/jobs/process/child';
const errors = (...findings) => ({ artifact: { kind: 'unknown', findings: findings.map(encodeFinding) } });
const error = (message, file, code = 'load.corrupt') => ({
  code, severity: 'error', message, places: [{ kind: 'archive', file }], remedies: [],
});
new Messenger(parentChannel(), {
  async open({ path }) {
    if (path === 'hangs') for (;;);
    if (path === 'exits') process.exit(7);
    if (path === 'throws') throw new TypeError('x is not a function');
    if (path === 'fills') for (const all = []; ; ) all.push(new Array(1e6).fill(Math.random()));
    if (path === 'silent') return errors();
    if (path === 'undefined') return errors(error('It has undefined bytes', path));
    if (path === 'elsewhere') return errors(error('It is damaged', 'another'));
    if (path === 'code') return errors(error('It is damaged', path, 'oops'));
    if (path === 'report') return { artifact: { kind: 'engine' }, report: Buffer.from('nonsense') };
    if (path === 'good') return { artifact: { kind: 'engine' } };
    return errors(error('It is damaged', path));
  },
});
process.on('disconnect', () => process.exit(0));
`;

let folder: string;
let server: FuzzServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trtlens-bad-server-'));
  const outfile = join(folder, 'server.cjs');
  const stdin = { contents: BAD_SERVER, resolveDir: ROOT, loader: 'ts' } as const;
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'warning' });
  server = new FuzzServer(outfile);
});
afterAll(async () => {
  await server.end();
  rmSync(folder, { recursive: true, force: true });
});

describe('FuzzServer', () => {
  it.each([
    ['good', 'opened', ''],
    ['damaged', 'refused', ''],
    ['hangs', 'hung', '2000 ms'],
    ['exits', 'crashed', ''],
    ['throws', 'crashed', 'x is not a function'],
    ['fills', 'out of memory', ''],
    ['silent', 'misreported', 'nobody says why'],
    ['undefined', 'misreported', 'undefined bytes'],
    ['elsewhere', 'misreported', 'without its place'],
    ['code', 'misreported', 'oops'],
    ['report', 'misreported', 'cannot be read'],
    ['good', 'opened', ''],
  ])(
    'tells of a file that %s: %s',
    async (path, outcome, detail) => {
      const answer = await server.open(path);
      expect([answer.outcome, answer.detail.includes(detail)]).toEqual([outcome, true]);
    },
    30_000,
  );
});

describe('mutants', () => {
  it('follow from seed, subject and number alone, and differ from what they are made of', async () => {
    const subjects = await loadSubjects(ROOT);
    for (const subject of subjects) {
      const [one, again, other] = [mutantOf(subject, 1, 7), mutantOf(subject, 1, 7), mutantOf(subject, 2, 7)];
      expect(Buffer.compare(one, again), subject.id).toBe(0);
      expect(Buffer.compare(one, other), subject.id).not.toBe(0);
    }
    const different = subjects.filter((subject) =>
      [0, 1, 2].some((index) => Buffer.compare(mutantOf(subject, 1, index), subject.bytes) !== 0),
    );
    expect(different.length).toBe(subjects.length);
  });
});
