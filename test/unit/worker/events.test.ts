import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLine } from '../../../extension/jobs/worker/events';

const parse = (value: unknown) => parseLine(JSON.stringify(value));

describe('parseLine', () => {
  it('reads every event of the protocol', () => {
    const finding = {
      code: 'build.failed',
      severity: 'error',
      message: 'It failed.',
      places: [
        { kind: 'source', file: 'a.py', line: 3, column: 1 },
        { kind: 'node', node: 'add', module: null },
        { kind: 'engine', engine: 'e' },
        { kind: 'archive', file: 'm.pt2', member: 'x', offset: -1 },
      ],
      remedies: [
        { title: 'One', effect: 'less', action: { kind: 'settings', change: { min_block_size: 1 } } },
        { title: 'Two', action: { kind: 'command', command: 'trtlens.setUpEnvironment', args: [1] } },
        { title: 'Three' },
      ],
      detail: 'Traceback',
    };
    expect(parse({ event: 'finding', ms: 1, finding })).toEqual({
      kind: 'event',
      event: {
        event: 'finding',
        finding: {
          ...finding,
          places: [
            finding.places[0],
            { kind: 'node', node: 'add' },
            { kind: 'engine', engine: 'e' },
            { kind: 'archive', file: 'm.pt2', member: 'x' },
          ],
        },
      },
    });
    expect(parse({ event: 'done', ms: 5, ok: true })).toMatchObject({ kind: 'event', event: { ok: true } });
    expect(parse({ event: 'progress', ms: 5, engine: 'e', phase: 'p', parent: null, step: 1 })).toMatchObject({
      event: { phase: 'p', step: 1, steps: 0 },
    });
    expect(
      parse({
        event: 'support',
        ms: 1,
        supported: 1,
        total: 2,
        unsupported: [{ node: 'a', reason: 'news', detail: null }],
      }),
    ).toMatchObject({ event: { unsupported: [{ node: 'a', reason: 11, detail: '' }] } });
  });

  it.each([
    [{ event: 'phase', ms: 1, name: 'lunch' }, '"name" is "lunch"'],
    [{ event: 'phase', name: 'import' }, '"ms" is no amount'],
    [{ event: 'done', ms: 1, ok: 'yes' }, '"ok" is neither true nor false'],
    [{ event: 'saved', ms: 1, path: 'x', bytes: -1 }, '"bytes" is no amount'],
    [{ event: 'engine', ms: 1, name: 'e', index: 1.5, count: 2, state: 'started' }, '"index" is no count'],
    [{ event: 'settings', ms: 1, settings: [] }, '"settings" is no object'],
    [
      { event: 'partition', ms: 1, partitioner: 'fast', skipped_whole_graph: false, blocks: [1] },
      'an item of "blocks"',
    ],
    [{ event: 'graph', ms: 1, nodes: [{ op: 'dance', name: 'a' }] }, '"op" is "dance"'],
    [{ event: 'graph', ms: 1, nodes: [{ op: 'constructor', name: 'a' }] }, '"op" is "constructor"'],
  ])('says what is wrong with %j', (value, problem) => {
    expect(parse(value)).toMatchObject({ kind: 'damaged', problem: expect.stringContaining(problem) as string });
  });

  it('passes over events that it does not know', () => {
    expect(parse({ event: 'fireworks', ms: 1 })).toEqual({ kind: 'unknown' });
    expect(parse({ event: 'constructor', ms: 1 })).toEqual({ kind: 'unknown' });
  });

  it('takes everything else for text, and never throws', () => {
    expect(parse({ ms: 1 })).toEqual({ kind: 'text' });
    expect(parse([1])).toEqual({ kind: 'text' });
    expect(parseLine('{"event": "done", "ms": NaN}')).toEqual({ kind: 'text' });
    fc.assert(fc.property(fc.string(), (line) => void parseLine(line)));
    const names = ['phase', 'environment', 'settings', 'graph', 'support', 'partition', 'trial', 'engine', 'finding'];
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.object({ maxDepth: 4 }),
        (event, fields) => void parse({ ...fields, event }),
      ),
    );
  });
});
