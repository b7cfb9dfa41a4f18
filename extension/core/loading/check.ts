/** What one question about an engine and a machine comes to. */

import type { Remedy } from '../findings/finding';

/**
 * `refused`: the machine's runtime turns it down; `doubtful`: it may, by what is known; `unknown`: one of the two values is
 * missing; `passed` otherwise.
 */
export type Check =
  | { readonly outcome: 'passed' }
  | { readonly outcome: 'unknown'; readonly missing: string }
  | {
      readonly outcome: 'refused' | 'doubtful';
      readonly code: string;
      /** One sentence with both values. */
      readonly message: string;
      readonly remedies: readonly Remedy[];
    };

export const PASSED: Check = { outcome: 'passed' };

export function unknown(missing: string): Check {
  return { outcome: 'unknown', missing };
}

export function refused(code: string, message: string, ...remedies: readonly string[]): Check {
  return { outcome: 'refused', code, message, remedies: remedies.map((title) => ({ title })) };
}

export function doubtful(code: string, message: string, ...remedies: readonly string[]): Check {
  return { outcome: 'doubtful', code, message, remedies: remedies.map((title) => ({ title })) };
}
