// Parts of the product and of its tests for a bench that measures them: Node cannot import their sources as they are.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cache, root } from '../../scripts/paths.mjs';

/**
 * @param {string} name of the bundle, which lies in a folder as deep as test/webview: from there a page finds dist/
 * @param {string} exports as TypeScript has them, from the root
 * @param {import('esbuild').BuildOptions & { format: 'esm' | 'cjs' }} options what else it takes to bundle them
 * @returns {Promise<object>} the module of these exports
 */
export async function importSources(name, exports, options) {
  const { build } = await import('esbuild'); // there only once the dependencies are
  const outfile = join(cache, 'bench', `${name}.${options.format === 'esm' ? 'mjs' : 'cjs'}`);
  await build({
    stdin: { contents: exports, resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    logLevel: 'warning',
    ...options,
  });
  return import(pathToFileURL(outfile));
}
