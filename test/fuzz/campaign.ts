/** Mutants of all subjects, opened by servers beside each other, and what came of them. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutantOf } from './mutants';
import { type Answer, FuzzServer } from './server';
import type { Subject } from './subjects';

export interface Campaign {
  readonly subjects: readonly Subject[];
  /** The bundle of the analysis server. */
  readonly script: string;
  readonly seed: number;
  /** Of all subjects together. */
  readonly mutants: number;
  readonly servers: number;
  /** Number of the first mutant of each subject. */
  readonly first?: number;
  /** Where mutants that fail are kept. */
  readonly keep?: string;
  onFailure?(failure: Failure): void;
  onProgress?(done: number): void;
}

export interface Failure {
  readonly subject: string;
  readonly seed: number;
  readonly index: number;
  readonly answer: Answer;
}

export interface Tally {
  mutants: number;
  opened: number;
  refused: number;
  failures: number;
  /** Milliseconds of the slowest. */
  slowest: number;
}

export async function runCampaign(campaign: Campaign): Promise<{ tallies: Map<string, Tally>; failures: Failure[] }> {
  const { subjects, mutants, servers, first = 0 } = campaign;
  const folder = mkdtempSync(join(tmpdir(), 'trtlens-fuzz-'));
  const tallies = new Map(subjects.map(({ id }) => [id, emptyTally()]));
  const failures: Failure[] = [];
  let next = 0;
  const work = async (number: number): Promise<void> => {
    const server = new FuzzServer(campaign.script);
    try {
      for (let turn = next++; turn < mutants; turn = next++) {
        const subject = subjects[turn % subjects.length]!;
        const index = first + Math.floor(turn / subjects.length);
        const path = join(folder, `${number}-${index}.${subject.extension}`);
        const bytes = mutantOf(subject, campaign.seed, index);
        writeFileSync(path, bytes);
        const answer = await server.openTwice(path);
        rmSync(path);
        count(tallies.get(subject.id)!, answer);
        if (!isFailure(answer)) continue;
        const failure = { subject: subject.id, seed: campaign.seed, index, answer };
        failures.push(failure);
        if (campaign.keep !== undefined) keep(campaign.keep, failure, subject, bytes);
        campaign.onFailure?.(failure);
      }
    } finally {
      await server.end();
    }
  };
  const timer = setInterval(() => campaign.onProgress?.(Math.min(next, mutants)), 5000);
  try {
    await Promise.all(Array.from({ length: servers }, (_, number) => work(number)));
  } finally {
    clearInterval(timer);
    rmSync(folder, { recursive: true, force: true });
  }
  return { tallies, failures };
}

function isFailure({ outcome }: Answer): boolean {
  return outcome !== 'opened' && outcome !== 'refused';
}

function count(tally: Tally, answer: Answer): void {
  tally.mutants++;
  if (answer.outcome === 'opened') tally.opened++;
  else if (answer.outcome === 'refused') tally.refused++;
  else tally.failures++;
  tally.slowest = Math.max(tally.slowest, answer.milliseconds);
}

/** The mutant, and beside it what happened and how it is made again. */
function keep(folder: string, failure: Failure, { extension }: Subject, bytes: Uint8Array): void {
  const { subject, seed, index, answer } = failure;
  mkdirSync(folder, { recursive: true });
  const name = `${subject.replaceAll('/', '_')}-${seed}-${index}`;
  const again = `npm run fuzz -- --seed ${seed} --case ${subject}:${index}`;
  writeFileSync(join(folder, `${name}.${extension}`), bytes);
  writeFileSync(join(folder, `${name}.txt`), `${again}\n${answer.outcome}\n${answer.detail}\n`);
}

function emptyTally(): Tally {
  return { mutants: 0, opened: 0, refused: 0, failures: 0, slowest: 0 };
}
