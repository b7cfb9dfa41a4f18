import { describe, expect, it } from 'vitest';
import { lastLines, PipOutput, pipFailure } from '../../../extension/core/environment/pipOutput';

describe('PipOutput', () => {
  it('counts requirements and follows the bytes of the current one', () => {
    const output = new PipOutput();
    const lines = [
      'Looking in links: /wheels',
      'Collecting numpy==2.4.6 (from -r /data/lock.txt (line 10))',
      '  Downloading numpy-2.4.6-cp311-cp311-manylinux_2_28_x86_64.whl (16.9 MB)',
      'Progress 0 of 0',
      'Progress 4225000 of 16900000',
      'Requirement already satisfied: packaging==26.3 in ./lib (from -r lock.txt (line 11)) (26.3)',
      'Processing /wheels/torch-2.13.0+cpu-cp311-cp311-manylinux_2_28_x86_64.whl (from -r lock.txt (line 20))',
      'Processing ./files/tensorrt_rtx-1.5.0.114.tar.gz (from -r lock.txt (line 16))',
      '  Preparing metadata (pyproject.toml): started',
    ];
    expect(lines.map((line) => output.read(line))).toEqual([
      undefined,
      { begun: 1, current: 'numpy 2.4.6', part: undefined },
      undefined,
      undefined,
      { begun: 1, current: 'numpy 2.4.6', part: 0.25 },
      { begun: 2, current: 'packaging 26.3', part: undefined },
      { begun: 3, current: 'torch 2.13.0+cpu', part: undefined },
      { begun: 4, current: 'tensorrt_rtx 1.5.0.114', part: undefined },
      undefined,
    ]);
  });

  it('never says more than all of a file', () => {
    expect(new PipOutput().read('Progress 120 of 100')?.part).toBe(1);
  });
});

describe('pipFailure', () => {
  it.each([
    ['disk-full', 'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device'],
    ['wrong-hash', 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.'],
    ['not-found', 'ERROR: No matching distribution found for torch==2.13.0+cpu'],
    ['other', 'ERROR: Exception: KeyError'],
  ])('%s', (failure, output) => expect(pipFailure(output)).toBe(failure));

  it('is offline also where pip goes on to say that it found nothing', () => {
    const output =
      'WARNING: Retrying (Retry(total=0)) after connection broken by NewConnectionError: Name or service not known\n' +
      'ERROR: No matching distribution found for pip==26.3';
    expect(pipFailure(output)).toBe('offline');
  });
});

describe('lastLines', () => {
  it('keeps the last that say something', () => {
    expect(lastLines('a\nb\n\nProgress 1 of 2\nProgress 2 of 2\nc\n', 2)).toBe('b\nc');
  });
});
