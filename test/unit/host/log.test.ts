import { expect, test } from 'vitest';
import { isAtLeast, levelOf } from '../../../extension/host/compile/logLevel';

test('a level shows itself and all that is worse', () => {
  const shown = (wanted: string): string[] =>
    ['error', 'warning', 'info', 'debug'].filter((level) => isAtLeast(levelOf(level), levelOf(wanted)));
  expect(shown('error')).toEqual(['error']);
  expect(shown('info')).toEqual(['error', 'warning', 'info']);
  expect(shown('debug')).toEqual(['error', 'warning', 'info', 'debug']);
});

test('a level of a later version counts as information', () => {
  expect(levelOf('trace')).toBe('info');
});
