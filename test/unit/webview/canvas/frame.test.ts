import { describe, expect, it } from 'vitest';
import { type Drawing, composeFrame } from '../../../../webview/program/canvas/composeFrame';
import { NO_MARKS, composeMarks } from '../../../../webview/program/canvas/composeMarks';
import type { Frame, TextRun } from '../../../../webview/program/canvas/frame';
import { svgOf } from '../../../../webview/program/canvas/paintSvg';
import { type Pattern, Styles } from '../../../../webview/program/canvas/styles';
import { connectionsOf } from '../../../../webview/program/graph/connections';
import type { Rectangle } from '../../../../webview/program/graph/walk';
import { TEXT_SIZES } from '../../../../webview/ui/text';
import { chainReport, recordedReport } from '../../../webview/models';
import { RULERS, drawn } from './anyDrawing';

const boundsOf = ({ pills, placed }: Drawing): Rectangle => pills.bounds(placed);
const texts = (frame: Frame): string[] => frame.texts.map(({ text }) => text);
const count = (frame: Frame): number =>
  [...frame.groups, ...frame.leaves].reduce((sum, { boxes }) => sum + boxes.length / 4, 0);

/** Boxes that are marked, by the kind of mark. */
const marksOf = (frame: Frame): Record<string, number> =>
  Object.fromEntries(frame.marks.map(({ style, boxes }) => [style.name, boxes.length / 4]));

/** From where to where a text reaches. */
function extent({ text, x, align, kind, size }: TextRun): [number, number] {
  const width = (RULERS[kind](text) * size) / TEXT_SIZES[kind];
  const left = align === 'start' ? x : align === 'end' ? x - width : x - width / 2;
  return [left, left + width];
}

describe('a frame', () => {
  for (const scale of [0.05, 0.3, 0.5, 0.75, 1, 2]) {
    it(`has no text at ${scale * 100} % that leaves the picture or is too small to read`, () => {
      const long = chainReport('long', {
        blocks: 4,
        nodesPerBlock: 5,
        nodeName: (at) => `a_very_long_name_of_an_operation_${at}`.repeat(4),
        module: () => `a_module_of_a_long_name_${'x'.repeat(120)}`,
      });
      for (const { drawing } of [drawn(long), drawn(recordedReport('bert'))]) {
        const bounds = boundsOf(drawing);
        for (const run of composeFrame(drawing, bounds, scale).texts) {
          const [left, right] = extent(run);
          expect(left).toBeGreaterThanOrEqual(bounds.x - 1);
          expect(right).toBeLessThanOrEqual(bounds.x + bounds.width + 1);
          expect(run.size * scale).toBeGreaterThan(6);
        }
      }
    });
  }

  it('names operators, types, and from close by the operations themselves', () => {
    const { drawing } = drawn(recordedReport('alternating'));
    const at = (scale: number): string[] => texts(composeFrame(drawing, boundsOf(drawing), scale));
    expect(at(1)).toContain('lab.clip_custom');
    expect(at(1)).toContain('2×16 float32');
    expect(at(2).filter((text) => text.startsWith('linear_'))).not.toHaveLength(0);
    expect(at(1).filter((text) => text.startsWith('linear_'))).toHaveLength(0);
    expect(at(0.1)).not.toContain('lab.clip_custom');
  });

  it('has the breaks beside their blocks and what crosses at the lines between', () => {
    const { drawing } = drawn(recordedReport('alternating'), 'partition', false);
    const all = texts(composeFrame(drawing, boundsOf(drawing), 1));
    expect(all).toContain('break 1 · no converter');
    expect(all).toContain('x 2×16 float32 · 128 B');
  });

  it('tells TensorRT from PyTorch by pattern and dashes, not by colour alone', () => {
    const { drawing } = drawn(recordedReport('alternating'), 'partition', false);
    const styles = composeFrame(drawing, boundsOf(drawing), 1).leaves.map(({ style }) => style);
    const of = (colour: string): (typeof styles)[number] => styles.find(({ stripe }) => stripe === colour)!;
    expect([of('tensorrt').pattern, of('tensorrt').dash.length]).toEqual(['plain', 0]);
    expect([of('torch').pattern, of('torch').dash.length]).toEqual(['rising', 2]);
    // Dashes are PyTorch's: what else has a pattern has none.
    expect(new Styles().box('block', { colour: 'chart3', pattern: 'level' }).dash).toEqual([]);
    // Where all is of one colour, boxes too small for a pattern differ by its strength.
    const speck = (pattern: Pattern): string => new Styles().box('speck', { colour: 'text', pattern }).fill!;
    expect([speck('plain'), speck('rising')]).toEqual(['textSpeck', 'textStrongSpeck']);
  });

  it('has nothing of what is out of sight', () => {
    const { drawing } = drawn(recordedReport('bert'));
    const bounds = boundsOf(drawing);
    const part = composeFrame(drawing, { ...bounds, height: bounds.height / 20 }, 1);
    expect(count(part)).toBeLessThan(count(composeFrame(drawing, bounds, 1)) / 4);
    expect(count(composeFrame(drawing, { x: 1e6, y: 1e6, width: 10, height: 10 }, 1))).toBe(0);
  });

  it('is the same for the same input', () => {
    const frames = [1, 2].map(() => {
      const { drawing } = drawn(recordedReport('bert'), 'module');
      return svg(drawing);
    });
    expect(frames[0]).toBe(frames[1]);
  });

  it('marks what an operation reads and what reads it, with a line where none is drawn from end to end', () => {
    const report = recordedReport('bert');
    const { drawing, placed, model } = drawn(report, 'module');
    const { graph } = model.program;
    const node = graph.find('add_1')!;
    const item = placed.tree.itemOfNode[node]!;
    const connections = connectionsOf(placed, graph, item);
    const around = [...new Set([...graph.inputs(node), ...graph.users(node)])].map(
      (other) => placed.tree.itemOfNode[other]!,
    );
    expect([...connections.neighbours].sort()).toEqual(around.filter((other) => other >= 0).sort());
    expect(connections.edges.size + connections.direct.length).toBeGreaterThanOrEqual(connections.neighbours.length);
    const frame = composeFrame({ ...drawing, hotEdges: connections.edges }, boundsOf(drawing), 1);
    composeMarks(frame, drawing, { ...NO_MARKS, ...connections, selected: [item] }, boundsOf(drawing), 1);
    expect(marksOf(frame)).toEqual({ neighbour: new Set(connections.neighbours).size, selected: 1 });
    expect(frame.lines.map(({ style }) => style.name)).toContain('hot');
  });
});

