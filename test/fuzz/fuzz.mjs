// npm run fuzz [-- --mutants N --first N --seed N --only TEXT --case SUBJECT:NUMBER]: damaged files for every reader, in the
// process of the analysis server. What fails is kept in .cache/fuzz.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { continueOnModernNode, installDependencies } from '../../scripts/dependencies.mjs';
import { cache, root } from '../../scripts/paths.mjs';
import { failed } from '../../scripts/say.mjs';

async function main() {
  await installDependencies();
  await continueOnModernNode();
  const { build: buildProduct } = await import('../../scripts/build.mjs');
  const { build } = await import('esbuild');
  await buildProduct({ production: true });
  mkdirSync(join(cache, 'fuzz'), { recursive: true });
  // In a folder as deep as this one, from whose place the fixtures are found.
  const outfile = join(cache, 'fuzz/fuzz.mjs');
  await build({
    entryPoints: [join(root, 'test/fuzz/main.ts')],
    outfile,
    bundle: true,
    external: ['esbuild'],
    platform: 'node',
    format: 'esm',
    // Packages that are no modules call for it.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  const { main: fuzz } = await import(pathToFileURL(outfile));
  process.exitCode = await fuzz(root, process.argv.slice(2));
}

main().catch(failed);
