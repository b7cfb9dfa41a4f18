import { describe, expect, it } from 'vitest';
import { Sequence } from '../../../webview/program/sequence';

describe('a sequence', () => {
  it('begins each work after the one before it, also after one that failed, and tells of the failure once', async () => {
    const log: string[] = [];
    const sequence = new Sequence((failure) => log.push(`failed: ${(failure as Error).message}`));
    const slow =
      (name: string, fails = false) =>
      async (): Promise<void> => {
        log.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 1));
        log.push(`${name} ends`);
        if (fails) throw new Error(name);
      };
    await Promise.all([sequence.next(slow('a')), sequence.next(slow('b', true)), sequence.next(slow('c'))]);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'failed: b', 'c begins', 'c ends']);
  });
});
