import { describe, expect, test } from 'vitest';
import { type ProgressState, progressDetail, progressText } from '../../../extension/host/compile/progressText';

const state = (change: Partial<ProgressState>): ProgressState => ({
  phase: 'build',
  engine: '',
  engineIndex: 0,
  engineCount: 0,
  detail: '',
  step: 0,
  steps: 0,
  ...change,
});

describe('progress in words', () => {
  test('names the phase', () => {
    expect(progressText(state({ phase: 'export' }))).toBe('Exporting the model');
  });

  test('counts the engines as soon as there are any', () => {
    expect(progressText(state({}))).toBe('Building engines');
    expect(progressText(state({ engineIndex: 2, engineCount: 4 }))).toBe('Building engine 2 of 4');
  });

  test('shows a phase of a later version by its name', () => {
    expect(progressText(state({ phase: 'quantize' }))).toBe('quantize');
  });

  test('adds what TensorRT is doing', () => {
    const building = { engineIndex: 1, engineCount: 1, detail: 'Timing graph nodes' };
    expect(progressDetail(state({ ...building, step: 3, steps: 40 }))).toBe(
      'Building engine 1 of 1: Timing graph nodes, 3 of 40',
    );
    expect(progressDetail(state(building))).toBe('Building engine 1 of 1: Timing graph nodes');
  });
});
