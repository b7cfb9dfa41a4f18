// Counts from the runners' machine-readable reports. A runner that crashed, or ran nothing, counts as one failure.
import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {Counts} */
export const ONE_FAILURE = { passed: 0, failed: 1, skipped: 0 };

/** @param {Counts[]} all @returns {Counts} */
export const sum = (all) => ({
  passed: total(all, 'passed'),
  failed: total(all, 'failed'),
  skipped: total(all, 'skipped'),
});

const total = (all, key) => all.reduce((count, each) => count + each[key], 0);

/**
 * What a runner did, from its report and its exit status. A status other than 0 without a failed test in the report (a file
 * that does not load, a crash at the end) is a failure of its own.
 * @param {string} file the report; a missing or unreadable one means that the runner crashed
 * @param {(text: string) => Counts} read
 * @param {number} status
 * @returns {Counts}
 */
export function countsOf(file, read, status) {
  const counts = existsSync(file) ? attempt(() => read(readFileSync(file, 'utf8'))) : undefined;
  if (!counts || !Number.isInteger(counts.passed + counts.failed + counts.skipped)) return ONE_FAILURE;
  if (counts.passed + counts.failed === 0) return { ...counts, failed: 1 };
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** vitest's `json` reporter. A suite that failed without a failed test (an import that throws) counts as one failure. */
export function readVitest(text) {
  const report = JSON.parse(text);
  const broken = report.testResults.filter(
    (suite) => suite.status === 'failed' && !suite.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** JUnit's XML as pytest writes it: the counts are attributes of each `testsuite`. */
export function readJUnit(text) {
  const suites = [...text.matchAll(/<testsuite\s([^>]*)>/g)].map(([, attributes]) => {
    const count = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(attributes)?.[1] ?? NaN);
    const failed = count('failures') + count('errors');
    return { passed: count('tests') - failed - count('skipped'), failed, skipped: count('skipped') };
  });
  return sum(suites);
}

/** Mocha's `json` reporter. */
export function readMocha(text) {
  const { stats } = JSON.parse(text);
  return { passed: stats.passes, failed: stats.failures, skipped: stats.pending };
}

function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}
