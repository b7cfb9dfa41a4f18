/** The first lines: which file, made by what, and the answers to the first questions. */

import { formatBytes, formatCount, formatMilliseconds } from '../../extension/core/format/units';
import { innerBreaks } from '../../extension/core/partition/breaks';
import { isOnnxPartition } from '../../extension/core/partition/partition';
import type { Report } from '../../extension/core/report/report';
import { type Child, cutText, html } from '../ui/elements';
import { severityIcon } from '../ui/findingCard';
import { type ProgramModel, crossingBytes, operationShare } from '../ui/programModel';
import { formatShare } from '../ui/words';

/** "Torch-TensorRT 2.13.0 · TensorRT-RTX 1.5.0.114 · no GPU"; an .onnx is built without one anyway. */
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

export function titleRow(title: string, report: Report | undefined, controls: readonly HTMLElement[]): HTMLElement {
  const environment = report ? environmentText(report) : '';
  return html(
    'div',
    { class: 'title-row' },
    html('h1', { class: 'cut', title }, title || 'Report'),
    environment !== '' && cutText(environment, 'dim environment'),
    html('span', { class: 'grow' }),
    ...controls,
  );
}

export function headline(report: Report, model: ProgramModel | undefined): HTMLElement {
  return html(
    'div',
    { class: 'headline' },
    outcomeChip(report),
    ...(model ? programFacts(model) : []),
    buildFact(report),
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
  const whole = made === wanted || report.outcome === 'partitioned';
  const outer = breaks.length - inner;
  const isOnnx = isOnnxPartition(program.partition);
  // An engine holds a whole .onnx: these are what it would come to with the breaks, and no attempt was made.
  const wouldBe = isOnnx && breaks.length > 0;
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
      html('b', { class: 'of-torch' }, formatCount(inner)),
      inner === 1 ? ' graph break' : ' graph breaks',
      outer > 0 &&
        dim(
          inner === 0 && wanted === 0
            ? isOnnx
              ? ' all of it'
              : ' all in PyTorch'
            : ` + ${outer} at the ${outer === 1 ? 'end' : 'ends'}`,
        ),
    ),
    fact(
      `${formatCount(inTensorRt)} of ${formatCount(all, 'operation')} ${wouldBe ? 'taken by' : whole ? 'in' : 'meant for'} TensorRT `,
      dim(`(${formatShare(inTensorRt, all)})`),
    ),
    breaks.length > 0
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
