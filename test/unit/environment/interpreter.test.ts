import { describe, expect, it } from 'vitest';
import {
  chooseInterpreter,
  describeProbe,
  type Interpreter,
  type InterpreterOrigin,
  type Probe,
} from '../../../extension/core/environment/interpreter';

const TRAITS = {
  prefix: '/usr',
  implementation: 'CPython',
  bits: 64,
  platform: 'linux-x86_64',
  canMakeEnvironments: true,
  isVirtualEnvironment: false,
};

const COMPLETE = { torch: '2.13.0+cpu', torchTensorrt: '2.13.0', flavour: 'rtx', tensorrt: '1.5.0.114' } as const;

function answered(origin: InterpreterOrigin, packages: Partial<Interpreter> = {}): Probe {
  const interpreter = { executable: `/${origin}/python`, origin, python: '3.11.7', ...packages };
  return { kind: 'answered', interpreter, traits: TRAITS };
}

function failed(origin: InterpreterOrigin): Probe {
  return { kind: 'failed', candidate: { executable: `/${origin}/python`, origin }, reason: 'there is no such program' };
}

describe('chooseInterpreter', () => {
  it('takes the first that has torch_tensorrt', () => {
    const choice = chooseInterpreter([
      answered('python-extension', { torch: '2.13.0' }),
      failed('path'),
      answered('path', COMPLETE),
      answered('managed', COMPLETE),
    ]);
    expect(choice).toMatchObject({ ok: true, value: { executable: '/path/python' }, findings: [] });
  });

  it('takes the managed one when no other has it', () => {
    const choice = chooseInterpreter([answered('path'), answered('managed', COMPLETE)]);
    expect(choice).toMatchObject({ ok: true, value: { origin: 'managed' } });
  });

  for (const origin of ['argument', 'setting'] as const) {
    it(`never passes over one that was named (${origin})`, () => {
      const rest = answered('managed', COMPLETE);
      const codeOf = (probe: Probe) => chooseInterpreter([probe, rest]).findings[0];
      expect(codeOf(failed(origin))).toMatchObject({
        code: 'environment.interpreter-not-started',
        message: `Python could not be started at /${origin}/python: there is no such program`,
      });
      expect(codeOf(answered(origin))).toMatchObject({ code: 'environment.no-torch' });
      expect(codeOf(answered(origin, { torchTensorrt: '2.13.0' }))).toMatchObject({ code: 'environment.no-torch' });
      const withoutTorchTensorrt = codeOf(answered(origin, { torch: '2.13.0' }));
      expect(withoutTorchTensorrt).toMatchObject({ code: 'environment.no-torch-tensorrt' });
      expect(withoutTorchTensorrt.message).toContain('torch 2.13.0 but no torch_tensorrt');
    });
  }

  it('says what was looked at when there is none, and offers the managed environment', () => {
    const choice = chooseInterpreter([answered('path', { torch: '2.13.0' }), failed('python-extension')]);
    expect(choice).toMatchObject({ ok: false, findings: [{ code: 'environment.missing', severity: 'error' }] });
    const commands = choice.findings[0].remedies.map(({ action }) => action?.kind === 'command' && action.command);
    expect(commands).toEqual(['trtlens.setUpEnvironment', 'trtlens.selectInterpreter']);
    expect(choice.findings[0].detail).toContain('/path/python (path): Python 3.11.7, torch 2.13.0, no torch_tensorrt');
    expect(choice.findings[0].detail).toContain('/python-extension/python');
  });

  it('has no detail when nothing was looked at', () => {
    expect(chooseInterpreter([]).findings[0]).not.toHaveProperty('detail');
  });

  const warned = (packages: Partial<Interpreter>) =>
    chooseInterpreter([answered('path', { ...COMPLETE, ...packages })]).findings.map(({ code, severity }) => [
      code,
      severity,
    ]);
  const WARNING = [['environment.unsupported-version', 'warning']];

  it.each(['2.11.0', '2.12.1', '2.13.0', '2.13.0+cu130', '2.13.0.dev20260101'])('has no word about %s', (version) => {
    expect(warned({ torchTensorrt: version })).toEqual([]);
  });

  it.each(['2.10.0', '2.14.0', '3.0.0', '1.4.0', 'unknown'])('warns about %s', (version) => {
    expect(warned({ torchTensorrt: version })).toEqual(WARNING);
  });

  it('warns about the standard flavour, whatever its version', () => {
    expect(warned({ flavour: 'standard' })).toEqual(WARNING);
  });
});

describe('chooseInterpreter for the libraries of TensorRT-RTX', () => {
  const LIBRARIES = { tensorrtRtxLibs: '/site/tensorrt_rtx_libs' };
  const choose = (...probes: Probe[]) => chooseInterpreter(probes, 'tensorrt-rtx');

  it('takes the first that has them, whatever else it has or lacks', () => {
    const found = choose(answered('path', COMPLETE), failed('path'), answered('managed', LIBRARIES));
    expect(found).toMatchObject({ ok: true, value: { origin: 'managed', ...LIBRARIES }, findings: [] });
    // Versions of torch_tensorrt do not matter here.
    const old = answered('path', { ...LIBRARIES, torch: '2.4.0', torchTensorrt: '2.4.0' });
    expect(choose(old)).toMatchObject({ ok: true, findings: [] });
  });

  it('is not the choice for Torch-TensorRT', () => {
    expect(chooseInterpreter([answered('path', LIBRARIES)])).toMatchObject({
      ok: false,
      findings: [{ code: 'environment.missing' }],
    });
  });

  it.each(['argument', 'setting'] as const)('never passes over one that was named (%s)', (origin) => {
    const rest = answered('managed', LIBRARIES);
    expect(choose(failed(origin), rest).findings[0]).toMatchObject({ code: 'environment.interpreter-not-started' });
    const lacking = choose(answered(origin, COMPLETE), rest);
    expect(lacking).toMatchObject({ ok: false, findings: [{ code: 'environment.no-tensorrt-rtx' }] });
    expect(lacking.findings[0].message).toMatch(/^\/\w+\/python \(Python 3\.11\.7\) has no TensorRT-RTX/);
  });

  it('says what was looked at when there is none', () => {
    const [finding] = choose(answered('path', COMPLETE), failed('managed')).findings;
    expect(finding).toMatchObject({ code: 'environment.no-tensorrt-rtx', severity: 'error' });
    expect(finding.message).toMatch(/^No Python was found that has TensorRT-RTX/);
    expect(finding.detail!.split('\n')).toHaveLength(2);
    expect(choose().findings[0]).not.toHaveProperty('detail');
  });
});

describe('describeProbe', () => {
  it('names the flavour', () => {
    expect(describeProbe(answered('path', COMPLETE))).toBe(
      '/path/python (path): Python 3.11.7, torch 2.13.0+cpu, torch_tensorrt 2.13.0 (RTX), TensorRT-RTX 1.5.0.114',
    );
    expect(describeProbe(answered('path', { ...COMPLETE, flavour: 'standard', tensorrt: '10.13' }))).toContain(
      'torch_tensorrt 2.13.0, TensorRT 10.13',
    );
  });
});
