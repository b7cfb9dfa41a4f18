import { describe, expect, it } from 'vitest';
import { ArrangedTree } from '../../../../webview/program/graph/arrangedTree';
import { Arrangement } from '../../../../webview/program/graph/arrangement';
import { ItemKind } from '../../../../webview/program/graph/groupTree';
import { partitionTree } from '../../../../webview/program/graph/hierarchies';
import { liftEdges } from '../../../../webview/program/graph/liftedEdges';
import { placeOf } from '../../../../webview/program/graph/walk';
import { type Drawing, composeFrame } from '../../../../webview/program/canvas/composeFrame';
import type { BoxBatch } from '../../../../webview/program/canvas/frame';
import { TextsOfItems } from '../../../../webview/program/canvas/itemTexts';
import { LineLabels } from '../../../../webview/program/canvas/lineLabels';
import { Pills } from '../../../../webview/program/canvas/pills';
import { Styles } from '../../../../webview/program/canvas/styles';
import { Tags } from '../../../../webview/program/canvas/tags';
import { TextCutter } from '../../../../webview/program/canvas/textCutter';
import { NO_LABELS } from '../../../../webview/program/crossingLabels';
import { layoutMessage } from '../../../../webview/program/worker/layoutMessage';
import { programModel, titleOf } from '../../../../webview/ui/programModel';
import { type Rulers, TEXT_SIZES } from '../../../../webview/ui/text';
import { recordedReport } from '../../../webview/models';
import { alternatingProgram } from '../graph/graphs';

const TIMES = 12;
const rulers = Object.fromEntries(
  Object.keys(TEXT_SIZES).map((kind) => [kind, (text: string) => 6 * text.length]),
) as unknown as Rulers;

/** A program of alternating blocks, folded into one group, which is open or not. */
function drawingOf(isOpen: boolean): { drawing: Drawing; fold: number } {
  const { program, blockOf, ends } = alternatingProgram(TIMES);
  const model = programModel(recordedReport('gpt2'), program);
  const title = (block: number): string => titleOf(model, program.partition.blocks[block]!);
  const tree = partitionTree(program, blockOf, ends, title, true);
  const edges = liftEdges(program.graph, tree);
  const arrangement = new Arrangement(tree, edges);
  const fold = tree.kind.indexOf(ItemKind.fold);
  if (isOpen) arrangement.setOpen([fold], true);
  const key = { hierarchy: 'partition', folded: true } as const;
  const placed = new ArrangedTree(key, tree, edges, layoutMessage(arrangement));
  const cutter = new TextCutter(rulers);
  const labels = new LineLabels(NO_LABELS, tree, program.partition.blocks.length, cutter);
  const drawing: Drawing = {
    placed,
    styles: new Styles(),
    texts: new TextsOfItems(model, tree),
    cutter,
    pills: new Pills(model, tree, cutter, labels),
    labels,
    tags: new Tags(placed, program.graph),
    tones: [],
    categories: new Uint8Array(tree.count),
    bad: new Uint8Array(tree.count),
    lit: undefined,
    hotEdges: new Set(),
    hits: undefined,
  };
  return { drawing, fold };
}

const AREA = { x: 0, y: 0, width: 10_000, height: 10_000 };
const roleOf = ({ style }: BoxBatch): string => style.name.split(' ')[0]!;

describe('folded blocks', () => {
  it('are drawn as a stack of cards within the place of the fold, with what is in it', () => {
    const { drawing, fold } = drawingOf(false);
    const frame = composeFrame(drawing, AREA, 1);
    const cards = frame.leaves.filter((batch) => /card|fold/i.test(roleOf(batch)));
    expect(cards.map(roleOf)).toEqual(['lastCard', 'card', 'fold']);
    const { x, y, width, height } = placeOf(drawing.placed, fold)!;
    expect(cards.map(({ boxes }) => boxes)).toEqual([
      [x + 6, y + 6, width - 6, height - 6],
      [x + 3, y + 3, width - 6, height - 6],
      [x, y, width - 6, height - 6],
    ]);
    expect(frame.texts.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['Engine 0 to PyTorch 23', `×${TIMES} · ${3 * TIMES} operations`]),
    );
    expect(frame.leaves.some((batch) => roleOf(batch) === 'pill')).toBe(false);
    const { placed, pills } = drawing;
    expect(pills.bounds(placed)).toEqual({ x: 0, y: 0, width: placed.width[0], height: placed.height[0] });
  });

  it('have their graph breaks beside them when the fold is open', () => {
    const { drawing, fold } = drawingOf(true);
    const { placed, pills } = drawing;
    const frame = composeFrame(drawing, AREA, 1);
    const pillBoxes = frame.leaves.filter((batch) => roleOf(batch) === 'pill').flatMap(({ boxes }) => boxes);
    // Each PyTorch block is one.
    expect(pillBoxes.length / 4).toBe(TIMES);
    const around = placeOf(placed, fold)!;
    for (let at = 0; at < pillBoxes.length; at += 4) {
      const [x, y, width, height] = pillBoxes.slice(at, at + 4) as [number, number, number, number];
      expect(x).toBeGreaterThan(around.x);
      expect(x + width).toBeLessThan(around.x + around.width);
      const item = pills.at(placed, x + 1, y + height / 2)!;
      expect(placed.tree.parent[item]).toBe(fold);
    }
  });
});
