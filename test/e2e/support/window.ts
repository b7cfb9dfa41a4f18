/** One VS Code window on a fresh profile and a fresh workspace, with the packaged extension installed. */

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { installExtension, startCodeServer } from '../../../scripts/codeServer.mjs';
import { dataFolder, root } from '../../../scripts/paths.mjs';
import { launchBrowser } from './browser';
import { Workbench } from './workbench';

/** Blanks and letters outside ASCII, so that every test is also a test of such paths. */
const WORKSPACE_NAME = 'mes modèles 模型';

export interface WindowOptions {
  /** Files of the workspace: text, bytes, or the path to copy from, absolute or under the project's root. */
  readonly files: Readonly<
    Record<string, { readonly text: string } | { readonly bytes: Uint8Array } | { readonly copy: string }>
  >;
  /** False leaves the folder in Restricted Mode. */
  readonly trusted?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface TestWindow {
  readonly workbench: Workbench;
  readonly page: Page;
  /** Path of a file of the workspace. */
  path(name: string): string;
  close(): Promise<void>;
}

export async function openWindow({ files, trusted = true, settings = {} }: WindowOptions): Promise<TestWindow> {
  const folder = mkdtempSync(join(tmpdir(), 'tl-'));
  const workspace = join(folder, WORKSPACE_NAME);
  writeWorkspace(workspace, files);
  const profile = { userDataDir: join(folder, 'u'), extensionsDir: join(folder, 'x') };
  const closing: (() => Promise<unknown>)[] = [() => Promise.resolve(rmSync(folder, { recursive: true, force: true }))];
  const close = async (): Promise<void> => {
    for (const step of closing.reverse()) await step();
  };
  try {
    await installExtension({ ...profile, vsix: inject('vsix') });
    const server = await startCodeServer({ ...profile, trusted, settings, machineSettings: interpreterSettings() });
    closing.push(server.stop);
    const browser: Browser = await launchBrowser();
    closing.push(() => browser.close());
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(server.url(workspace));
    const workbench = new Workbench(page);
    // What a test that failed was looking at.
    closing.push(() => workbench.screenshot(`last ${expect.getState().currentTestName ?? ''}`).catch(() => undefined));
    await workbench.ready();
    return { workbench, page, path: (name) => join(workspace, name), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * The managed environment is found without help; any other interpreter that the tests were told to use is named, as a user
 * would name it.
 */
function interpreterSettings(): Record<string, string> {
  const python = process.env['TRTLENS_PYTHON'];
  return python && !python.startsWith(dataFolder()) ? { 'trtlens.python.path': python } : {};
}

function writeWorkspace(workspace: string, files: WindowOptions['files']): void {
  mkdirSync(workspace, { recursive: true });
  for (const [name, source] of Object.entries(files)) {
    const target = join(workspace, name);
    mkdirSync(dirname(target), { recursive: true });
    if ('text' in source) writeFileSync(target, source.text);
    else if ('bytes' in source) writeFileSync(target, source.bytes);
    else cpSync(resolve(root, source.copy), target, { recursive: true });
  }
}
