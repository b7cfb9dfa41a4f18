/** npm run fuzz: mutants of every kind of file, as many as are asked for; what fails is kept and can be repeated. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Failure, type Tally, runCampaign } from './campaign';
import { mutantOf } from './mutants';
import { readOptions } from './options';
import { FuzzServer } from './server';
import { type Subject, loadSubjects } from './subjects';

/** `root` of the project. Returns the exit code. */
export async function main(root: string, args: string[]): Promise<number> {
  const { seed, mutants, first, only, one } = readOptions(args);
  const script = join(root, 'dist/analysis.cjs');
  const keep = join(root, '.cache/fuzz');
  const all = await loadSubjects(root);
  if (one) return repeat(subjectNamed(one.subject, all), one.index, { seed, script, keep });
  const subjects = all.filter(({ id }) => id.includes(only));
  if (subjects.length === 0) throw new Error(`--only ${only} is in no name of ${namesOf(all)}`);
  const begin = performance.now();
  const onFailure = ({ subject, index, answer }: Failure): void => {
    process.stdout.write(`${subject}:${index}: ${answer.outcome}: ${answer.detail.split('\n')[0]}\n`);
  };
  const onProgress = (done: number): void => {
    process.stderr.write(`${done} of ${mutants} in ${((performance.now() - begin) / 1000).toFixed(0)} s\n`);
  };
  const result = await runCampaign({ subjects, script, seed, mutants, first, servers: 2, keep, onFailure, onProgress });
  process.stdout.write(table(result.tallies));
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  process.stdout.write(`${mutants} mutants with seed ${seed} in ${seconds} s: ${result.failures.length} failures\n`);
  return result.failures.length > 0 ? 1 : 0;
}

/** One mutant, once: it is written to `keep`, where it can be looked at. */
async function repeat(
  subject: Subject,
  index: number,
  { seed, script, keep }: { seed: number; script: string; keep: string },
): Promise<number> {
  const path = join(keep, `case.${subject.extension}`);
  writeFileSync(path, mutantOf(subject, seed, index));
  const server = new FuzzServer(script);
  const { outcome, detail, milliseconds } = await server.open(path);
  await server.end();
  process.stdout.write(`${path}: ${outcome} in ${milliseconds.toFixed(0)} ms\n${detail}\n`);
  return outcome === 'opened' || outcome === 'refused' ? 0 : 1;
}

function subjectNamed(name: string, all: readonly Subject[]): Subject {
  const subject = all.find(({ id }) => id === name);
  if (!subject) throw new Error(`There is no ${name} among ${namesOf(all)}`);
  return subject;
}

function namesOf(subjects: readonly Subject[]): string {
  return subjects.map(({ id }) => id).join(', ');
}

function table(tallies: ReadonlyMap<string, Tally>): string {
  const rows = [...tallies].map(([id, { mutants, opened, refused, failures, slowest }]) =>
    [
      id.padEnd(48),
      ...[mutants, opened, refused, failures, slowest.toFixed(0)].map((each) => String(each).padStart(9)),
    ].join(''),
  );
  const head = [
    'subject'.padEnd(48),
    ...['mutants', 'opened', 'refused', 'failures', 'ms'].map((each) => each.padStart(9)),
  ];
  return `${head.join('')}\n${rows.join('\n')}\n`;
}
