/** What drawing reads of a program and one of its trees, made once for both. */

import { isUnsupported } from '../../../extension/core/partition/reasons';
import type { ProgramModel } from '../../ui/programModel';
import type { Rulers } from '../../ui/text';
import { NO_LABELS, crossingLabels } from '../crossingLabels';
import { type Connections } from '../graph/connections';
import type { ArrangedTree } from '../graph/arrangedTree';
import { ItemKind, type ItemIndex } from '../graph/groupTree';
import { onceFor } from '../once';
import type { Drawing } from './composeFrame';
import type { LitItems } from './composeLines';
import { TextsOfItems } from './itemTexts';
import { LineLabels } from './lineLabels';
import { Pills } from './pills';
import type { Styles, Tone } from './styles';
import { Tags } from './tags';
import { TextCutter } from './textCutter';

/** What changes without another tree. */
export interface Highlighting {
  readonly tones: readonly Tone[];
  readonly categories: Uint8Array;
  readonly lit: LitItems | undefined;
  readonly hits: Int32Array | undefined;
  readonly connections: Connections;
}

/** Texts are measured once a theme. */
const cutterOf = onceFor((rulers: Rulers) => new TextCutter(rulers));

export type DrawingParts = Omit<Drawing, 'tones' | 'categories' | 'lit' | 'hits' | 'hotEdges'>;

export function drawingParts(model: ProgramModel, placed: ArrangedTree, styles: Styles, rulers: Rulers): DrawingParts {
  const { tree } = placed;
  const cutter = cutterOf(rulers);
  // Groups of modules have none of the lines that cross between blocks.
  const crossing = placed.key.hierarchy === 'partition' ? crossingLabels(model) : NO_LABELS;
  const labels = new LineLabels(crossing, tree, model.program.partition.blocks.length, cutter);
  return {
    placed,
    styles,
    texts: new TextsOfItems(model, tree),
    cutter,
    pills: new Pills(model, tree, cutter, labels),
    labels,
    tags: new Tags(placed, model.program.graph),
    bad: badItems(model, placed),
  };
}

export function drawingOf(parts: DrawingParts, { connections, ...highlighting }: Highlighting): Drawing {
  return { ...parts, ...highlighting, hotEdges: connections.edges };
}

/** Red is for what went wrong; an engine that had to wait for another is not at fault. */
function badItems({ program, engines }: ProgramModel, { tree: { count, kind, target } }: ArrangedTree): Uint8Array {
  const { support, partition } = program;
  const isBad = (item: ItemIndex): boolean => {
    const at = target[item]!;
    if (kind[item] === ItemKind.node) return isUnsupported(support.reason(at));
    if (kind[item] !== ItemKind.block || at < 0) return false;
    return ['failed', 'crashed'].includes(engines.get(partition.blocks[at]!.name)?.state ?? '');
  };
  const bad = new Uint8Array(count);
  for (let item = 0; item < count; item++) if (isBad(item)) bad[item] = 1;
  return bad;
}
