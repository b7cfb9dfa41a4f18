/** An installation whose native bridge is played (fakeAddon.cjs), and one without any, for as long as a suite runs. */

import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { EXTENSION_ID, inWorkspace, write } from './workspace';

const extension = (path: string): string => vscode.extensions.getExtension(EXTENSION_ID)!.extensionUri.fsPath + path;
const addon = (): string => extension('/dist/native/trtlens.node');
const aside = (): string => extension('/dist/native/trtlens.node.aside');

const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('trtlens', null);

/** Puts a folder with a script in the addon's place, which Node loads as well, and names a folder of libraries. */
export async function playTensorRT(): Promise<void> {
  withoutAddon();
  mkdirSync(addon(), { recursive: true });
  writeFileSync(
    join(addon(), 'index.cjs'),
    `module.exports = require(${JSON.stringify(extension('/test/host/support/fakeAddon.cjs'))});\n`,
  );
  writeFileSync(join(addon(), 'package.json'), JSON.stringify({ main: 'index.cjs' }));
  for (const library of ['libtensorrt_rtx.so.1', 'libtensorrt_onnxparser_rtx.so.1']) write(`libraries/${library}`, '');
  await settings().update('tensorrt.libraryFolder', inWorkspace('libraries'), vscode.ConfigurationTarget.Workspace);
}

/** As the universal package is: without a native part. */
export function withoutAddon(): void {
  if (existsSync(addon()) && !existsSync(aside())) renameSync(addon(), aside());
  rmSync(addon(), { recursive: true, force: true });
}

/** Brings back what was there. */
export async function restoreTensorRT(): Promise<void> {
  rmSync(addon(), { recursive: true, force: true });
  if (existsSync(aside())) renameSync(aside(), addon());
  rmSync(inWorkspace('libraries'), { recursive: true, force: true });
  await settings().update('tensorrt.libraryFolder', undefined, vscode.ConfigurationTarget.Workspace);
}
