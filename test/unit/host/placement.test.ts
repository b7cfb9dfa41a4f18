import { describe, expect, test } from 'vitest';
import type { Finding, Place } from '../../../extension/core/findings/finding';
import { placeFindings, problemText } from '../../../extension/host/language/placement';

const finding = (code: string, places: readonly Place[] = [], remedies: Finding['remedies'] = []): Finding => ({
  code,
  severity: 'error',
  message: 'It failed.',
  places,
  remedies,
});
const spots = (...findings: Finding[]): unknown[] =>
  placeFindings(findings, '/models/net.pt2', '/models').map(({ spot, related }) => [spot, ...related]);

describe('placing findings', () => {
  test('on the first source line that they name; further ones are related', () => {
    const places: Place[] = [
      { kind: 'node', node: 'topk' },
      { kind: 'source', file: '/code/net.py', line: 12, column: 5 },
      { kind: 'source', file: '/code/main.py', line: 3 },
    ];
    expect(spots(finding('build.failed', places))).toEqual([
      [
        { file: '/code/net.py', line: 12, column: 5 },
        { file: '/code/main.py', line: 3, column: 0 },
      ],
    ]);
  });

  test('at the start of the model where they name none', () => {
    const start = { file: '/models/net.pt2', line: 1, column: 0 };
    expect(spots(finding('load.corrupt', [{ kind: 'archive', file: '/models/net.pt2' }]))).toEqual([[start]]);
    expect(spots(finding('export.failed', [{ kind: 'source', file: '', line: 4 }]))).toEqual([[start]]);
  });

  test('relative files beside the model, lines that are none at the first', () => {
    expect(spots(finding('break.no-converter', [{ kind: 'source', file: 'net.py', line: 0 }]))).toEqual([
      [{ file: '/models/net.py', line: 1, column: 0 }],
    ]);
  });

  test('nowhere when they are about the machine', () => {
    expect(
      spots(finding('environment.missing'), finding('native.not-available'), finding('build.failed')),
    ).toHaveLength(1);
  });
});

test('a problem says what to try and what that was seen to change', () => {
  const remedies = [{ title: 'Set min_block_size to 1', effect: '1 engine becomes 3' }, { title: 'Rewrite it' }];
  expect(problemText(finding('break.min-block-size', [], remedies))).toBe(
    'It failed.\nTry: Set min_block_size to 1 (1 engine becomes 3)\nTry: Rewrite it',
  );
});
