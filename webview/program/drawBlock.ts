/** A block as a box: name, what is in it, what its engine came to; hatched where it runs in PyTorch. */

import { formatBytes, formatCount, formatMilliseconds } from '../../extension/core/format/units';
import { svg } from '../ui/elements';
import {
  type ProgramModel,
  engineTrouble,
  modulesOf,
  operationsOf,
  operatorsOf,
  reasonsOf,
  runsInTensorRt,
  titleOf,
  whereItRuns,
} from '../ui/programModel';
import { type Rulers, fitting } from '../ui/text';
import { drawItem, drawShape, drawText } from './drawParts';
import { type BlockBox, type Box, SCENE } from './scene';

const STRIPE = 4;

export function drawBlock(model: ProgramModel, box: BlockBox, rulers: Rulers): SVGGElement {
  const block = model.program.partition.blocks[box.block]!;
  const where = whereItRuns(model, block);
  const inTensorRt = where.class === 'tensorrt';
  const [title, right] = [titleOf(model, block), rightText(model, box.block)];
  const detail = fitting(detailTexts(model, box.block), box.width - 46, rulers.label);
  // Red is for what went wrong; an engine that had to wait for another is not at fault.
  const trouble = inTensorRt && ['failed', 'crashed'].includes(model.engines.get(block.name)?.state ?? '');
  const element = drawItem(
    `block ${where.class}${trouble ? ' trouble' : ''}`,
    1,
    [title, where.short, detailTexts(model, box.block)[0], right].filter(Boolean).join('\n'),
  );
  element.setAttribute('aria-expanded', box.inner ? 'true' : 'false');
  const rightWidth = right ? rulers.label(right) + 10 : 0;
  element.append(
    drawShape(box, { class: 'shape', rx: 6 }),
    ...(where.class === 'torch' ? [drawShape(box, { class: 'hatch', rx: 6, fill: 'url(#hatch)' })] : []),
    drawShape({ ...box, width: STRIPE }, { class: 'stripe', rx: 2 }),
    drawTwisty(box),
    drawText(title, box.x + 32, box.y + 19, SCENE.blockWidth - 46 - rightWidth, 'title', rulers),
    drawText(detail, box.x + 32, box.y + 36, box.width - 46, 'label', rulers, { class: 'dim' }),
  );
  if (right) {
    element.append(
      drawText(right, box.x + SCENE.blockWidth - 12, box.y + 19, SCENE.blockWidth - 100, 'label', rulers, {
        class: trouble ? 'bad' : '',
        'text-anchor': 'end',
      }),
    );
  }
  return element;
}

/** A step to further nodes of a large block. */
export function drawMore(label: string, place: Box, rulers: Rulers): SVGGElement {
  return drawItem(
    'more',
    2,
    label,
    drawShape(place, { class: 'shape', rx: 3 }),
    drawText(label, place.x + place.width / 2, place.y + 17, place.width - 16, 'label', rulers, {
      'text-anchor': 'middle',
    }),
  );
}

function drawTwisty(box: BlockBox): SVGGElement {
  const [x, y] = [box.x + 12, box.y + 8];
  const d = box.inner ? `M${x + 2} ${y + 4}l4.5 5 4.5-5` : `M${x + 4} ${y + 2}l5 4.5-5 4.5`;
  return svg(
    'g',
    { class: 'twisty' },
    svg('rect', { class: 'target', x: x - 6, y: y - 6, width: 26, height: SCENE.blockHeader - 4 }),
    svg('path', { d }),
  );
}

/** "embeddings, layer.0 · 20 operations", or "_safe_softmax · no converter" for a break; shorter ones after it. */
function detailTexts(model: ProgramModel, index: number): string[] {
  const block = model.program.partition.blocks[index]!;
  const operations = formatCount(operationsOf(model, block).length, 'operation');
  const graphBreak = model.breaks[model.breakOfBlock.get(index) ?? -1];
  if (!graphBreak) {
    const shorter = [2, 1].map((most) => [modulesOf(model, block, most), operations].filter(Boolean).join(' · '));
    return [...shorter, operations];
  }
  const [operators, reasons] = [operatorsOf(model, graphBreak.causes, 1), reasonsOf(model, graphBreak.causes, 1)];
  return [
    `${operators} · ${reasons} · ${operations}`,
    `${operators} · ${reasons}`,
    `${operators} · ${operations}`,
    reasons,
  ];
}

/** "2.7 MB · built in 2.1 s", or what went wrong with the engine. */
function rightText(model: ProgramModel, index: number): string {
  const block = model.program.partition.blocks[index]!;
  const trouble = engineTrouble(model, block);
  if (trouble) return trouble;
  const engine = runsInTensorRt(model, block) ? model.engines.get(block.name) : undefined;
  if (!engine) return '';
  // Of an engine that was opened nobody knows how long it took to build, and of its layers alone not even its size.
  const { bytes, buildMilliseconds } = engine;
  const parts = [
    bytes > 0 && formatBytes(bytes),
    buildMilliseconds > 0 && `${formatMilliseconds(buildMilliseconds)} build`,
  ];
  return parts.filter(Boolean).join(' · ');
}
