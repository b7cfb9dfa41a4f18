/** Runs the suites inside the extension host. VS Code calls `run` (extensionTestsPath); the result goes to a file. */

import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

interface TestResult {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'pending';
  readonly milliseconds?: number | undefined;
  readonly error?: string | undefined;
}

export async function run(): Promise<void> {
  const grep = process.env['TRTLENS_HOST_GREP'];
  const mocha = new Mocha({ ui: 'bdd', timeout: 180_000, retries: 1, ...(grep ? { grep } : {}) });
  // The suites call `describe` and `it`, which are there from here on.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await (process.env['TRTLENS_HOST_SUITES'] === 'restricted' ? import('./restricted') : import('./trusted'));
  const tests: TestResult[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) =>
      tests.push({ title: test.fullTitle(), state: 'passed', milliseconds: test.duration ?? 0 }),
    );
    runner.on('fail', (test, error: Error) => {
      tests.push({ title: test.fullTitle(), state: 'failed', error: error.stack ?? String(error) });
    });
    runner.on('pending', (test) => tests.push({ title: test.fullTitle(), state: 'pending' }));
  });
  const count = (state: TestResult['state']): number => tests.filter((test) => test.state === state).length;
  const stats = { passes: count('passed'), failures: count('failed'), pending: count('pending') };
  writeFileSync(process.env['TRTLENS_HOST_RESULT']!, JSON.stringify({ stats, tests }, undefined, 2));
  if (failures > 0) throw new Error(`${failures} failed`);
}
