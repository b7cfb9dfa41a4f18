/** `trtlens` on ONNX models and engines, from end to end with the environment's TensorRT-RTX. */

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const python = process.env['TRTLENS_PYTHON'] ?? 'python3';
const recognizer = join(root, 'examples/recognizer.onnx');
const segnet = join(root, 'examples/segnet.onnx');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trtlens-cli-onnx-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Answer {
  readonly outcome?: string;
  readonly kind?: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly made_by: Readonly<Record<string, string | null>>;
  readonly environment: { readonly torch: string | null; readonly tensorrt: string };
  readonly settings: Readonly<Record<string, unknown>>;
  readonly blocks: readonly { readonly kind: string }[];
  readonly unsupported: readonly { readonly target: string; readonly reason: string }[];
  readonly inputs: readonly { readonly name: string; readonly shape: readonly (number | string)[] }[];
  readonly engines: readonly { readonly state: string; readonly layers: number }[];
  readonly findings: readonly { readonly code: string }[];
}

function trtlens(...args: string[]): Promise<{ readonly status: number; readonly answer: Answer }> {
  return new Promise((resolve) => {
    const program = [join(root, 'dist/trtlens.cjs'), ...args, '--python', python, '--json'];
    execFile(process.execPath, program, (failure, stdout) => {
      resolve({ status: failure ? Number(failure.code) : 0, answer: JSON.parse(stdout) as Answer });
    });
  });
}

const codesOf = ({ findings }: Answer): string[] => findings.map(({ code }) => code);

it('compiles a model with open dimensions by its shapes, and says what the engine is', async () => {
  const shape = 'line=1x3x32x64:1x3x32x128:8x3x32x256';
  const flags = ['--shape', shape, '--compute-capability', '8.9', '--output', `${folder}/`];
  const { status, answer } = await trtlens('compile', recognizer, ...flags);
  expect([status, answer.outcome, codesOf(answer)]).toEqual([0, 'compiled', []]);
  expect(answer.environment.torch).toBeNull();
  expect(answer.settings).toMatchObject({ compute_capabilities: ['8.9'], shapes: { line: shape.slice(5) } });
  expect(answer.engines).toMatchObject([{ state: 'built' }]);
  expect(answer.engines[0]!.layers).toBeGreaterThan(10);
  expect(readdirSync(folder).sort()).toEqual(['recognizer.engine', 'recognizer.trtlens']);

  const engine = await trtlens('inspect', join(folder, 'recognizer.engine'));
  expect([engine.status, engine.answer.kind]).toEqual([0, 'engine']);
  expect(engine.answer.made_by).toMatchObject({ tensorrt: answer.environment.tensorrt, flavour: 'rtx' });
  expect(engine.answer.facts).toMatchObject({ 'for GPUs of': 'compute capability 8.9' });
  expect(engine.answer.facts['on this machine']).toContain(`TensorRT-RTX ${answer.environment.tensorrt}`);
});

it('partitions a model with operations that TensorRT does not take', async () => {
  const { status, answer } = await trtlens('partition', segnet);
  expect([status, answer.outcome]).toEqual([0, 'partitioned']);
  expect(answer.blocks.map(({ kind }) => kind)).toEqual(['tensorrt', 'torch', 'tensorrt', 'torch', 'tensorrt']);
  expect(new Set(answer.unsupported.map(({ target, reason }) => `${target} ${reason}`))).toEqual(
    new Set(['MaxPool validator_rejected']),
  );
  expect(codesOf(answer)).toEqual(['break.validator-rejected', 'break.validator-rejected']);
});

it('ends with 1 where the shapes are missing, and warns of settings that do nothing', async () => {
  const { status, answer } = await trtlens('compile', recognizer, '--min-block-size', '3', '--output', `${folder}/`);
  expect([status, codesOf(answer)]).toEqual([1, ['job.setting-ignored', 'build.shapes-missing']]);
});

it('inspects a model without running anything', async () => {
  const { answer } = await trtlens('inspect', recognizer);
  expect(answer).toMatchObject({ kind: 'onnx', inputs: [{ name: 'line', shape: ['batch', 3, 32, 'width'] }] });
});

it('says of an engine that was cut off that it was', async () => {
  const engine = join(folder, 'cut.engine');
  await trtlens('compile', recognizer, '--shape', 'line=1x3x32x64', '--output', engine);
  writeFileSync(engine, readFileSync(engine).subarray(0, 2000));
  const { status, answer } = await trtlens('inspect', engine);
  expect([status, answer.kind, codesOf(answer)]).toEqual([1, 'unknown', ['load.truncated']]);
});
