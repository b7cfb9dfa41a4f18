// Everything that runs, into dist/, from scripts.
import { copyFileSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildPortable } from './native.mjs';
import { root } from './paths.mjs';

/** The bundles. esbuild is imported late: it is there only once the dependencies are. */
export async function build(options) {
  const { bundle } = await import('../esbuild.mjs');
  return bundle(options);
}

/**
 * The native bridge beside the bundles, where the CLI, an Extension Development Host and the platform's package have it.
 * @returns {Promise<string>} its path
 */
export async function buildAddon() {
  const addon = join(root, 'dist/native/trtlens.node');
  mkdirSync(dirname(addon), { recursive: true });
  // Renamed into place: a process that has the old one open keeps it.
  const work = `${addon}.${process.pid}.tmp`;
  copyFileSync(await buildPortable(), work);
  renameSync(work, addon);
  return addon;
}
