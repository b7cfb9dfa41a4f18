/** Draws a scene into SVG. Each item is a focusable tree item with a name of its own; its shapes are hidden from readers. */

import { type ProgramModel, titleOf } from '../ui/programModel';
import { svg } from '../ui/elements';
import type { Rulers } from '../ui/text';
import { drawBlock, drawMore } from './drawBlock';
import { drawItem, drawLabel, drawShape, drawText } from './drawParts';
import { drawNode, drawNodeLines } from './drawNode';
import { type Box, type BreakBox, type EndBox, SCENE, type Scene } from './scene';
import { STEP_GAP, STEP_HEIGHT, STEP_WIDTH } from './innerGraph';

/** What was drawn: elements by item id, and the place of each in the picture. */
export interface Drawn {
  readonly elements: ReadonlyMap<string, SVGGElement>;
  readonly boxes: ReadonlyMap<string, Box>;
}

/** Puts the scene into `world`, in place of what was there. */
export function drawScene(world: SVGGElement, model: ProgramModel, scene: Scene, rulers: Rulers): Drawn {
  const elements = new Map<string, SVGGElement>();
  const boxes = new Map<string, Box>();
  const keep = (id: string, element: SVGGElement, box: Box): SVGGElement => {
    element.dataset['id'] = id;
    element.setAttribute('tabindex', '-1');
    elements.set(id, element);
    boxes.set(id, box);
    return element;
  };
  const tree = svg('g', { role: 'tree', 'aria-label': 'Blocks of the program, in the order in which they run' });
  const end = (id: string): void => {
    const box = scene.ends.find((each) => each.id === id);
    if (box) tree.append(keep(box.id, drawEnd(box, rulers), box));
  };

  end('inputs');
  for (const box of scene.blocks) {
    const element = keep(box.id, drawBlock(model, box, rulers), box);
    tree.append(element);
    if (box.inner) tree.append(drawInner(model, scene, box.block, rulers, keep));
    const breakBox = scene.breaks[model.breakOfBlock.get(box.block) ?? -1];
    if (breakBox) tree.append(keep(breakBox.id, drawBreak(breakBox, rulers), breakBox));
  }
  end('outputs');
  world.replaceChildren(drawLines(scene, rulers), tree);
  return { elements, boxes };
}

type Keep = (id: string, element: SVGGElement, box: Box) => SVGGElement;

function drawInner(model: ProgramModel, scene: Scene, block: number, rulers: Rulers, keep: Keep): SVGGElement {
  const box = scene.blocks[block]!;
  const inner = box.inner!;
  const left = box.x + SCENE.padding;
  const top = box.y + SCENE.blockHeader + SCENE.innerGap;
  const title = titleOf(model, model.program.partition.blocks[block]!);
  // Beside its block rather than in it: the block's name would else be that of all its operations.
  const group = svg('g', {
    role: 'group',
    class: 'inner',
    'data-block': block,
    'aria-label': `Operations of ${title}`,
  });
  const more = (step: typeof inner.earlier, y: number): void => {
    if (!step) return;
    const place = { x: left, y, width: STEP_WIDTH, height: STEP_HEIGHT };
    group.append(keep(step.id, drawMore(step.label, place, rulers), place));
  };
  more(inner.earlier, top);
  const { layout, nodes } = inner;
  group.append(drawNodeLines(layout, left, top + inner.top));
  nodes.forEach((node, position) => {
    const [x, y] = [left + layout.x[position]!, top + inner.top + layout.y[position]!];
    const { element, id, place } = drawNode(model, node, x, y, rulers);
    group.append(keep(id, element, place));
  });
  more(inner.later, top + inner.top + layout.height + STEP_GAP);
  return group;
}

function drawEnd(box: EndBox, rulers: Rulers): SVGGElement {
  return drawItem(
    'end',
    1,
    box.label,
    drawShape(box, { class: 'shape', rx: box.height / 2 }),
    drawText(box.label, box.x + box.width / 2, box.y + 18, box.width - 24, 'label', rulers, {
      class: 'dim',
      'text-anchor': 'middle',
    }),
  );
}

function drawBreak(box: BreakBox, rulers: Rulers): SVGGElement {
  const middle = box.y + box.height / 2;
  return drawItem(
    'break',
    1,
    `Graph ${box.label}`,
    svg('line', { class: 'tie', x1: box.tie, y1: middle, x2: box.x, y2: middle }),
    drawShape(box, { class: 'shape', rx: box.height / 2 }),
    drawText(box.label, box.x + 15, middle + 4, box.width - 28, 'label', rulers),
  );
}

function drawLines(scene: Scene, rulers: Rulers): SVGGElement {
  const group = svg('g', { class: 'lines', 'aria-hidden': 'true' });
  for (const line of scene.lines) {
    const ends = { 'data-from': line.from, 'data-to': line.to };
    if (line.points.length > 0) {
      const d = line.points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join('');
      group.append(svg('path', { class: `line ${line.kind}`, d, 'marker-end': 'url(#arrow)', ...ends }));
    }
    if (line.label) group.append(drawLabel(line.label, rulers, ends));
  }
  return group;
}
