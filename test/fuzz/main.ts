/** npm run fuzz: mutants of every kind of file, as many as are asked for; what fails is kept and can be repeated. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Failure, type Tally, runCampaign } from './campaign';
import { mutantOf } from './mutants';
import { FuzzServer } from './server';
import { loadSubjects } from './subjects';

/** `root` of the project. Returns the exit code. */
export async function main(root: string, args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string', default: '1' },
      mutants: { type: 'string', default: '200000' },
      first: { type: 'string', default: '0' },
      only: { type: 'string', default: '' },
      case: { type: 'string' },
    },
  });
  const script = join(root, 'dist/analysis.cjs');
  const keep = join(root, '.cache/fuzz');
  const [seed, mutants, first] = [Number(values.seed), Number(values.mutants), Number(values.first)];
  const subjects = (await loadSubjects(root)).filter(({ id }) => id.includes(values.only));
  if (values.case !== undefined) {
    const [, id, index] = /^(.*):(\d+)$/.exec(values.case) ?? [];
    const subject = subjects.find((each) => each.id === id);
    if (!subject)
      throw new Error(`--case takes SUBJECT:NUMBER, with one of ${subjects.map((each) => each.id).join(', ')}`);
    const path = join(keep, `case.${subject.extension}`);
    writeFileSync(path, mutantOf(subject, seed, Number(index)));
    const server = new FuzzServer(script);
    const { outcome, detail, milliseconds } = await server.open(path);
    await server.end();
    process.stdout.write(`${path}: ${outcome} in ${milliseconds.toFixed(0)} ms\n${detail}\n`);
    return outcome === 'opened' || outcome === 'refused' ? 0 : 1;
  }
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
