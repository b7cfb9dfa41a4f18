import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Reason, isUnsupported, reasonId } from '../../../extension/core/partition/reasons';
import { ROOT } from '../bundles';

const AREAS = 'environment|native|source|load|export|lower|partition|build|save|output|job|report';
/** A finding's code as a whole string; names of files and of protobuf fields look like it and end otherwise. */
const CODE = new RegExp(`(['"])((?:${AREAS})\\.[a-z]+(?:-[a-z]+)*)\\1`, 'g');
/** What a call of the addon may fail with; what is shown of it has a code of `build`. */
const NEVER_SHOWN = new Set(['native.out-of-memory']);
const FILE_ENDINGS = /\.(?:py|cjs|js|ts|json|trtlens|css|md)$/;

/** Path and text of each. */
function* sourcesIn(folder: string): Generator<[string, string]> {
  for (const name of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
    if (!/\.(ts|py)$/.test(name) || name.includes('generated')) continue;
    yield [join(folder, name), readFileSync(join(ROOT, folder, name), 'utf8')];
  }
}

/** Of the codes that are written right behind "code:". */
function areasIn(text: string): string[] {
  return [...text.matchAll(/\bcode: '([a-z]+)\.[a-z-]+'/g)].map((match) => match[1]!);
}

function codesIn(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [path, text] of sourcesIn(folder)) {
    for (const match of text.matchAll(CODE)) {
      if (!FILE_ENDINGS.test(match[2]!) && !NEVER_SHOWN.has(match[2]!)) found.set(match[2]!, path);
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

  it('is held against every area that findings have', () => {
    const areas = new Set([...sourcesIn('extension')].flatMap(([, text]) => areasIn(text)));
    expect([...areas].sort()).toEqual(expect.arrayContaining(['environment', 'load', 'native']));
    expect([...areas].filter((area) => !AREAS.split('|').includes(area))).toEqual([]);
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
