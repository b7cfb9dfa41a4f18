/** A report that is there already: the example with graph breaks, compiled through the command line. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { modernNode, root } from '../../../scripts/paths.mjs';
import { GRAPH_BREAKS } from './compiling';

/** Compiles before the tests of a file; the answer are the files of a workspace with model and report. */
export function compiledExample(): Readonly<Record<string, { readonly copy: string }>> {
  const folder = mkdtempSync(join(tmpdir(), 'trtlens-report-'));
  beforeAll(() => {
    const python = process.env['TRTLENS_PYTHON'] ? ['--python', process.env['TRTLENS_PYTHON']] : [];
    const model = join(root, 'examples/graph_breaks.py');
    const output = join(folder, 'graph_breaks.trt.pt2');
    const cli = join(root, 'dist/trtlens.cjs');
    execFileSync(modernNode(), [cli, 'compile', model, '--output', output, ...python], { stdio: 'ignore' });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  return { ...GRAPH_BREAKS, 'graph_breaks.trtlens': { copy: join(folder, 'graph_breaks.trtlens') } };
}
