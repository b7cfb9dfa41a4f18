/**
 * One set-up at a time in a data folder, whatever window or process it runs in. The lock is a file that is created
 * exclusively and names its holder; a holder that is gone loses it.
 */

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the file holds. A process number is used again by the system; together with the start time it is not. */
export interface Holder {
  readonly pid: number;
  /** Start time of the process as /proc tells it, in clock ticks since boot; "" where there is no /proc. */
  readonly started: string;
  readonly host: string;
  readonly id: string;
}

export interface SetupLock {
  release(): Promise<void>;
}

const POLL = 250;
const HEARTBEAT = 5000;
/** A holder on another host cannot be asked whether it lives; its file is touched every 5 s while it does. */
const SILENCE = 60_000;

/**
 * Waits for the lock at `path`; `onWait` hears of each other holder once. Rejects when `signal` aborts, and for errors of
 * the file system.
 */
export async function acquireSetupLock(
  path: string,
  options: { onWait?(holder: Holder | undefined): void; signal?: AbortSignal | undefined } = {},
): Promise<SetupLock> {
  const mine: Holder = { pid: process.pid, started: startTime(process.pid), host: hostname(), id: randomUUID() };
  let told: string | undefined;
  for (;;) {
    options.signal?.throwIfAborted();
    if (await create(path, mine)) return held(path, mine);
    const text = await readText(path);
    if (text === undefined) continue;
    const holder = parseHolder(text);
    if (await isGone(path, holder)) {
      await removeStale(path, text);
      continue;
    }
    if (told !== text) options.onWait?.(holder);
    told = text;
    await sleep(POLL, undefined, { ...(options.signal && { signal: options.signal }) });
  }
}

/** The whole file appears at once: written under another name, then linked, which fails where the name is taken. */
async function create(path: string, holder: Holder): Promise<boolean> {
  const draft = `${path}.${holder.id}`;
  const file = await open(draft, 'wx');
  try {
    await file.writeFile(JSON.stringify(holder));
    await file.close();
    await link(draft, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true });
  }
}

function held(path: string, mine: Holder): SetupLock {
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT);
  heartbeat.unref();
  return {
    async release() {
      clearInterval(heartbeat);
      if (parseHolder((await readText(path)) ?? '')?.id === mine.id) await rm(path, { force: true });
    },
  };
}

async function isGone(path: string, holder: Holder | undefined): Promise<boolean> {
  if (holder && holder.host === hostname()) return !isAlive(holder);
  try {
    return Date.now() - (await stat(path)).mtimeMs > SILENCE;
  } catch {
    return false; // released meanwhile
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return isCode(error, 'EPERM');
  }
  return holder.started === '' || startTime(holder.pid) === holder.started;
}

/**
 * Takes a dead holder's file away. Two that saw the same one must not take the lock of whoever came next: the file is moved
 * aside first, and put back when it is not the one that was seen.
 */
async function removeStale(path: string, seen: string): Promise<void> {
  if ((await readText(path)) !== seen) return;
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  if ((await readText(aside)) !== seen) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Holder;
    return typeof value.pid === 'number' && typeof value.id === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Field 22 of /proc/PID/stat; the command in field 2 is in parentheses and may hold anything (proc(5)). */
function startTime(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
