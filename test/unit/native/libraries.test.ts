import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Candidate } from '../../../extension/core/environment/interpreter';
import { findBridge, findTensorRT, noBridge } from '../../../extension/jobs/native/libraries';
import { readModelFile } from '../../../extension/jobs/native/modelFile';
import { TYPE, model, node, value } from '../../support/onnxModel';

vi.setConfig({ testTimeout: 60_000 }); // processes are started here

const root = mkdtempSync(join(tmpdir(), 'trtlens-native-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const TENSORRT = 'libtensorrt_rtx.so.1';
const PARSER = 'libtensorrt_onnxparser_rtx.so.1';

function folder(name: string, ...files: string[]): string {
  const path = join(root, name);
  mkdirSync(path, { recursive: true });
  for (const file of files) writeFileSync(join(path, file), '');
  return path;
}

/** A Python that says it has these packages. */
function python(name: string, packages: Record<string, string>): Candidate {
  const path = join(root, name);
  const answer = JSON.stringify({ python: '3.11.7', bits: 64, executable: path, ...packages });
  writeFileSync(path, `#!/bin/sh\necho '${answer}'\n`);
  chmodSync(path, 0o755);
  return { executable: path, origin: 'path' };
}

const find = (candidates: readonly Candidate[], libraryFolder?: string) =>
  findTensorRT({ candidates, dataFolder: join(root, 'data'), workerFolder: join(root, 'worker'), libraryFolder });

describe('findTensorRT', () => {
  it('takes the folder that was named, and asks no Python', async () => {
    const named = folder('named', TENSORRT, PARSER);
    expect(await find([{ executable: '/no/such/python', origin: 'argument' }], named)).toEqual({
      ok: true,
      value: {
        libraries: { tensorrt: join(named, TENSORRT), parser: join(named, PARSER) },
        python: { executable: '', version: '' },
      },
      findings: [],
    });
  });

  it.each([
    ['both', [], 'native.library-not-loaded', TENSORRT],
    ['TensorRT-RTX', [PARSER], 'native.library-not-loaded', TENSORRT],
    ['the parser', [TENSORRT], 'native.parser-not-loaded', PARSER],
  ])('says which library a named folder lacks: %s', async (name, files, code, missing) => {
    const named = folder(`without ${name}`, ...files);
    const found = await find([], named);
    expect(found).toMatchObject({ ok: false, findings: [{ code, severity: 'error' }] });
    expect(found.findings[0].message).toContain(join(named, missing));
  });

  it('takes those of the first Python that has them, with or without torch', async () => {
    const libs = folder('libs', TENSORRT, PARSER);
    const complete = { torch: '2.13.0', torch_tensorrt: '2.13.0', flavour: 'standard', tensorrt: '10.13' };
    const candidates = [
      python('standard', complete),
      python('rtx', { tensorrt: '1.7.1.116', tensorrt_rtx_libs: libs }),
    ];
    expect(await find(candidates)).toMatchObject({
      ok: true,
      value: {
        libraries: { tensorrt: join(libs, TENSORRT) },
        python: { executable: join(root, 'rtx'), version: '3.11.7' },
      },
    });
  });

  it('says that no Python has them', async () => {
    expect(await find([python('bare', {})])).toMatchObject({
      ok: false,
      findings: [{ code: 'environment.no-tensorrt-rtx', detail: expect.stringContaining('bare') as string }],
    });
  });

  it('says that an environment lacks a library that its package should have', async () => {
    const found = await find([python('broken', { tensorrt_rtx_libs: folder('empty') })]);
    expect(found).toMatchObject({ ok: false, findings: [{ code: 'native.library-not-loaded' }] });
  });
});

describe('findBridge', () => {
  it('finds the addon beside its bundle, or nothing', () => {
    const extension = folder('extension');
    expect(findBridge(extension)).toBeUndefined();
    folder('extension/dist/native', 'trtlens.node');
    expect(findBridge(extension)).toEqual({
      script: join(extension, 'dist', 'bridge.cjs'),
      addon: join(extension, 'dist', 'native', 'trtlens.node'),
    });
  });

  it('is told missing with this platform', () => {
    expect(noBridge()).toMatchObject({ code: 'native.not-available', severity: 'error' });
    expect(noBridge().message).toContain(`${process.platform}-${process.arch}`);
  });
});

describe('readModelFile', () => {
  const write = (name: string, bytes: Uint8Array): string => {
    const path = join(folder('models'), name);
    writeFileSync(path, bytes);
    return path;
  };
  const external = (location: string) =>
    model({
      name: '',
      node: [node('Add', ['x', 'w'], ['y'])],
      input: [value('x', TYPE.float, [2])],
      output: [value('y', TYPE.float, [2])],
      initializer: [
        {
          name: 'w',
          dims: [2],
          data_type: TYPE.float,
          external_data: [{ key: 'location', value: location }],
          data_location: 1,
        },
      ],
    });

  it('has structure and bytes', async () => {
    const bytes = external('w.bin');
    folder('models', 'w.bin');
    const read = await readModelFile(write('whole.onnx', bytes));
    if (!read.ok) throw new Error(read.findings[0].message);
    expect(Buffer.compare(read.value.bytes, bytes)).toBe(0);
    expect(read.value.structure.graph.nodes.count).toBe(1);
  });

  it.each<[string, Uint8Array, string, RegExp]>([
    ['empty.onnx', new Uint8Array(), 'load.empty', /empty/],
    ['text.onnx', Buffer.from('ir_version: 8'), 'load.unknown-format', /in protobuf’s text form/],
    ['cut.onnx', external('w.bin').subarray(0, 20), 'load.corrupt', /no ONNX model, or a damaged one/],
    ['alone.onnx', external('elsewhere.bin'), 'load.external-data-missing', /elsewhere\.bin, which is not beside it/],
    [
      'outside.onnx',
      external('../outside.bin'),
      'load.external-data-outside',
      /from outside of its folder: "\.\.\/out/,
    ],
  ])('refuses %s', async (name, bytes, code, words) => {
    const path = write(name, bytes);
    const read = await readModelFile(path);
    expect(read).toMatchObject({ ok: false, findings: [{ code, places: [{ kind: 'archive', file: path }] }] });
    expect(read.findings[0].message).toMatch(words);
  });

  it('refuses weights from outside of the folder even where they are', async () => {
    const path = write('there.onnx', external(join('..', 'models', 'w.bin')));
    folder('models', 'w.bin');
    expect(await readModelFile(path)).toMatchObject({ findings: [{ code: 'load.external-data-outside' }] });
  });

  it('refuses what is not there', async () => {
    expect(await readModelFile(join(root, 'nothing.onnx'))).toMatchObject({ findings: [{ code: 'load.not-found' }] });
  });
});
