/** Every reader on damaged files, in the process that the extension runs it in. `npm run fuzz` makes many more of them. */

import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bundles, ROOT, buildBundles } from '../unit/bundles';
import { runCampaign } from './campaign';
import { loadSubjects } from './subjects';

const MUTANTS = 5000;

let bundles: Bundles;
beforeAll(async () => {
  bundles = await buildBundles();
});
afterAll(() => bundles.remove());

it(`opens ${MUTANTS} damaged files, or says what is wrong with them, each within 2 s`, async () => {
  const subjects = await loadSubjects(ROOT);
  const extensions = new Set(subjects.map(({ extension }) => extension));
  expect([...extensions].sort()).toEqual(['engine', 'ep', 'json', 'onnx', 'pt', 'pt2', 'trtlens', 'txt']);

  const campaign = { subjects, script: bundles.analysis, seed: 1, mutants: MUTANTS, servers: 2 };
  const { tallies, failures } = await runCampaign(campaign);
  expect(
    failures.map(({ subject, index, answer }) => `${subject} ${index}: ${answer.outcome}: ${answer.detail}`),
  ).toEqual([]);
  for (const [subject, { mutants, opened, refused }] of tallies) {
    expect(mutants, subject).toBeGreaterThanOrEqual(Math.floor(MUTANTS / subjects.length));
    // Damage that nobody sees would be no test of readers, and neither would damage that is always the end.
    expect(refused, subject).toBeGreaterThan(0);
    expect(opened, subject).toBeGreaterThan(0);
  }
}, 300_000);
