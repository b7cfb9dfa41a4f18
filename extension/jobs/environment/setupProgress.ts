/** One fraction over all steps of the set-up, by the part of the time that each takes. */

import type { SetUpProgress, SetUpStep } from './setupOptions';

/** Where each step begins and ends, as measured for the CPU build; the CUDA build spends longer in downloads. */
const PARTS: Readonly<Record<SetUpStep, readonly [number, number]>> = {
  choose: [0, 0.02],
  wait: [0, 0.02],
  create: [0.02, 0.2],
  download: [0.2, 0.55],
  install: [0.55, 0.9],
  verify: [0.9, 1],
};

export interface StepProgress {
  step(step: SetUpStep, detail?: string): void;
  /** `fraction` of the step that was begun last, 0 to 1. */
  within(fraction: number, detail?: string): void;
}

/** The fraction that is told never goes back, also when a second build is tried after a first. */
export function stepProgress(onProgress: (progress: SetUpProgress) => void): StepProgress {
  let current: SetUpStep = 'choose';
  let highest = 0;
  const tell = (fraction: number, detail: string | undefined) => {
    const [begin, end] = PARTS[current];
    highest = Math.max(highest, begin + (end - begin) * Math.min(Math.max(fraction, 0), 1));
    onProgress({ step: current, fraction: highest, ...(detail !== undefined && { detail }) });
  };
  return {
    step(step, detail) {
      current = step;
      tell(0, detail);
    },
    within: tell,
  };
}
