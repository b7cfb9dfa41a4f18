/** The answer of `compile` and `partition` for people. */

import { basename, relative } from 'node:path';
import { formatFinding, formatRemedy } from '../../core/findings/text';
import { formatBytes, formatCount, formatMilliseconds } from '../../core/format/units';
import { sourceOfNode } from '../../core/graph/source';
import { type GraphBreak, findBreaks } from '../../core/partition/breaks';
import { explainCause } from '../../core/partition/explain';
import { operatorName } from '../../core/partition/operators';
import { type Block, blockTitle, isStored } from '../../core/partition/partition';
import { figuresOf, remediesFor } from '../../core/partition/remedies';
import type { Environment, Program, Report } from '../../core/report/report';
import { remedyOptions } from '../options';
import type { ModelRun } from '../runModel';
import { table, wrap } from './table';

const WIDTH = 92;

export function runText(run: ModelRun, model: string): string {
  const { report, files } = run;
  const sections = [headline(run, model)];
  const program = report?.program;
  if (report && program) sections.push(blocksText(report, program));
  if (files.length > 0) sections.push(filesText(files));
  // Graph breaks stand with their blocks.
  const findings = run.findings.filter(({ code }) => !code.startsWith('break.'));
  if (findings.length > 0)
    sections.push(findings.map((finding) => formatFinding(finding, shorten, remedyOptions)).join('\n'));
  return `${sections.join('\n\n')}\n`;
}

function headline({ report, mode }: ModelRun, model: string): string {
  const name = basename(model);
  if (!report) return `${name}: not ${mode === 'compile' ? 'compiled' : 'partitioned'}`;
  const lines = [`${name}: ${resultOf(report)}`];
  if (report.environment) lines.push(`  ${environmentText(report.environment)}`);
  if (report.phases.length > 0 && mode === 'compile') lines.push(`  ${timesText(report)}`);
  return lines.join('\n');
}

function resultOf(report: Report): string {
  const { program, outcome } = report;
  const failed = outcome === 'failed' ? 'failed; it would be ' : '';
  if (!program) return 'failed';
  return `${partitionText(program, failed)}${program.partition.exact ? '' : ' (not exact)'}`;
}

function partitionText(program: Program, failed: string): string {
  if (program.partition.skippedWholeGraph) return 'no engine, the whole graph stays in PyTorch';
  const { engines, breaks, torchOperations } = figuresOf(program);
  if (isStored(program.partition)) {
    const rest = `${formatCount(torchOperations, 'operation')} in PyTorch`;
    return `${formatCount(engines, 'engine')}, ${formatCount(breaks, 'graph break')}, ${rest}`;
  }
  const operations = countOperations(program, (node) => program.graph.isOperation(node));
  const inTensorRT = `${formatCount(operations - torchOperations)} of ${formatCount(operations, 'operation')} in TensorRT`;
  return `${failed}${formatCount(engines, 'engine')}, ${formatCount(breaks, 'graph break')}, ${inTensorRT}`;
}

function countOperations(program: Program, counts: (node: number) => boolean): number {
  let count = 0;
  for (let node = 0; node < program.graph.mainCount; node++) if (counts(node)) count++;
  return count;
}

function environmentText(environment: Environment): string {
  const { torchTensorrt, flavour, tensorrt, torch, gpu } = environment;
  const builder = flavour === 'rtx' ? 'TensorRT-RTX' : 'TensorRT';
  // An .onnx needs nothing of torch.
  const parts = [
    torchTensorrt && `Torch-TensorRT ${torchTensorrt}`,
    `${builder} ${tensorrt}`,
    torch && `torch ${torch}`,
  ];
  return [...parts.filter(Boolean), gpu || 'no GPU in use'].join(', ');
}

function timesText({ phases }: Report): string {
  const total = phases.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const parts = phases.map(({ phase, milliseconds }) => `${phase} ${formatMilliseconds(milliseconds)}`);
  return `${formatMilliseconds(total)}: ${parts.join(', ')}`;
}

/** Blocks in order, each break with its reason, place, cost and remedies below it. */
function blocksText(report: Report, program: Program): string {
  const { graph, support, partition } = program;
  const breaks = new Map(findBreaks(graph, support, partition).map((each) => [each.block, each]));
  const rows = table(
    partition.blocks.map((block) => blockRow(report, program, block)),
    '  ',
    [1],
  );
  const lines = partition.blocks.flatMap((_, index) => {
    const graphBreak = breaks.get(index);
    return graphBreak ? [rows[index]!, ...breakLines(report, program, graphBreak)] : [rows[index]!];
  });
  return lines.join('\n');
}

function blockRow(report: Report, { graph, partition }: Program, block: Block): string[] {
  const operations = block.nodes.filter((node) => graph.isOperation(node));
  const engine = report.engines.find(({ name }) => name === block.name);
  const names = block.kind === 'torch' ? listed([...operations].map((node) => operatorName(graph.target(node)))) : '';
  return [
    blockTitle(block, partition),
    formatCount(operations.length, 'operation'),
    engine ? engineText(engine) : names,
  ];
}

function engineText({ state, bytes, buildMilliseconds }: Report['engines'][number]): string {
  const time = buildMilliseconds > 0 ? `, built in ${formatMilliseconds(buildMilliseconds)}` : '';
  if (state === 'built') return `${formatBytes(bytes)}${time}`;
  return state === 'not-built' ? 'not built' : state === 'crashed' ? 'crashed the builder' : 'could not be built';
}

function breakLines(report: Report, program: Program, graphBreak: GraphBreak): string[] {
  const { graph } = program;
  const main = graphBreak.causes[0]!;
  const source = sourceOfNode(graph, main.node);
  const module = graph.module(main.node);
  const where = [source && `${shorten(source.frame.file)}:${source.frame.line}`, module].filter(Boolean).join(', ');
  const rows: [string, string][] = [['why', explainCause(program, main, report.environment)]];
  if (where) rows.push(['where', where]);
  if (graphBreak.crossings.length > 0) rows.push(['crosses', crossingText(graphBreak)]);
  for (const remedy of remediesFor(report, graphBreak)) rows.push(['try', formatRemedy(remedy, remedyOptions(remedy))]);
  const indent = ' '.repeat(6);
  return rows.map(([label, text]) => `${indent}${label.padEnd(9)}${wrap(text, WIDTH - 15, ' '.repeat(15))}`);
}

function crossingText({ crossings, bytes }: GraphBreak): string {
  return `${formatCount(crossings.length, 'tensor')}, ${formatBytes(bytes)}`;
}

/** "sort, getitem and 3 more", each name once. */
function listed(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const shown = unique.slice(0, 4).join(', ');
  return unique.length > 4 ? `${shown} and ${unique.length - 4} more` : shown;
}

function filesText(files: ModelRun['files']): string {
  return table(
    files.map(({ path, bytes }) => ['wrote', shorten(path), formatBytes(bytes)]),
    '  ',
  ).join('\n');
}

/** A path as seen from here, where that is shorter. */
function shorten(path: string): string {
  const short = relative(process.cwd(), path);
  return short !== '' && !short.startsWith('..') && short.length < path.length ? short : path;
}
