/** The bundles that tests run as processes, built from the sources as they are now. */

import { build } from 'esbuild';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const FAKE_PYTHON = join(ROOT, 'test/unit/compile/workers/python.py');

const ENTRIES = {
  trtlens: 'extension/cli/main.ts',
  job: 'extension/jobs/compile/main.ts',
  analysis: 'extension/jobs/analysis/main.ts',
  bridge: 'extension/jobs/native/main.ts',
};

export interface Bundles {
  /** An extension root: `dist` with the bundles, and `native`. */
  readonly root: string;
  readonly trtlens: string;
  readonly job: string;
  readonly analysis: string;
  remove(): void;
}

export async function buildBundles(): Promise<Bundles> {
  const root = mkdtempSync(join(tmpdir(), 'trtlens-bundles-'));
  await build({
    entryPoints: Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, join(ROOT, file)])),
    outdir: join(root, 'dist'),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
  symlinkSync(join(ROOT, 'native'), join(root, 'native'));
  const bundle = (name: keyof typeof ENTRIES): string => join(root, 'dist', `${name}.cjs`);
  return {
    root,
    trtlens: bundle('trtlens'),
    job: bundle('job'),
    analysis: bundle('analysis'),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
