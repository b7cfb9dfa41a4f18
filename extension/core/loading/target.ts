/** A machine that a file is to be loaded on, as text: `capability=9.0,platform=linux_x86_64,torch-tensorrt=2.13`. */

import type { trtlens } from '../schema/generated/trtlens';
import { capabilityOfGpu } from './gpus';

/** As Torch-TensorRT's two runtimes spell them. */
export const PLATFORMS = ['linux_x86_64', 'linux_aarch64', 'windows_x86_64', 'windows_arm64'] as const;

type Field = 'platform' | 'torchTensorrt' | 'tensorrt' | 'flavour' | 'computeCapability';

interface FieldText {
  readonly key: string;
  readonly pattern: RegExp;
  readonly example: string;
}

const FIELDS: Readonly<Record<Field, FieldText>> = {
  computeCapability: { key: 'capability', pattern: /^\d{1,2}\.\d$/, example: 'capability=9.0' },
  platform: {
    key: 'platform',
    pattern: /^(linux|win|windows)_(x86_64|aarch64|arm64)$/,
    example: 'platform=linux_x86_64',
  },
  torchTensorrt: { key: 'torch-tensorrt', pattern: /^\d+\.\d+(\.\d+)?$/, example: 'torch-tensorrt=2.13' },
  tensorrt: { key: 'tensorrt', pattern: /^\d+(\.\d+){1,3}$/, example: 'tensorrt=1.5.0.114' },
  flavour: { key: 'flavour', pattern: /^(rtx|standard)$/, example: 'flavour=rtx' },
};

/** All that may be said, for help texts. */
export const TARGET_SYNTAX = ['gpu=H200', ...Object.values(FIELDS).map(({ example }) => example)].join(',');

/** The target, or what is wrong with the text as a sentence. Its name is the text. */
export function parseTarget(text: string): trtlens.ITarget | string {
  const target: trtlens.ITarget = { name: text };
  for (const part of text.split(',').map((each) => each.trim())) {
    const [key, value = ''] = part.split(/=(.*)/s);
    if (key === 'gpu') {
      const capability = capabilityOfGpu(value);
      if (capability === undefined) return `"${value}" is no GPU that is known; give its capability instead.`;
      target.computeCapability = capability;
      continue;
    }
    const field = (Object.keys(FIELDS) as Field[]).find((each) => FIELDS[each].key === key);
    if (!field) return `"${part}" says nothing of a target; it can be ${TARGET_SYNTAX}.`;
    if (!FIELDS[field].pattern.test(value)) return `"${part}" is not as ${FIELDS[field].example}.`;
    target[field] = value;
  }
  return target;
}

/** A machine by what Node calls its system and processor; "" for one that Torch-TensorRT has no name for. */
export function platformOf(system: string, processor: string): string {
  const systems: Readonly<Record<string, string>> = { linux: 'linux', win32: 'windows' };
  const name = systems[system];
  if (name === undefined || (processor !== 'x64' && processor !== 'arm64')) return '';
  return `${name}_${processor === 'x64' ? 'x86_64' : name === 'linux' ? 'aarch64' : 'arm64'}`;
}
