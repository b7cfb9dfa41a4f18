/** A compile's progress in words. */

/** Fields of the schema's Progress that are shown. */
export interface ProgressState {
  readonly phase: string;
  readonly engine: string;
  /** 1-based; 0 of 0 outside "build". */
  readonly engineIndex: number;
  readonly engineCount: number;
  /** TensorRT's own phase and its step. */
  readonly detail: string;
  readonly step: number;
  readonly steps: number;
}

const PHASES: Readonly<Record<string, string>> = {
  start: 'Starting',
  open: 'Opening TensorRT-RTX',
  import: 'Importing torch',
  load: 'Loading the model',
  export: 'Exporting the model',
  lower: 'Lowering the graph',
  parse: 'Reading the model with TensorRT-RTX',
  partition: 'Partitioning the graph',
  build: 'Building engines',
  save: 'Saving the compiled program',
  report: 'Writing the report',
};

/** "Building engine 2 of 4", "Exporting the model". */
export function progressText(progress: ProgressState): string {
  if (progress.phase === 'build' && progress.engineCount > 0) {
    return `Building engine ${Math.max(progress.engineIndex, 1)} of ${progress.engineCount}`;
  }
  return PHASES[progress.phase] ?? progress.phase;
}

/** The same with what TensorRT is doing, where it told: "Building engine 2 of 4: Timing graph nodes, 3 of 40". */
export function progressDetail(progress: ProgressState): string {
  const text = progressText(progress);
  if (progress.detail === '') return text;
  const steps = progress.steps > 0 ? `, ${progress.step} of ${progress.steps}` : '';
  return `${text}: ${progress.detail}${steps}`;
}
