/**
 * What to try about a graph break. A remedy is offered only when Torch-TensorRT's own partitioner was seen to do better
 * with it (the report's trials), when it undoes a setting of the user's, or when it cannot hurt.
 */

import type { Remedy } from '../findings/finding';
import { formatCount } from '../format/units';
import type { Program, Report, Trial } from '../report/report';
import type { GraphBreak } from './breaks';
import { ANY_ONNX_OPERATOR, onnxHints } from './onnxHints';
import { operatorHints } from './operatorHints';
import { type Block, isOnnxPartition, isStored } from './partition';
import { Reason } from './reasons';

/** Engines, breaks between engines, and operations left to PyTorch. */
interface Figures {
  readonly engines: number;
  readonly breaks: number;
  readonly torchOperations: number;
}

const ASK_THE_MODEL: Remedy = {
  title: 'Partition the model that the program was made from (trtlens partition MODEL): that says why, and what helps.',
};

/** In the order in which to try them: what was seen to help first. Empty where nothing is known to help. */
export function remediesFor(report: Report, graphBreak: GraphBreak): Remedy[] {
  const { program } = report;
  if (!program) return [];
  if (isStored(program.partition)) return [ASK_THE_MODEL];
  const current = figuresOf(program);
  const tried = report.trials
    .filter((trial) => isBetter(trial, current) && concerns(trial, report, program, graphBreak))
    .map((trial) => trialRemedy(trial, current));
  const remedies = [
    ...bestOfEachSetting(tried, report.settings),
    ...exclusions(report, program, graphBreak),
    ...hints(program, graphBreak),
  ];
  const titles = new Set<string>();
  return remedies.filter(({ title }) => !titles.has(title) && titles.add(title));
}

/** Counting walks over the whole program, and every break of it asks. */
const FIGURES = new WeakMap<Program, Figures>();

/** What a report's partition comes to, counted as the worker counts its trials. */
export function figuresOf(program: Program): Figures {
  let figures = FIGURES.get(program);
  if (!figures) FIGURES.set(program, (figures = countFigures(program)));
  return figures;
}

function countFigures({ graph, partition }: Program): Figures {
  const kinds = partition.skippedWholeGraph ? [] : partition.blocks.map((block) => block.kind);
  const engines = kinds.filter((kind) => kind === 'tensorrt').length;
  const [first, last] = [kinds.indexOf('tensorrt'), kinds.lastIndexOf('tensorrt')];
  const breaks = kinds.filter((kind, index) => kind === 'torch' && index > first && index < last).length;
  let torchOperations = 0;
  for (let node = 0; node < graph.mainCount; node++) if (graph.isOperation(node)) torchOperations++;
  if (engines > 0) {
    for (const { kind, nodes } of partition.blocks) {
      if (kind === 'tensorrt') for (const node of nodes) if (graph.isOperation(node)) torchOperations--;
    }
  }
  return { engines, breaks, torchOperations };
}

/** "2 engines become 4, 1 break becomes 3"; "" where nothing changes. */
export function effectOf(trial: Trial, current: Figures): string {
  const change = (before: number, after: number, noun: string, plural?: string): string[] =>
    before === after
      ? []
      : [`${formatCount(before, noun, plural)} become${before === 1 ? 's' : ''} ${formatCount(after)}`];
  return [
    ...change(current.engines, trial.engines, 'engine'),
    ...change(current.breaks, trial.breaks, 'break'),
    ...change(current.torchOperations, trial.torchOperations, 'operation in PyTorch', 'operations in PyTorch'),
  ].join(', ');
}

interface Tried {
  readonly remedy: Remedy;
  readonly trial: Trial;
}

function trialRemedy(trial: Trial, current: Figures): Tried {
  const effect = effectOf(trial, current);
  const action = { kind: 'settings', change: trial.change } as const;
  return { trial, remedy: { title: changeTitle(trial.change), action, ...(effect ? { effect } : {}) } };
}

/**
 * Of several values of one setting the one with the fewest breaks; at the same number, with the most in TensorRT; and of
 * those the one that is nearest to what is set.
 */
