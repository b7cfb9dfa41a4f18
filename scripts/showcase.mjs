// npm start -- --no-open: compiles the example with graph breaks through the CLI and prints what came out.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cache, root } from './paths.mjs';
import { run } from './processes.mjs';

const example = join(root, 'examples/graph_breaks.py');

/** Prints the CLI's own account: blocks, breaks with their reasons, files written. Fails as the CLI fails. */
export async function compileExample(python) {
  const folder = join(cache, 'showcase');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const output = join(folder, 'graph_breaks.trt.pt2');
  const cli = join(root, 'dist/trtlens.cjs');
  await run(process.execPath, [cli, 'compile', example, '--output', output, '--python', python]);
}