const COLOURS = (name: string): string => `#${name.length.toString(16).padStart(6, '0')}`;

function svg(drawing: Drawing): string {
  const bounds = boundsOf(drawing);
  return svgOf(
    composeFrame(drawing, bounds, 1),
    bounds,
    COLOURS,
    (kind, size) => `${size}px ${kind}`,
    'a <title> & "more" \ud800',
  );
}

describe('an SVG file', () => {
  it('is well-formed whatever a file calls its operations', () => {
    const evil = '</text><script>&amp;"\u0000';
    const { drawing } = drawn(
      chainReport(evil, { blocks: 2, nodesPerBlock: 3, target: `torch.ops.${evil}.x.default`, module: () => evil }),
    );
    const written = svg(drawing);
    expect(written).not.toContain('<script');

    expect(written).not.toMatch(/[\u0000-\u0008]/);
    const open: string[] = [];
    for (const [, end, name, , alone] of written.matchAll(/<(\/?)([a-zA-Z]+)((?:"[^"]*"|[^">])*?)(\/?)>/g)) {
      if (end) expect(open.pop()).toBe(name);
      else if (!alone) open.push(name!);
    }
    expect(open).toEqual([]);
    expect(written).toContain('<title>a &lt;title&gt; &amp; &quot;more&quot; \ufffd</title>');
  });

  it('has a box for each operation, group and break', () => {
    const { drawing, placed, model } = drawn(recordedReport('alternating'));
    const plain = composeFrame(drawing, boundsOf(drawing), 1);
    expect(count(plain)).toBe(placed.tree.count - 1 + model.breaks.length);
    expect(svg(drawing).match(/<rect /g)!.length).toBeGreaterThan(count(plain));
  });
});
