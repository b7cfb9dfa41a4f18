/** The first lines: which file, made by what, and the answers to the first questions. */

import {
  deviceText,
  isDoubtful,
  kindText,
  machineText,
  makerFacts,
  verdictText,
} from '../../extension/core/artifact/words';
import { formatBytes, formatCount, formatMilliseconds } from '../../extension/core/format/units';
import { innerBreaks } from '../../extension/core/partition/breaks';
import { isOnnxPartition, isStored, isUncut } from '../../extension/core/partition/partition';
import type { Report } from '../../extension/core/report/report';
import type { trtlens } from '../../extension/core/schema/generated/trtlens';
import { type Child, html } from '../ui/elements';
import { severityIcon } from '../ui/findingCard';
import { type ProgramModel, crossingBytes, operationShare } from '../ui/programModel';
import { formatShare, outerBreaksText } from '../ui/words';

/**
 * "Torch-TensorRT 2.13.0 · TensorRT-RTX 1.5.0.114 · no GPU": what compiled a model; of a file that was opened what made it, and
 * the platform and GPU that it is for.
 */
export function madeByText(report: Report | undefined, artifact: trtlens.IArtifact | undefined): string {
  if (artifact) {
    const makers = makerFacts(artifact.madeBy).map((fact) => fact.join(' '));
    const platform = artifact.engines?.map((engine) => engine.platform).find(Boolean);
    const device = artifact.engines?.map(deviceText).find((text) => text !== '');
    return [...makers, platform, device].filter(Boolean).join(' · ');
  }
  return report ? environmentText(report) : '';
}

/** An .onnx is built without a GPU anyway. */
function environmentText({ environment, model }: Report): string {
  if (!environment) return '';
  const { torchTensorrt, tensorrt, flavour, gpu, withoutGpu } = environment;
  return [
    torchTensorrt && `Torch-TensorRT ${torchTensorrt}`,
    tensorrt && `TensorRT${flavour === 'rtx' ? '-RTX' : ''} ${tensorrt}`,
    gpu && !withoutGpu ? gpu : model.kind !== 'onnx' && 'no GPU',
  ]
    .filter(Boolean)
    .join(' · ');
}

export function headline(
  report: Report,
  model: ProgramModel | undefined,
  artifact: trtlens.IArtifact | undefined,
): HTMLElement {
  return html(
    'div',
    { class: 'headline' },
    artifact ? html('span', { class: 'chip outcome' }, kindText(artifact.kind)) : outcomeChip(report),
    model && !model.program.partition.exact && inexactChip(),
    ...(model ? factsOf(model, artifact) : []),
    ...(artifact?.verdicts ?? []).map(verdictChip),
    buildFact(report),
  );
}

function factsOf(model: ProgramModel, artifact: trtlens.IArtifact | undefined): HTMLElement[] {
  if (artifact?.kind === 'layer-information') return layerFacts(model);
  return isUncut(model.program.partition) ? uncutFacts(model) : programFacts(model);
}

/** Of engines alone: what runs between them is not in such a file. */
function layerFacts(model: ProgramModel): HTMLElement[] {
  const engines = model.program.partition.blocks.length;
  const layers = operationShare(model).all;
  return [
    fact(html('b', { class: 'of-tensorrt' }, formatCount(engines)), engines === 1 ? ' engine' : ' engines'),
    fact(html('b', {}, formatCount(layers)), layers === 1 ? ' layer' : ' layers'),
  ];
}

/** What it means is among the findings. */
function inexactChip(): HTMLElement {
  const title = 'Worked out without Torch-TensorRT, which may cut the graph otherwise.';
  return html('span', { class: 'chip inexact', title }, severityIcon('information'), 'partition not exact');
}

/** Of a graph that nobody has cut: what there is, and what would cut it. */
function uncutFacts(model: ProgramModel): HTMLElement[] {
  const { all } = operationShare(model);
  return [
    fact(html('b', {}, formatCount(all)), all === 1 ? ' operation' : ' operations'),
    fact(dim('not partitioned')),
  ];
}

