import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Reason, isUnsupported, reasonId } from '../../../extension/core/partition/reasons';
import { ROOT } from '../bundles';

const AREAS = 'environment|source|load|export|lower|partition|build|save|output|job|report';
/** A finding's code as a whole string; names of files and of protobuf fields look like it and end otherwise. */
const CODE = new RegExp(`(['"])((?:${AREAS})\\.[a-z]+(?:-[a-z]+)*)\\1`, 'g');
const FILE_ENDINGS = /\.(?:py|cjs|js|ts|json|trtlens|css|md)$/;

function codesIn(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
    if (!/\.(ts|py)$/.test(name) || name.includes('generated')) continue;
    for (const match of readFileSync(join(ROOT, folder, name), 'utf8').matchAll(CODE)) {
      if (!FILE_ENDINGS.test(match[2]!)) found.set(match[2]!, join(folder, name));
    }
  }
  return found;
}

const documentation = readFileSync(join(ROOT, 'docs/findings.md'), 'utf8');
const documented = new Set([...documentation.matchAll(/^\| `([a-z-]+\.[a-z-]+)`/gm)].map((match) => match[1]!));

describe('docs/findings.md', () => {
  const used = new Map([...codesIn('extension'), ...codesIn('native/torch')]);

  it('has every code that the product uses', () => {
    expect(used.size).toBeGreaterThan(30);
    expect([...used].filter(([code]) => !documented.has(code))).toEqual([]);
  });

  it('has no code that the product does not use', () => {
    const unused = [...documented].filter((code) => !code.startsWith('break.') && !used.has(code));
    expect(unused).toEqual([]);
  });

  it('has a graph break for every reason', () => {
    const reasons = Object.values(Reason).filter((reason) => isUnsupported(reason) || reason === Reason.minBlockSize);
    const codes = reasons.map((reason) => `break.${reasonId(reason).replaceAll('_', '-')}`);
    expect([...documented].filter((code) => code.startsWith('break.')).sort()).toEqual(codes.sort());
  });
});
