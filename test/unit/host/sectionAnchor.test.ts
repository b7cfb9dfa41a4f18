import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sectionAnchor } from '../../../extension/host/language/sectionAnchor';
import { root } from '../manifest/manifest';

describe('sections of docs/findings.md', () => {
  const document = readFileSync(join(root, 'docs/findings.md'), 'utf8');

  test.each([
    ['environment.missing', 'environment'],
    ['source.syntax-error', 'the-models-source'],
    ['build.failed', 'building-saving'],
    ['break.no-converter', 'graph-breaks'],
  ])('%s is in #%s', (code, anchor) => {
    expect(sectionAnchor(document, code)).toBe(anchor);
  });

  test('a code that is not there leads to the top', () => {
    expect(sectionAnchor(document, 'weather.rain')).toBe('');
  });

  test('the document is in the package', () => {
    expect(readFileSync(join(root, '.vscodeignore'), 'utf8')).toContain('!docs/findings.md');
  });
});
