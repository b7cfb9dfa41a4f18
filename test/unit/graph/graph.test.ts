import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dtypeBytes, dtypeName, dtypeNumber } from '../../../extension/core/graph/dtype';
import { NodeOp } from '../../../extension/core/graph/graph';
import { buildGraph } from '../../../extension/core/graph/graphBuilder';
import { invert, listAt, packLists } from '../../../extension/core/graph/lists';
import { sourceOfNode } from '../../../extension/core/graph/source';
import { row } from '../report/sampleReport';

describe('lists', () => {
  it('keeps what was packed', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(1000))), (lists) => {
        const packed = packLists(lists);
        expect(lists.map((_, i) => [...listAt(packed, i)])).toEqual(lists);
      }),
    );
  });

  it('turned round says who holds what', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(9), { maxLength: 5 }), { maxLength: 20 }), (lists) => {
        const inverse = invert(packLists(lists), 10);
        for (let item = 0; item < 10; item++) {
          const holders = lists.flatMap((list, i) => list.filter((each) => each === item).map(() => i));
          expect([...listAt(inverse, item)]).toEqual(holders);
        }
      }),
    );
  });
});

describe('graph', () => {
  const frame = (file: string, line: number) => ({ file, line, function: 'f', code: 'c' });
  const graph = buildGraph([
    row('x', [], { op: NodeOp.placeholder }),
    row('a', ['x'], { frames: [frame('/m/net.py', 4), frame('/v/site-packages/torch/nn/linear.py', 9)] }),
    row('b', ['x', 'a'], { frames: [frame('/m/net.py', 5), frame('/v/site-packages/transformers/bert.py', 7)] }),
    row('c', ['b'], { frames: [frame('<eval_with_key>.3', 1)] }),
    row('d', ['a'], {
      outputs: [
        { dtype: 7, shape: '4', bytes: 16 },
        { dtype: 5, shape: 'batch', bytes: 0 },
      ],
    }),
  ]);

  it('reads users, names and sizes', () => {
    expect([...graph.users(1)]).toEqual([2, 4]);
    expect(graph.find('c')).toBe(3);
    expect(graph.find('nothing')).toBeUndefined();
    expect(graph.isOperation(0)).toBe(false);
    expect(graph.outputBytes(1)).toBe(64);
    expect(graph.outputBytes(4)).toBe(0);
  });

  it('stores a frame once', () => {
    const twice = buildGraph([
      row('a', [], { frames: [frame('m.py', 1)] }),
      row('b', [], { frames: [frame('m.py', 1)] }),
    ]);
    expect(twice.columns.frameLine).toHaveLength(1);
    expect(twice.frames(1)).toEqual(twice.frames(0));
  });

  it('finds the line that is the user’s', () => {
    expect(sourceOfNode(graph, 1)).toMatchObject({ frame: { file: '/m/net.py', line: 4 }, callSiteOnly: true });
    expect(sourceOfNode(graph, 2)).toMatchObject({ frame: { line: 7 }, callSiteOnly: false });
    expect(sourceOfNode(graph, 3)).toBeUndefined();
    expect(sourceOfNode(graph, 0)).toBeUndefined();
  });

  it('does not take a line for the operation’s own where export left out what it may call', () => {
    const line = (code: string, fn = 'forward') => ({ file: '/m/net.py', line: 4, function: fn, code });
    const mayBeCallSite = (...frames: ReturnType<typeof line>[]): boolean | undefined =>
      sourceOfNode(buildGraph([row('a', [], { frames })]), 0)?.mayBeCallSite;
    expect(mayBeCallSite(line('x = self.block(x)'), line('y = self.scale(x)'))).toBe(true);
    expect(mayBeCallSite(line('return x + y'))).toBe(false);
    // Functions other than forward are recorded: then the innermost line is the operation's.
    expect(mayBeCallSite(line('y = self.scale(x)'), line('return torch.mul(x, 2)', 'scale'))).toBe(false);
    // Known for sure.
    const inTorch = { ...line('return F.linear(x)'), file: '/v/site-packages/torch/nn/modules/linear.py' };
    expect(mayBeCallSite(line('y = self.fc(x)'), inTorch)).toBe(false);
  });

  it('refuses a node that reads a later one, and a name that stands twice', () => {
    expect(() => buildGraph([row('a', ['b']), row('b', [])])).toThrow(/not listed before/);
    expect(() => buildGraph([row('a', []), row('a', [])])).toThrow(/twice/);
  });
});

describe('dtype', () => {
  it('numbers as the exported-program schema does', () => {
    expect(dtypeNumber('float32')).toBe(7);
    expect(dtypeName(13)).toBe('bfloat16');
    expect(dtypeBytes(11)).toBe(16);
    expect([dtypeName(99), dtypeNumber('quint4'), dtypeBytes(0)]).toEqual(['?', 0, 0]);
  });
});
