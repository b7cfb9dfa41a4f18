import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';

const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean);
const locks = tracked.filter(
  (file) => basename(file) === 'package-lock.json' || /(^|\/)locks\/|^scripts\/[\w-]+\.txt$/.test(file),
);

/** Addresses that are not where a package comes from: funding pages in npm's locks. */
const withoutFunding = (text: string) => text.replace(/"funding": (\{[^}]*\}|\[[^\]]*\]|"[^"]*"),?/g, '');

describe('lock files', () => {
  it('are tracked', () => {
    expect(locks).toEqual(
      expect.arrayContaining([
        'package-lock.json',
        'scripts/code-server/package-lock.json',
        'scripts/python-tools.txt',
      ]),
    );
    expect(locks.some((file) => file.startsWith('native/torch/locks/'))).toBe(true);
  });

  it.each(locks)('%s names no registry', (file) => {
    const text = withoutFunding(readFileSync(file, 'utf8'));
    expect(text).not.toContain('"resolved"');
    expect(text.match(/\w+:\/\/\S+/g) ?? []).toEqual([]);
    expect(text).not.toMatch(/--(extra-)?index-url|--find-links|--trusted-host/);
  });

  it.each(locks.filter((file) => file.endsWith('.json')))('%s pins every package with its hash', (file) => {
    const { packages } = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, { integrity?: string }> };
    const unpinned = Object.entries(packages).filter(([path, { integrity }]) => path !== '' && !integrity);
    expect(unpinned.map(([path]) => path)).toEqual([]);
  });
});
