import { describe, expect, it } from 'vitest';
import { formatFinding } from '../../../extension/core/findings/text';
import type { Finding, Place } from '../../../extension/core/findings/finding';

const at = (...places: Place[]): Finding => ({
  code: 'load.corrupt',
  severity: 'error',
  message: 'The file ends early.',
  places,
  remedies: [{ title: 'Save it again' }, { title: 'Set min_block_size to 1', effect: '2 engines become 4' }],
});

describe('formatFinding', () => {
  it('starts with the place and ends with what to try', () => {
    expect(formatFinding(at({ kind: 'source', file: '/a/net.py', line: 3 }), (path) => path.slice(3))).toBe(
      [
        'net.py:3: error: The file ends early. [load.corrupt]',
        '  try: Save it again',
        '  try: Set min_block_size to 1: 2 engines become 4',
      ].join('\n'),
    );
  });

  it.each<[Place[], string]>([
    [[], 'error: '],
    [[{ kind: 'source', file: 'a.py', line: 3, column: 7 }], 'a.py:3:7: '],
    [[{ kind: 'node', node: 'add_1' }], 'add_1: '],
    [[{ kind: 'node', node: 'add_1', module: 'layer.0' }], 'layer.0 (add_1): '],
    [[{ kind: 'engine', engine: '_run_on_acc_0' }], '_run_on_acc_0: '],
    [[{ kind: 'engine', engine: '_run_on_acc_0', layer: 'l' }], '_run_on_acc_0, layer l: '],
    [[{ kind: 'archive', file: 'm.pt2' }], 'm.pt2: '],
    [[{ kind: 'archive', file: 'm.pt2', member: 'm/model.json', offset: 12 }], 'm.pt2 (m/model.json, byte 12): '],
    [[{ kind: 'archive', file: 'm.pt2', offset: 0 }], 'm.pt2 (byte 0): '],
  ])('writes the place %j', (places, start) => expect(formatFinding(at(...places))).toMatch(start));
});
