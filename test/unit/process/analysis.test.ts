import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { encodeReport } from '../../../extension/core/report/codec';
import { AnalysisClient } from '../../../extension/jobs/analysis/client';
import { type Bundles, ROOT, buildBundles } from '../bundles';
import { sampleReport } from '../report/sampleReport';

vi.setConfig({ testTimeout: 30_000 });

let bundles: Bundles;
let folder: string;

beforeAll(async () => {
  bundles = await buildBundles();
  folder = mkdtempSync(join(tmpdir(), 'trtlens-analysis-'));
}, 60_000);
afterAll(() => {
  bundles.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A server that answers with its process number and may be told to crash. */
function countingServer(): string {
  const script = join(folder, 'server.cjs');
  const lines = [
    `process.on('message', () => { if (require('fs').existsSync(${JSON.stringify(join(folder, 'crash'))})) process.exit(9); });`,
    `process.on('disconnect', () => process.exit(0));`,
    `require('fs').appendFileSync(${JSON.stringify(join(folder, 'started'))}, process.pid + '\\n');`,
    `require(${JSON.stringify(bundles.analysis)});`,
  ];
  writeFileSync(script, lines.join('\n'));
  return script;
}

describe('AnalysisClient', () => {
  it('inspects files and describes reports', async () => {
    const path = join(folder, 'net.trtlens');
    writeFileSync(path, encodeReport(sampleReport()));
    const session = new AnalysisClient({ script: bundles.analysis, graceMs: 10 }).acquire();
    const [artifact, summary] = await Promise.all([
      session.inspect(join(ROOT, 'test/fixtures/exported/mlp.pt2')),
      session.describeReport(path),
    ]);
    session.dispose();
    expect(artifact.kind).toBe('exported-program');
    expect(summary).toMatchObject({ engines: 2, breaks: 1, supported: 2, total: 3, model: 'net.py' });
    expect(summary.findings!.map(({ code }) => code)).toEqual(['build.failed', 'break.no-converter']);
  });

  it('answers with findings for files that cannot be read', async () => {
    const session = new AnalysisClient({ script: bundles.analysis, graceMs: 10 }).acquire();
    writeFileSync(join(folder, 'empty.trtlens'), '');
    writeFileSync(join(folder, 'bad.trtlens'), 'bad');
    const codes = async (name: string) =>
      (await session.describeReport(join(folder, name))).findings!.map(({ code }) => code);
    expect(await codes('nothing.trtlens')).toEqual(['load.not-found']);
    expect(await codes('empty.trtlens')).toEqual(['load.empty']);
    expect(await codes('bad.trtlens')).toEqual(['report.corrupt']);
    session.dispose();
    await expect(session.inspect('x')).rejects.toThrow(/disposed/);
  });

  it('shares one child, and starts another after a crash', async () => {
    const { readFileSync } = await import('node:fs');
    const client = new AnalysisClient({ script: countingServer(), graceMs: 10 });
    const [one, two] = [client.acquire(), client.acquire()];
    const started = (): number => readFileSync(join(folder, 'started'), 'utf8').trim().split('\n').length;
    const file = join(ROOT, 'test/fixtures/exported/mlp.pt2');
    await Promise.all([one.inspect(file), two.inspect(file)]);
    expect(started()).toBe(1);
    writeFileSync(join(folder, 'crash'), '');
    await expect(one.inspect(file)).rejects.toThrow();
    rmSync(join(folder, 'crash'));
    expect((await two.inspect(file)).kind).toBe('exported-program');
    expect(started()).toBe(2);
    one.dispose();
    two.dispose();
    two.dispose();
  });

  it('ends the child some time after the last user', async () => {
    const { readFileSync } = await import('node:fs');
    rmSync(join(folder, 'started'), { force: true });
    const session = new AnalysisClient({ script: countingServer(), graceMs: 50 }).acquire();
    await session.inspect(join(folder, 'nothing.pt2'));
    const pid = Number(readFileSync(join(folder, 'started'), 'utf8'));
    session.dispose();
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), { timeout: 5000 });
  });
});
