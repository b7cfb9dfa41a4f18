/** Memory: nothing written out of bounds, nothing used after it is gone, nothing held for good. */

import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { root } from '../../scripts/paths.mjs';
import { VERSIONS, given } from './support/bridge';
import { MODELS, writeModels } from './support/models';

const MEGABYTE = 2 ** 20;
const { folder, pathOf } = writeModels();
const { tensorrt, parser } = VERSIONS[0]!;
const script = (name: string) => join(root, 'test/native/support', name);

afterAll(() => rmSync(folder, { recursive: true }));

it('is clean under AddressSanitizer and UndefinedBehaviorSanitizer', { timeout: 300_000 }, () => {
  const runtime = execFileSync('c++', ['-print-file-name=libasan.so'], { encoding: 'utf8' }).trim();
  const args = [script('exercise.mjs'), given('TRTLENS_ADDON_SANITIZED'), tensorrt, parser, folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: {
      ...process.env,
      LD_PRELOAD: runtime,
      ASAN_OPTIONS: 'detect_leaks=0', // Node keeps much until its end; what is held for good shows in the next test
      UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
    },
  });
  expect(stderr).not.toMatch(/AddressSanitizer|runtime error/);
  expect(status).toBe(0);
  expect(Number(stdout)).toBeGreaterThan(Object.keys(MODELS).length * 8);
});

it('holds no more after 1,000 builds in one process than after 500', { timeout: 300_000 }, () => {
  const args = ['--expose-gc', script('buildRepeatedly.mjs'), given('TRTLENS_ADDON')];
  const output = execFileSync(process.execPath, [...args, tensorrt, parser, pathOf('to float16'), '1000'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const resident = JSON.parse(output) as number[];
  expect(resident).toHaveLength(10);
  // 500 builds that each held 16 kB would show.
  expect(resident[9]! - resident[4]!).toBeLessThan(8 * MEGABYTE);
});
