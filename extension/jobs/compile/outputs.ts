/**
 * Where a compile writes. Everything is written into a folder of its own beside the outputs and moved from there when
 * it is complete, so that old outputs stay as they are until then and a compile that ends early leaves nothing.
 */

import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { OutputFiles } from '../../core/compile/task';
import type { Finding, Outcome } from '../../core/findings/finding';

/** The unfinished files: named as the outputs will be, because a program archive keeps its file's name inside. */
export function unfinishedFiles(files: OutputFiles, workFolder: string): OutputFiles {
  return { program: join(workFolder, basename(files.program)), report: join(workFolder, basename(files.report)) };
}

/**
 * Makes the work folder, before any work is done, so that an output folder that cannot be written costs nobody a build.
 * Finding: `output.not-writable`.
 */
export async function makeWorkFolder(files: OutputFiles): Promise<Outcome<string>> {
  const folder = dirname(files.program);
  const workFolder = join(folder, `.${basename(files.report)}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    for (const file of [files.program, files.report]) await refuseFolder(file);
    await mkdir(workFolder);
    return { ok: true, value: workFolder, findings: [] };
  } catch (failure) {
    return { ok: false, findings: [notWritable(folder, failure)] };
  }
}

/** Never rejects: what cannot be removed now is not worth failing for. */
export async function removeWorkFolder(workFolder: string): Promise<void> {
  // A process that is being killed may add a file while the folder is emptied.
  await rm(workFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 }).catch(() => {});
}

/** The same at once, for a process that is about to end. */
export function removeWorkFolderNow(workFolder: string): void {
  try {
    rmSync(workFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  } catch {
    // the parent tries again
  }
}

export interface WrittenFile {
  readonly path: string;
  /** Size in bytes. */
  readonly bytes: number;
}

/**
 * Moves what is there into place, without a pause in between in which a cancel could leave a program without its report.
 * A failed compile has a report and no `program`. Throws what the file system throws.
 */
export function moveIntoPlace(
  files: { readonly program: string | undefined; readonly report: string },
  workFolder: string,
): WrittenFile[] {
  const moves = [files.program, files.report]
    .filter((path) => path !== undefined)
    .map((path) => ({ from: join(workFolder, basename(path)), to: path }));
  const present = moves.filter(({ from }) => existsSync(from));
  for (const { from, to } of present) renameSync(from, to);
  return present.map(({ to }) => ({ path: to, bytes: statSync(to).size }));
}

export function notWritable(place: string, failure: unknown): Finding {
  return {
    code: 'output.not-writable',
    severity: 'error',
    message: `Nothing can be written to ${place}: ${reasonOf(failure)}.`,
    places: [{ kind: 'archive', file: place }],
    remedies: [{ title: 'Choose another output folder, or make this one writable.' }],
  };
}

async function refuseFolder(file: string): Promise<void> {
  const existing = await stat(file).catch(() => undefined);
  if (existing?.isDirectory()) throw new Error(`${basename(file)} is a folder`);
}

function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  const { code, message } = failure as NodeJS.ErrnoException;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission is denied';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOENT':
      return 'there is no such folder';
    case 'ENOTDIR':
      return 'it is no folder';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return message;
  }
}
