/** What is said of a block in its box: what is in it and what became of its engine. */

import { formatBytes, formatCount, formatMilliseconds } from '../../extension/core/format/units';
import { shortTimeText, timeOfEngine } from '../ui/layerTimes';
import {
  type ProgramModel,
  engineTrouble,
  modulesOf,
  nounOf,
  operationsOf,
  operatorsOf,
  reasonsOf,
  runsInTensorRt,
} from '../ui/programModel';
import { listSome } from '../ui/words';

/** "embeddings, layer.0 · 20 operations", or "_safe_softmax · no converter" for a break; shorter ones after it. */
export function blockDetails(model: ProgramModel, index: number): string[] {
  const block = model.program.partition.blocks[index]!;
  const operations = formatCount(operationsOf(model, block).length, nounOf(model));
  const graphBreak = model.breaks[model.breakOfBlock.get(index) ?? -1];
  if (!graphBreak) {
    const groups = modulesOf(model, block);
    const shorter = [2, 1].map((most) => [listSome(groups, most), operations].filter(Boolean).join(' · '));
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
export function blockOutcome(model: ProgramModel, index: number): string {
  const block = model.program.partition.blocks[index]!;
  const trouble = engineTrouble(model, block);
  if (trouble) return trouble;
  const engine = runsInTensorRt(model, block) ? model.engines.get(block.name) : undefined;
  if (!engine) return '';
  // Of an engine that was opened nobody knows how long it took to build, and of its layers alone not even its size.
  const { bytes, buildMilliseconds } = engine;
  const time = timeOfEngine(engine);
  const parts = [
    model.times && time !== undefined && shortTimeText(model.times, time),
    bytes > 0 && formatBytes(bytes),
    buildMilliseconds > 0 && `${formatMilliseconds(buildMilliseconds)} build`,
  ];
  return parts.filter(Boolean).join(' · ');
}
