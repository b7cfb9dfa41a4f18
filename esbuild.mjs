// Bundles everything that runs: the extension host part, the CLI, the child processes and the webviews, into dist/.
//   node esbuild.mjs [--production] [--tests]
import { build } from 'esbuild';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { thirdPartyNotices } from './scripts/notices.mjs';
import { generateSchema } from './scripts/schema.mjs';

const root = dirname(fileURLToPath(import.meta.url));

/** Bundle name to entry. */
const NODE_ENTRIES = {
  trtlens: 'extension/cli/main.ts',
  job: 'extension/jobs/compile/main.ts',
  analysis: 'extension/jobs/analysis/main.ts',
  bridge: 'extension/jobs/native/main.ts',
};
const HOST_ENTRY = { extension: 'extension/main.ts' };
const WEBVIEW_ENTRIES = {
  program: 'webview/program/main.ts',
  graph: 'webview/program/worker/main.ts',
  breaks: 'webview/breaks/main.ts',
};
/** What runs inside the extension host for the tests; never packaged. */
const TEST_ENTRIES = {
  index: 'test/host/index.ts',
  bridge: 'test/host/bridge.ts',
};

/** A bundle with its own variant of the schema (scripts/schema.mjs). */
const schemaVariant = (name) => ({
  name: 'schema-variant',
  setup({ onResolve }) {
    const path = join(root, `extension/core/schema/generated/${name}.js`);
    onResolve({ filter: /\/generated\/trtlens$/ }, () => ({ path }));
  },
});

/** Parts of protobufjs that nobody here uses: remote calls, and bytes that are written as text. */
const withoutCalls = {
  name: 'without-calls',
  setup({ onLoad }) {
    const unused = /[\\/]protobufjs[\\/]src[\\/](rpc|util[\\/](aspromise|base64|eventemitter))\.js$/;
    onLoad({ filter: unused }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** What is compiled into the native bridge. LLVM's exception frees the C++ library in it from a notice. */
const ADDON_PACKAGES = ['node_modules/node-addon-api', 'node_modules/node-api-headers'];

const common = (production) => ({
  absWorkingDir: root,
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'warning',
  external: ['long'], // no field of the schema is a 64-bit integer, and protobufjs does without it
  legalComments: 'none',
  metafile: true,
});
const node = (production) => ({
  ...common(production),
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: [...common(production).external, 'vscode', 'mocha'],
  outExtension: { '.js': '.cjs' },
});
const browser = (production) => ({
  ...common(production),
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  plugins: [schemaVariant('page'), withoutCalls],
  loader: { '.ttf': 'file' },
  // The picture is never animated.
  alias: { 'd3-transition': './webview/ui/noAnimation.ts', 'd3-interpolate': './webview/ui/noAnimation.ts' },
  assetNames: '[name]',
});

const present = (entries) =>
  Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(join(root, file))));

/**
 * @param {{ production?: boolean, tests?: boolean, addon?: boolean }} [options] `production` minifies and leaves source maps
 *   out; `tests` also bundles what the host tests load; `addon` tells the licences of what the native bridge is made of too
 * @returns {Promise<Record<string, number>>} bytes of every file that ships, by its path from the root
 */
export async function bundle({ production = false, tests = false, addon = false } = {}) {
  generateSchema();
  const [programs, host, pages] = await Promise.all([
    build({ ...node(production), entryPoints: present(NODE_ENTRIES), outdir: 'dist' }),
    build({
      ...node(production),
      entryPoints: HOST_ENTRY,
      outdir: 'dist',
      plugins: [schemaVariant('conversation'), withoutCalls],
    }),
    build({ ...browser(production), entryPoints: present(WEBVIEW_ENTRIES), outdir: 'dist/webview' }),
    tests && build({ ...node(false), entryPoints: present(TEST_ENTRIES), outdir: 'dist/test' }),
  ]);
  if (existsSync(join(root, 'dist/trtlens.cjs'))) chmodSync(join(root, 'dist/trtlens.cjs'), 0o755);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(
    join(root, 'dist/THIRD-PARTY-NOTICES.txt'),
    thirdPartyNotices(root, [programs.metafile, host.metafile, pages.metafile], addon ? ADDON_PACKAGES : []),
  );
  const outputs = { ...programs.metafile.outputs, ...host.metafile.outputs, ...pages.metafile.outputs };
  return Object.fromEntries(Object.entries(outputs).map(([path, { bytes }]) => [path, bytes]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = await bundle({
    production: process.argv.includes('--production'),
    tests: process.argv.includes('--tests'),
  });
  for (const [path, bytes] of Object.entries(sizes)) {
    if (!path.endsWith('.map')) process.stdout.write(`${(bytes / 1000).toFixed(1).padStart(9)} kB  ${path}\n`);
  }
}