function verdictChip(verdict: trtlens.IVerdict): HTMLElement {
  const { state, target } = verdict;
  const severity = state === 'refused' ? 'error' : isDoubtful(verdict) ? 'warning' : undefined;
  return html(
    'span',
    { class: `chip verdict ${state}`, title: target ?? '' },
    severity && severityIcon(severity),
    verdictText(verdict, machineText(verdict)),
  );
}

function programFacts(model: ProgramModel): HTMLElement[] {
  const { report, breaks, program } = model;
  const skipped = program.partition.skippedWholeGraph;
  const made = report.engines.filter((engine) => engine.state === 'built').length;
  const wanted = skipped ? 0 : program.partition.blocks.filter((block) => block.kind === 'tensorrt').length;
  const inner = innerBreaks(breaks).length;
  const { inTensorRt, all } = operationShare(model);
  const { tensors, bytes, symbolic } = crossingBytes(model);
  const isBuilt = program.partition.exact;
  const whole = made === wanted || report.outcome === 'partitioned' || !isBuilt;
  const outer = breaks.length - inner;
  const isOnnx = isOnnxPartition(program.partition);
  // An engine holds a whole .onnx: these are what it would come to with the breaks, and no attempt was made.
  const wouldBe = (isOnnx && breaks.length > 0) || !isBuilt;
  return [
    fact(
      wouldBe && 'would be ',
      html(
        'b',
        { class: 'of-tensorrt' },
        whole || wouldBe ? formatCount(wanted) : `${formatCount(made)} of ${formatCount(wanted)}`,
      ),
      `${wanted === 1 ? ' engine' : ' engines'}${whole || wouldBe ? '' : ' built'}`,
    ),
    fact(
      // The colour of what is to be looked at; none is good news.
      html('b', { class: inner > 0 && 'of-torch' }, formatCount(inner)),
      inner === 1 ? ' graph break' : ' graph breaks',
      outer > 0 &&
        dim(
          inner === 0 && wanted === 0
            ? `: all is ${isOnnx ? 'unsupported' : 'in PyTorch'}`
            : ` + ${outerBreaksText(breaks)}`,
        ),
    ),
    isStored(program.partition)
      ? fact(html('b', {}, formatCount(all - inTensorRt, 'operation')), ' in PyTorch')
      : fact(
          `${formatCount(inTensorRt)} of ${formatCount(all, 'operation')} ${wouldBe ? 'taken by' : whole ? 'in' : 'meant for'} TensorRT `,
          dim(`(${formatShare(inTensorRt, all)})`),
        ),
    tensors > 0
      ? fact(
          'crossing ',
          html('b', {}, bytes > 0 ? formatBytes(bytes) : formatCount(tensors, 'tensor')),
          ' a run',
          bytes > 0 && symbolic && dim(' and more'),
        )
      : fact('nothing crosses'),
  ];
}

function buildFact(report: Report): HTMLElement | false {
  const build = report.engines.reduce((sum, engine) => sum + engine.buildMilliseconds, 0);
  const all = report.phases.reduce((sum, phase) => sum + phase.milliseconds, 0);
  if (all === 0) return false;
  return fact(
    html('b', {}, formatMilliseconds(all)),
    dim(build > 0 ? ` in all, ${formatMilliseconds(build)} building` : ' in all'),
  );
}

const OUTCOMES: Readonly<Record<Report['outcome'], string>> = {
  compiled: 'compiled',
  partitioned: 'partitioned only',
  failed: 'compile failed',
  cancelled: 'cancelled',
  opened: 'not compiled',
};

function outcomeChip({ outcome }: Report): HTMLElement {
  const bad = outcome === 'failed' ? 'error' : outcome === 'cancelled' ? 'warning' : undefined;
  return html('span', { class: `chip outcome ${outcome}` }, bad && severityIcon(bad), OUTCOMES[outcome]);
}

function fact(...children: readonly Child[]): HTMLElement {
  return html('span', { class: 'fact' }, ...children);
}

function dim(text: string): HTMLElement {
  return html('span', { class: 'dim' }, text);
}
