// Bundles everything that runs: the extension host part, the CLI, the child processes and the webviews, into dist/.
//   node esbuild.mjs [--production]
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateSchema } from './scripts/schema.mjs';

const production = process.argv.includes('--production');

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  legalComments: 'none',
};
const node = {
  ...common,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
  outExtension: { '.js': '.cjs' },
};
const browser = {
  ...common,
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
};

/** Bundle name to entry. */
const NODE_ENTRIES = {
  extension: 'extension/main.ts',
  trtlens: 'extension/cli/main.ts',
  job: 'extension/jobs/compile/main.ts',
  analysis: 'extension/jobs/analysis/main.ts',
};
const WEBVIEW_ENTRIES = {
  program: 'webview/program/main.ts',
  breaks: 'webview/breaks/main.ts',
};

const present = (entries) => Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file)));

export async function bundle() {
  process.chdir(dirname(fileURLToPath(import.meta.url)));
  generateSchema();
  await Promise.all([
    build({ ...node, entryPoints: present(NODE_ENTRIES), outdir: 'dist' }),
    build({ ...browser, entryPoints: present(WEBVIEW_ENTRIES), outdir: 'dist/webview' }),
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
