import { describe, expect, it } from 'vitest';
import { GPU_FAMILIES, capabilityOfGpu } from '../../../extension/core/loading/gpus';
import { PLATFORMS, TARGET_SYNTAX, parseTarget, platformOf } from '../../../extension/core/loading/target';

describe('parseTarget', () => {
  it('reads every part, in any order and with spaces', () => {
    const text = 'platform=windows_x86_64, capability=8.9,torch-tensorrt=2.13 ,tensorrt=1.5.0.114,flavour=rtx';
    expect(parseTarget(text)).toEqual({
      name: text,
      platform: 'windows_x86_64',
      computeCapability: '8.9',
      torchTensorrt: '2.13',
      tensorrt: '1.5.0.114',
      flavour: 'rtx',
    });
  });

  it('takes the capability from the name of a GPU', () => {
    expect(parseTarget('gpu=NVIDIA H200')).toMatchObject({ computeCapability: '9.0' });
    expect(parseTarget('gpu=Voodoo 2')).toContain('"Voodoo 2" is no GPU that is known');
  });

  it('reads what its help says', () => {
    expect(parseTarget(TARGET_SYNTAX)).toMatchObject({ computeCapability: '9.0', flavour: 'rtx' });
  });

  it.each(['', 'H200', 'capability', 'capability=nine', 'platform=linux', 'flavour=RTX', 'tensorrt=', 'colour=red'])(
    'says what is wrong with %j',
    (text) => {
      expect(parseTarget(text)).toMatch(/^".*" (says nothing of a target|is not as)/);
    },
  );

  it('takes every platform that is offered', () => {
    for (const platform of PLATFORMS) expect(parseTarget(`platform=${platform}`)).toMatchObject({ platform });
  });
});

describe('platformOf', () => {
  it.each([
    ['linux', 'x64', 'linux_x86_64'],
    ['linux', 'arm64', 'linux_aarch64'],
    ['win32', 'x64', 'windows_x86_64'],
    ['win32', 'arm64', 'windows_arm64'],
    ['darwin', 'arm64', ''],
    ['linux', 'riscv64', ''],
  ])('%s on %s is "%s"', (system, processor, platform) => {
    expect(platformOf(system, processor)).toBe(platform);
  });
});

describe('capabilityOfGpu', () => {
  it.each([
    ['NVIDIA H200', '9.0'],
    ['NVIDIA H100 80GB HBM3', '9.0'],
    ['NVIDIA A100-SXM4-80GB', '8.0'],
    ['NVIDIA GeForce RTX 4090 Laptop GPU', '8.9'],
    ['NVIDIA RTX 6000 Ada Generation', '8.9'],
    ['NVIDIA RTX A6000', '8.6'],
    ['NVIDIA A10G', '8.6'],
    ['NVIDIA L40S', '8.9'],
    ['NVIDIA L4', '8.9'],
    ['Tesla T4', '7.5'],
    ['Tesla V100-SXM2-16GB', '7.0'],
    ['NVIDIA GeForce RTX 3080 Ti', '8.6'],
    ['NVIDIA GeForce RTX 5090', '12.0'],
    ['NVIDIA B200', '10.0'],
    ['NVIDIA GB10', '12.1'],
    ['Matrox G400', undefined],
  ])('%s: %s', (name, capability) => {
    expect(capabilityOfGpu(name)).toBe(capability);
  });

  it('knows each family by what it is called', () => {
    for (const { capability, title } of GPU_FAMILIES) {
      const [first] = title.split(', ');
      // A series is called by its first model: "GeForce RTX 40" for the RTX 4050 to 4090.
      const model = first!.replace(/RTX (\d)0$/, 'RTX $1090').replace(/RTX (20)$/, 'RTX 2080');
      expect([title, capabilityOfGpu(model.replace('RTX 2090', 'RTX 2080'))]).toEqual([title, capability]);
    }
  });
});
