/** TensorRT's nested phases as progress events: at most ten a second, of the innermost phase under way. */

import type { BuildProgress } from './addon';
import type { Events } from './events';

const INTERVAL_MS = 100;

export class ProgressTeller {
  private readonly phases: { name: string; parent: string; steps: number }[] = [];
  private last = -Infinity;

  constructor(
    private readonly engine: string,
    private readonly events: Events,
    private readonly now: () => number = () => performance.now(),
  ) {}

  tell({ kind, phase, parent, step, steps }: BuildProgress): void {
    if (kind === 'start') {
      this.phases.push({ name: phase, parent, steps });
      this.send(phase, 0);
    } else if (kind === 'step') {
      this.send(phase, step + 1);
    } else {
      const at = this.phases.findLastIndex(({ name }) => name === phase);
      if (at >= 0) this.phases.splice(at, 1);
    }
  }

  private send(name: string, step: number): void {
    const phase = this.phases.findLast((each) => each.name === name);
    if (!phase || this.now() - this.last < INTERVAL_MS) return;
    this.last = this.now();
    const { parent, steps } = phase;
    this.events.send('progress', { engine: this.engine, phase: name, parent: parent || null, step, steps });
  }
}