function bestOfEachSetting(tried: readonly Tried[], settings: Report['settings']): Remedy[] {
  const best = new Map<string, Tried>();
  for (const each of tried) {
    const key = Object.keys(each.trial.change).sort().join();
    const known = best.get(key);
    if (!known || isPreferred(each.trial, known.trial, settings)) best.set(key, each);
  }
  return [...best.values()].map(({ remedy }) => remedy);
}

function isPreferred(trial: Trial, known: Trial, settings: Report['settings']): boolean {
  const difference = rank(trial) - rank(known);
  return difference === 0 ? distance(trial, settings) < distance(known, settings) : difference < 0;
}

function distance({ change }: Trial, settings: Report['settings']): number {
  return Object.entries(change).reduce((sum, [name, value]) => {
    const present = settings[name];
    return typeof value === 'number' && typeof present === 'number' ? sum + Math.abs(value - present) : sum;
  }, 0);
}

function rank({ engines, breaks, torchOperations }: Trial): number {
  return engines === 0 ? Infinity : breaks * 1e9 + torchOperations;
}

/**
 * Better is: an engine where there was none, fewer breaks without losing every engine, or more in TensorRT without more
 * breaks.
 */
function isBetter(trial: Trial, current: Figures): boolean {
  if (trial.engines === 0) return false;
  if (current.engines === 0 || trial.breaks < current.breaks) return true;
  return trial.breaks === current.breaks && trial.torchOperations < current.torchOperations;
}

/** Whether a change that is better for the program has to do with this break. */
function concerns(trial: Trial, report: Report, program: Program, graphBreak: GraphBreak): boolean {
  const names = Object.keys(trial.change);
  if (names.length !== 1 || names[0] !== 'min_block_size') return true;
  const size = trial.change['min_block_size'];
  const present = report.settings['min_block_size'];
  if (typeof size !== 'number' || typeof present !== 'number') return true;
  const { blocks } = program.partition;
  const around = [graphBreak.before, graphBreak.after].flatMap((index) => (index === null ? [] : [blocks[index]!]));
  if (size > present) return around.some((block) => operationCount(program, block) < size);
  return hasSupported(program, blocks[graphBreak.block]);
}

function operationCount({ graph }: Program, block: Block): number {
  return block.nodes.filter((node) => graph.isOperation(node)).length;
}

function hasSupported({ support }: Program, block: Block | undefined): boolean {
  return block?.nodes.some((node) => support.reason(node) === Reason.supported) ?? false;
}

/** "Remove … from torch_executed_ops" for every operator that the user excluded here. */
function exclusions(report: Report, { graph }: Program, { causes }: GraphBreak): Remedy[] {
  const excluded = causes.filter((cause) => cause.reason === Reason.torchExecutedOps);
  const setting = report.settings['torch_executed_ops'];
  const present = Array.isArray(setting) ? setting.map(String) : [];
  return [...new Set(excluded.map((cause) => graph.target(cause.node)))]
    .filter((target) => present.includes(target))
    .map((target) => ({
      title: `Remove ${target} from torch_executed_ops`,
      action: {
        kind: 'settings' as const,
        change: { torch_executed_ops: present.filter((each) => each !== target) },
      },
    }));
}

function hints({ graph, partition }: Program, { causes }: GraphBreak): Remedy[] {
  const isOnnx = isOnnxPartition(partition);
  const hintsFor = isOnnx ? onnxHints : operatorHints;
  const known = causes.flatMap(({ node, reason }) => hintsFor(graph.target(node), reason));
  return known.length === 0 && isOnnx ? [ANY_ONNX_OPERATOR] : known;
}

function changeTitle(change: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(change).map(([name, value]) => {
    if (Array.isArray(value)) return value.length === 0 ? `empty ${name}` : `set ${name} to ${value.join(', ')}`;
    if (typeof value === 'boolean') return `${value ? 'switch on' : 'switch off'} ${name}`;
    return `set ${name} to ${String(value)}`;
  });
  const title = parts.join(' and ');
  return title.charAt(0).toUpperCase() + title.slice(1);
}
