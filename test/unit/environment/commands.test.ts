import { Command } from 'commander';
import { join } from 'node:path';
import { symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { register as registerDoctor } from '../../../extension/cli/commands/doctor';
import { register as registerSetup } from '../../../extension/cli/commands/setup';
import type { CliContext } from '../../../extension/cli/context';
import { FakeMachine } from './fakePython';

// Processes are started here, and a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

let machine: FakeMachine;
let out: string;
let err: string;
let exitCode: number | undefined;
let questions: string[];

beforeEach(() => {
  [out, err, exitCode, questions] = ['', '', undefined, []];
});
afterEach(() => machine.dispose());

/** The extension's root is made of the fake machine's folders. */
async function trtlens(args: readonly string[], changed: Partial<CliContext> & { answer?: string } = {}) {
  const program = new Command();
  const context: CliContext = {
    extensionRoot: machine.root,
    dataFolder: machine.dataFolder,
    environment: machine.environment,
    stdout: (text) => (out += text),
    stderr: (text) => (err += text),
    ask: (question) => {
      questions.push(question);
      return Promise.resolve(changed.answer ?? '');
    },
    setExitCode: (code) => (exitCode = code),
    isTTY: false,
    signal: new AbortController().signal,
    ...changed,
  };
  registerSetup(program, context);
  registerDoctor(program, context);
  await program.parseAsync(args, { from: 'user' });
}

function newMachine(...args: ConstructorParameters<typeof FakeMachine>): void {
  machine = new FakeMachine(...args);
  machine.layOutAsExtension();
}

describe('trtlens setup', () => {
  it('prints the environment, with its progress on standard error', async () => {
    newMachine();
    await trtlens(['setup']);
    expect(out).toMatch(/^Managed environment ready: .*torch_tensorrt 2\.13\.0 \(RTX\), TensorRT-RTX 1\.5\.0\.114\n$/);
    expect(err).toContain('% verify');
    expect(err).not.toContain('\r');
    expect(exitCode).toBe(0);
  });

  it('writes one line over and over on a terminal', async () => {
    newMachine();
    await trtlens(['setup'], { isTTY: true });
    expect(err).toContain('\r');
    expect(err.endsWith('\n')).toBe(true);
  });

  it('answers as JSON, and nothing else on standard output', async () => {
    newMachine();
    await trtlens(['setup', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      environment: { origin: 'managed', torchTensorrt: '2.13.0' },
      findings: [],
    });
  });

  it('without a terminal says what it would take, and ends with 1', async () => {
    newMachine(['3.12.1'], ['py312-cuda']);
    await trtlens(['setup']);
    expect(questions).toEqual([]);
    expect(err).toContain('the CUDA build of torch, 4.8 GB on disk');
    expect(err).toContain('[environment.declined]');
    expect(exitCode).toBe(1);
  });

  it('asks on a terminal; only a yes is a yes', async () => {
    newMachine(['3.12.1'], ['py312-cuda']);
    await trtlens(['setup'], { isTTY: true, answer: '' });
    expect(exitCode).toBe(1);
    await trtlens(['setup'], { isTTY: true, answer: 'y' });
    expect(exitCode).toBe(0);
    expect(questions).toHaveLength(2);
  });

  it('does not ask with --yes', async () => {
    newMachine(['3.12.1'], ['py312-cuda']);
    await trtlens(['setup', '--yes', '--json'], { isTTY: true });
    expect(questions).toEqual([]);
    expect(JSON.parse(out)).toMatchObject({ environment: { torch: '2.13.0' } });
  });

  it('prints a finding with what pip said', async () => {
    newMachine();
    machine.failAt('download', 'THESE PACKAGES DO NOT MATCH THE HASHES');
    await trtlens(['setup']);
    expect(err).toContain('[environment.download-failed]');
    expect(err).toContain('    THESE PACKAGES DO NOT MATCH');
    expect(exitCode).toBe(1);
  });

  it('ends with 130 when it is cancelled', async () => {
    newMachine();
    machine.hangAt('download');
    const abort = new AbortController();
    const running = trtlens(['setup'], { signal: abort.signal });
    await machine.reached();
    abort.abort();
    await running;
    expect(err).toContain('Cancelled');
    expect(exitCode).toBe(130);
  });
});

describe('trtlens doctor', () => {
  it('ends with 3 where there is no usable environment, with what to do', async () => {
    newMachine();
    symlinkSync('python3.11', join(machine.bin, 'python3'));
    await trtlens(['doctor']);
    expect(exitCode).toBe(3);
    expect(out).toContain('problem  interpreters: No Python with torch_tensorrt was found');
    expect(out).toContain('try: Set up the managed environment (trtlens setup)');
  });

  it('ends with 0 after a set-up, and says the same as JSON', async () => {
    newMachine();
    await trtlens(['setup']);
    out = '';
    await trtlens(['doctor', '--json'], { environment: { PATH: '/nonexistent' } });
    expect(exitCode).toBe(0);
    const answer = JSON.parse(out) as { checks: { id: string; state: string }[] };
    expect(answer).toMatchObject({ interpreter: { origin: 'managed' }, findings: [] });
    expect(answer.checks.map(({ id }) => id)).toEqual([
      'node',
      'interpreters',
      'versions',
      'gpu',
      'managed-environment',
      'disk-space',
      'data-folder',
    ]);
    expect(answer.checks.every(({ state }) => ['ok', 'warning', 'problem'].includes(state))).toBe(true);
  });

  it('does not pass over an interpreter that was named', async () => {
    newMachine();
    await trtlens(['setup']);
    out = '';
    await trtlens(['doctor', '--json', '--python', join(machine.bin, 'python3.11')]);
    expect(exitCode).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ interpreter: null, findings: [{ code: 'environment.no-torch' }] });
  });
});
