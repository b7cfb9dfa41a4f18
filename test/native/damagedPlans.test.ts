/** Plans with changed bytes: the library answers and the process lives. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/paths.mjs';
import { VERSIONS, given, open } from './support/bridge';
import { perceptron } from './support/models';

const MUTANTS = 3000;
const folder = mkdtempSync(join(tmpdir(), 'trtlens-plans-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(VERSIONS)('$name', (installed) => {
  it(`answers on ${MUTANTS} changed headers and ${MUTANTS} changed plans`, async () => {
    const library = await open(installed);
    const path = join(folder, 'perceptron.plan');
    writeFileSync(path, (await library.build(perceptron, 'model.onnx', {}, () => {}).result).plan!);
    const script = join(root, 'test/native/support/mutatePlans.mjs');
    const args = [script, given('TRTLENS_ADDON'), installed.tensorrt, installed.parser, path, String(MUTANTS), '1'];
    const { status, signal, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
    const last = stdout.trimEnd().split('\n').at(-1)!;
    expect({ status, signal, last }).toMatchObject({ status: 0, signal: null });
    const answers = JSON.parse(last) as Record<string, number>;
    const total = Object.values(answers).reduce((sum, count) => sum + count, 0);
    expect(total).toBe(2 * MUTANTS);
    // Not all of them fail at the first look.
    expect(answers['invalid MALFORMED_ENGINE']).toBeLessThan(MUTANTS / 2);
    expect(Object.keys(answers).length).toBeGreaterThan(8);
  });
});
