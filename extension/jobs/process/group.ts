/** Ending a process together with everything that it started. */

import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** Time in which a group may end by itself, in milliseconds; a cancel has to be over within 2 s. */
export const GRACE_MS = 1200;

/**
 * Asks the group that `leader` leads to end, then kills it. Resolves when the leader has exited and no other member is
 * left to run. Safe to call at any time, also after the leader's exit: members outlive it when it crashes.
 */
export async function endGroup(leader: ChildProcess, graceMs: number = GRACE_MS): Promise<void> {
  if (leader.pid === undefined) return;
  const exited = hasExited(leader) ? Promise.resolve() : exitOf(leader);
  signalGroup(leader.pid, 'SIGTERM');
  await Promise.race([exited, delay(graceMs, undefined, { ref: false })]);
  signalGroup(leader.pid, 'SIGKILL');
  leader.kill('SIGKILL'); // where there are no groups
  await exited;
}

/** True where the group still had a member. */
export function signalGroup(leaderPid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-leaderPid, signal);
    return true;
  } catch {
    return false; // ESRCH: nobody is left
  }
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('exit', () => resolve()));
}
