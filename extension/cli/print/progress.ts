/** Progress on standard error: one line that changes on a terminal, a line a phase elsewhere. */

import type { CompileProgress } from '../../jobs/compile/run';

const WORDS: Readonly<Record<string, string>> = {
  start: 'starting',
  import: 'importing torch and torch_tensorrt',
  open: 'opening TensorRT-RTX',
  load: 'loading the model',
  export: 'exporting the model',
  lower: 'lowering the graph',
  parse: 'reading the model with TensorRT-RTX',
  partition: 'partitioning the graph',
  build: 'building engines',
  save: 'saving the program',
  report: 'writing the report',
};
const WIDTH = 78;

export class ProgressLine {
  private last = '';

  constructor(
    private readonly write: (text: string) => void,
    private readonly isTerminal: boolean,
  ) {}

  show(progress: CompileProgress): void {
    const text = this.isTerminal ? withDetail(progress) : wordsOf(progress);
    if (text === this.last) return;
    this.write(this.isTerminal ? `\r${text.slice(0, WIDTH).padEnd(WIDTH)}` : `${text}\n`);
    this.last = text;
  }

  /** Wipes the line that changes. */
  end(): void {
    if (this.isTerminal && this.last !== '') this.write(`\r${' '.repeat(WIDTH)}\r`);
  }
}

function wordsOf({ phase, engineIndex, engineCount, engine }: CompileProgress): string {
  if (phase === 'build' && engineCount > 0) return `building engine ${engineIndex} of ${engineCount} (${engine})`;
  return WORDS[phase] ?? phase;
}

function withDetail(progress: CompileProgress): string {
  const { detail, step, steps } = progress;
  const words = wordsOf(progress);
  if (detail === '') return words;
  return steps > 0 ? `${words}: ${detail} ${step}/${steps}` : `${words}: ${detail}`;
}
