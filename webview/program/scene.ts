/**
 * Where everything in the picture stands: program inputs, blocks from top to bottom, breaks beside the blocks that they
 * are, outputs, and the lines between them. Pure: text is measured through `rulers`, and the same input gives the same
 * picture.
 */

import type { NodeIndex } from '../../extension/core/graph/graph';
import type { Rulers } from '../ui/text';
import { type ProgramModel, groupOf, programOutputs, reasonsOf } from '../ui/programModel';
import { listSome } from '../ui/words';
import { type InnerGraph, innerGraph } from './innerGraph';
import { type SceneLine, sceneLines } from './sceneLines';

/** Pixels at a zoom of 100 %. */
export const SCENE = {
  blockWidth: 330,
  blockHeader: 46,
  /** Between a block's header and its nodes. */
  innerGap: 6,
  blockGap: 36,
  padding: 14,
  endWidth: 240,
  endHeight: 28,
  breakGap: 38,
  breakHeight: 30,
  buttonHeight: 26,
  /** Where the line from block to block runs, from the left edge of the blocks. */
  axis: 165,
} as const;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The program's inputs or outputs. */
export interface EndBox extends Box {
  readonly id: 'inputs' | 'outputs';
  readonly nodes: readonly NodeIndex[];
  readonly label: string;
}

export interface BlockBox extends Box {
  readonly id: string;
  /** Index among the partition's blocks. */
  readonly block: number;
  /** Absent while the block is closed. */
  readonly inner: InnerGraph | undefined;
}

export interface BreakBox extends Box {
  readonly id: string;
  /** Position in the list of breaks. */
  readonly index: number;
  readonly label: string;
  /** Left end of the line that ties the break to its block. */
  readonly tie: number;
}

export interface Scene {
  /** Around all that is drawn, labels included. */
  readonly bounds: Box;
  readonly ends: readonly EndBox[];
  readonly blocks: readonly BlockBox[];
  readonly breaks: readonly BreakBox[];
  readonly lines: readonly SceneLine[];
}

/** Names of blocks that are open, with the first node of the window that is shown of each. */
export type OpenBlocks = ReadonlyMap<string, number>;

export const blockId = (name: string): string => `block:${name}`;
export const breakId = (blockName: string): string => `break:${blockName}`;
export const nodeId = (name: string): string => `node:${name}`;

export function buildScene(model: ProgramModel, open: OpenBlocks, rulers: Rulers): Scene {
  const inputs = endBox(model, 'inputs', model.inputs, 0);
  const blocks = stackBlocks(model, open, inputs ? inputs.height + SCENE.blockGap : 0);
  const last = blocks.at(-1);
  const outputs = endBox(model, 'outputs', programOutputs(model), last ? last.y + last.height + SCENE.blockGap : 0);
  const ends = [inputs, outputs].filter((end) => end !== undefined);
  const breaks = placeBreaks(model, blocks, rulers);
  const lines = sceneLines(model, blocks, ends, rulers);
  return { bounds: boundsOf([...ends, ...blocks, ...breaks], lines), ends, blocks, breaks, lines };
}

function endBox(
  { program: { graph } }: ProgramModel,
  id: EndBox['id'],
  nodes: readonly NodeIndex[],
  y: number,
): EndBox | undefined {
  if (nodes.length === 0) return undefined;
  const x = SCENE.axis - SCENE.endWidth / 2;
  const word = nodes.length === 1 ? id.slice(0, -1) : id;
  const names = nodes.map((node) => graph.name(node));
  return {
    id,
    nodes,
    label: `Program ${word} · ${listSome(names, 2)}`,
    x,
    y,
    width: SCENE.endWidth,
    height: SCENE.endHeight,
  };
}

function stackBlocks(model: ProgramModel, open: OpenBlocks, top: number): BlockBox[] {
  let y = top;
  return model.program.partition.blocks.map((block, index) => {
    const first = open.get(block.name);
    const inner = first === undefined ? undefined : innerGraph(model, index, first);
    const height = SCENE.blockHeader + (inner ? SCENE.innerGap + inner.height + SCENE.padding : 0);
    const width = Math.max(SCENE.blockWidth, inner ? inner.width + 2 * SCENE.padding : 0);
    const box: BlockBox = { id: blockId(block.name), block: index, inner, x: 0, y, width, height };
    y += height + SCENE.blockGap;
    return box;
  });
}

function placeBreaks(model: ProgramModel, blocks: readonly BlockBox[], rulers: Rulers): BreakBox[] {
  return model.breaks.map((graphBreak, index) => {
    const box = blocks[graphBreak.block]!;
    const label = breakLabel(model, index);
    const tie = box.x + box.width;
    return {
      id: breakId(model.program.partition.blocks[graphBreak.block]!.name),
      index,
      label,
      tie,
      x: tie + SCENE.breakGap,
      y: box.y + (SCENE.blockHeader - SCENE.breakHeight) / 2,
      width: Math.min(320, Math.ceil(rulers.label(label)) + 30),
      height: SCENE.breakHeight,
    };
  });
}

/** "break 1 · no converter · layer.0"; one at an end of the program says so. */
export function breakLabel(model: ProgramModel, index: number): string {
  const { causes, before, after } = model.breaks[index]!;
  const where = causes[0] ? groupOf(model, causes[0].node) : '';
  const at =
    before === null && after === null ? '' : before === null ? 'at the start' : after === null ? 'at the end' : '';
  return [`break ${index + 1}`, reasonsOf(model, causes, 1), where, at].filter((part) => part !== '').join(' · ');
}

function boundsOf(boxes: readonly Box[], lines: readonly SceneLine[]): Box {
  const points = lines.flatMap((line) => line.points);
  const labels = lines.flatMap((line) => (line.label ? [line.label] : []));
  const left = Math.min(0, ...boxes.map((box) => box.x), ...points.map(([x]) => x), ...labels.map((label) => label.x));
  const rights = [...boxes.map((box) => box.x + box.width), ...labels.map((label) => label.x + label.width)];
  const bottom = Math.max(0, ...boxes.map((box) => box.y + box.height));
  return { x: left, y: 0, width: Math.max(1, ...rights) - left, height: Math.max(1, bottom) };
}
