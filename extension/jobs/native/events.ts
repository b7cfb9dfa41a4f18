/** The native worker's way to speak: one event a line of standard output (docs/protocol.md). */

import { writeSync } from 'node:fs';
import type { Finding } from '../../core/findings/finding';
import type { Phase } from '../worker/events';

export class Events {
  private failed = false;

  phase(name: Phase): void {
    this.send('phase', { name });
  }

  finding(finding: Finding): void {
    this.failed ||= finding.severity === 'error';
    this.send('finding', { finding });
  }

  done(): void {
    this.send('done', { ok: !this.failed });
  }

  send(event: string, fields: Readonly<Record<string, unknown>>): void {
    const line = Buffer.from(`${JSON.stringify({ event, ms: Math.round(performance.now()), ...fields })}\n`);
    // At once, whatever happens next: this process may be ended by what it calls.
    for (let written = 0; written < line.length;) {
      try {
        written += writeSync(1, line, written);
      } catch (failure) {
        if ((failure as NodeJS.ErrnoException).code !== 'EAGAIN') throw failure;
      }
    }
  }
}
