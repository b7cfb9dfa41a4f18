import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ONE_FAILURE, countsOf, readJUnit, readMocha, readVitest, sum } from '../../../scripts/results.mjs';

const folder = mkdtempSync(join(tmpdir(), 'trtlens-results-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function report(text: string): string {
  const file = join(folder, 'report');
  writeFileSync(file, text);
  return file;
}

const mocha = (passes: number, failures: number, pending = 0) =>
  report(JSON.stringify({ stats: { passes, failures, pending } }));

describe('what a runner did', () => {
  it('is read from its report', () => {
    expect(countsOf(mocha(3, 1, 2), readMocha, 1)).toEqual({ passed: 3, failed: 1, skipped: 2 });
  });

  it('is a failure when there is no report, or half of one', () => {
    expect(countsOf(join(folder, 'absent'), readMocha, 0)).toEqual(ONE_FAILURE);
    expect(countsOf(report('{"stats": {"pas'), readMocha, 0)).toEqual(ONE_FAILURE);
    expect(countsOf(report('{"stats": {}}'), readMocha, 0)).toEqual(ONE_FAILURE);
  });

  it('is a failure when no test ran', () => {
    expect(countsOf(mocha(0, 0, 4), readMocha, 0)).toEqual({ passed: 0, failed: 1, skipped: 4 });
  });

  it('is a failure when every test passed and the runner did not', () => {
    expect(countsOf(mocha(5, 0), readMocha, 139)).toEqual({ passed: 5, failed: 1, skipped: 0 });
  });
});

describe('reports', () => {
  it('of pytest: errors are failures', () => {
    const xml =
      '<?xml version="1.0"?><testsuites name="pytest"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="1.5"><testcase/></testsuite></testsuites>';
    expect(readJUnit(xml)).toEqual({ passed: 4, failed: 3, skipped: 3 });
  });

  it('of pytest: none at all counts nothing', () => {
    expect(countsOf(report('<testsuites></testsuites>'), readJUnit, 5)).toEqual(ONE_FAILURE);
  });

  it('of vitest: a file that does not load is a failure', () => {
    const text = JSON.stringify({
      numPassedTests: 7,
      numFailedTests: 1,
      numPendingTests: 1,
      numTodoTests: 0,
      testResults: [
        { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
        { status: 'failed', assertionResults: [] },
        { status: 'passed', assertionResults: [{ status: 'passed' }] },
      ],
    });
    expect(readVitest(text)).toEqual({ passed: 7, failed: 2, skipped: 1 });
  });

  it('add up', () => {
    expect(sum([ONE_FAILURE, { passed: 2, failed: 0, skipped: 1 }])).toEqual({ passed: 2, failed: 1, skipped: 1 });
  });
});
