import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { acquireSetupLock } from '../../../extension/jobs/environment/setupLock';

// Processes are started here, and a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trtlens-lock-'));
  path = join(folder, 'setup.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const holder = (changed: Readonly<Record<string, unknown>>) =>
  JSON.stringify({ pid: process.pid, started: '', host: hostname(), id: 'other', ...changed });

/** A number that no process has: Linux allows at most 2^22. */
const NOBODY = 2 ** 22 + 1;

describe('the set-up lock', () => {
  it('names its holder while it is held, and is gone afterwards', async () => {
    const lock = await acquireSetupLock(path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() });
    expect(readdirSync(folder)).toEqual(['setup.lock']);
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('lets one in at a time', async () => {
    let inside = 0;
    const most: number[] = [];
    const enter = async () => {
      const lock = await acquireSetupLock(path);
      most.push(++inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside--;
      await lock.release();
    };
    await Promise.all(Array.from({ length: 8 }, enter));
    expect(most).toEqual(Array(8).fill(1));
  });

  it('waits for a holder that lives, tells of it once, and gives up when told', async () => {
    writeFileSync(path, holder({}));
    const abort = new AbortController();
    const told: unknown[] = [];
    const waiting = acquireSetupLock(path, { signal: abort.signal, onWait: (who) => told.push(who?.pid) });
    setTimeout(() => abort.abort(), 700);
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(told).toEqual([process.pid]);
    expect(existsSync(path)).toBe(true);
  });

  it.each([
    ['whose process is gone', { pid: NOBODY }],
    ['whose process number another process has now', { started: '1' }],
  ])('is taken from a holder %s', async (_, changed) => {
    writeFileSync(path, holder(changed));
    const onWait = vi.fn();
    const lock = await acquireSetupLock(path, { onWait });
    expect(onWait).not.toHaveBeenCalled();
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['on another host', holder({ host: 'elsewhere', pid: NOBODY })],
    ['that left a damaged file', '{"pid": 1'],
  ])('is taken from a holder %s only after a minute of silence', async (_, text) => {
    writeFileSync(path, text);
    const abort = new AbortController();
    const waiting = acquireSetupLock(path, { signal: abort.signal, onWait: () => abort.abort() });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    const before = new Date(Date.now() - 61_000);
    utimesSync(path, before, before);
    await (await acquireSetupLock(path)).release();
    expect(existsSync(path)).toBe(false);
  });

  it('is not released for a holder that lost it', async () => {
    const lock = await acquireSetupLock(path);
    writeFileSync(path, holder({}));
    await lock.release();
    expect(existsSync(path)).toBe(true);
  });

  it('is held by one process of several that find a dead holder, and a killed holder loses it', async () => {
    const script = join(folder, 'contender.mjs');
    await build({
      stdin: { contents: CONTENDER, resolveDir: __dirname, loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: script,
      logLevel: 'error',
    });
    writeFileSync(path, holder({ pid: NOBODY }));
    const events: string[] = [];
    const children = [1, 2, 3, 4].map(() => fork(script, [path], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
    const ended = children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of children) {
      child.on('message', (message) => {
        events.push(message as string);
        // The first holder dies with the lock in its hands.
        if (events.length === 1) child.kill('SIGKILL');
        else if (message === 'in') child.send('leave');
      });
    }
    await Promise.all(ended);
    const [, ...rest] = events;
    expect(rest).toEqual(['in', 'out', 'in', 'out', 'in', 'out']);
  });
});

const CONTENDER = `
import { acquireSetupLock } from '../../../extension/jobs/environment/setupLock';
const lock = await acquireSetupLock(process.argv[2]);
process.once('message', () => {
  process.send('out', async () => {
    await lock.release();
    process.disconnect();
  });
});
process.send('in');
`;
