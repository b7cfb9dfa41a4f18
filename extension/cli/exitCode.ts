/** How a command ends, for scripts (docs/cli.md). */

import type { Finding } from '../core/findings/finding';
import { hasErrors } from '../core/findings/finding';

export const ExitCode = { done: 0, findings: 1, wrongUse: 2, noEnvironment: 3, cancelled: 130 } as const;

export function exitCodeOf(findings: readonly Finding[]): number {
  return hasErrors(findings) ? ExitCode.findings : ExitCode.done;
}
