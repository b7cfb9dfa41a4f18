/** The report as a whole: what was found, in which environment, with which settings, how long it took. */

import { SETTINGS } from '../../../extension/core/compile/settings';
import type { Finding } from '../../../extension/core/findings/finding';
import { formatMilliseconds } from '../../../extension/core/format/units';
import { shapeText } from '../../../extension/core/graph/shape';
import { kindText } from '../../../extension/core/artifact/words';
import { blockName } from '../../../extension/core/formats/exportedProgram/stored';
import type { Report } from '../../../extension/core/report/report';
import type { trtlens } from '../../../extension/core/schema/generated/trtlens';
import type { Actions } from '../../ui/documents';
import { html } from '../../ui/elements';
import { type GoTo, findingCard } from '../../ui/findingCard';
import { valueText } from '../../ui/remedyCard';
import { type Fact, facts, section } from '../../ui/sections';
import { placeSelection, selectionOf } from '../selection';
import { artifactSections } from './artifactPanel';
import type { PanelContext } from './inspector';

export function overviewPanel(
  report: Report,
  context: PanelContext | undefined,
  actions: Actions,
  artifact: trtlens.IArtifact | undefined,
): HTMLElement[] {
  if (artifact) return openedPanel(report, artifact, context, actions);
  return [
    html('div', { class: 'kind' }, 'Report'),
    html('h2', {}, report.model.name),
    ...findingSection(report, context, actions),
    section('Model', facts(modelFacts(report))),
    ...(report.environment
      ? [section('Environment', facts(environmentFacts(report.environment, report.model.kind)))]
      : []),
    ...shapeSection(report),
    section('Settings', settingList(report)),
    ...(report.phases.length > 0 ? [section('Time', facts(phaseFacts(report)))] : []),
    ...(context ? [helpHint()] : []),
  ];
}

/** Of a file that was opened: nothing was run for it. */
function openedPanel(
  report: Report,
  artifact: trtlens.IArtifact,
  context: PanelContext | undefined,
  actions: Actions,
): HTMLElement[] {
  const goToBlock = (engine: string): (() => void) | undefined => {
    const selection = context && selectionOf(context.model, `block:${blockName(engine)}`);
    return selection && (() => context.go(selection));
  };
  return [
    html('div', { class: 'kind' }, kindText(artifact.kind)),
    html('h2', {}, report.model.name),
    ...findingSection(report, context, actions),
    ...artifactSections(artifact, actions, goToBlock),
    ...(context ? [helpHint()] : []),
  ];
}

/** Findings other than the breaks, which are in the picture, the worst first. */
export function reportFindings(report: Report): Finding[] {
  const order = { error: 0, warning: 1, information: 2 };
  return report.findings
    .filter((finding) => !finding.code.startsWith('break.'))
    .sort((a, b) => order[a.severity] - order[b.severity]);
}

export function findingSection(report: Report, context: PanelContext | undefined, actions: Actions): HTMLElement[] {
  const findings = reportFindings(report);
  if (findings.length === 0) return [];
  const goTo: GoTo = (place) => {
    const selection = context && placeSelection(context.model, place);
    return selection && (() => context.go(selection));
  };
  return [section('Findings', ...findings.map((finding) => findingCard(finding, actions, goTo)))];
}

function modelFacts({ model, created, producer }: Report): Fact[] {
  return [
    ['File', model.path],
    ['Kind', kindText(model.kind)],
    ['Compiled', created.toLocaleString()],
    ['By', producer],
  ];
}

function environmentFacts(environment: NonNullable<Report['environment']>, kind: Report['model']['kind']): Fact[] {
  const { gpu, withoutGpu, computeCapability, flavour } = environment;
  const capability = computeCapability ? `compute capability ${computeCapability}` : '';
  return [
    ['Torch-TensorRT', environment.torchTensorrt],
    [flavour === 'rtx' ? 'TensorRT-RTX' : 'TensorRT', environment.tensorrt],
    ['torch', environment.torch],
    ['Python', environment.python],
    ['Interpreter', environment.executable],
    [
      'GPU',
      kind === 'onnx'
        ? 'not needed to build from ONNX'
        : withoutGpu || gpu === ''
          ? `none${capability && `; converters were checked for ${capability}`}`
          : `${gpu}, ${capability}`,
    ],
  ];
}

/** What was given for inputs of an .onnx with open dimensions. */
function shapeSection({ settings: { shapes } }: Report): HTMLElement[] {
  if (typeof shapes !== 'object' || shapes === null) return [];
  const rows = Object.entries(shapes).map(([input, text]): Fact => {
    const [min, opt, max] = String(text).split(':').map(shapeText);
    const range = max === undefined ? min : `${min} to ${max}, best at ${opt}`;
    return [input, range];
  });
  return [section('Shapes of inputs', facts(rows))];
}

/** Only what differs from Torch-TensorRT's own defaults. */
function settingList(report: Report): HTMLElement {
  const changed = SETTINGS.filter(
    ({ name, default: usual }) =>
      name in report.settings && JSON.stringify(report.settings[name]) !== JSON.stringify(usual),
  );
  if (changed.length === 0) {
    const whose = report.model.kind === 'onnx' ? 'TensorRT-RTX' : 'Torch-TensorRT';
    return html('p', { class: 'dim' }, `All are ${whose}’s defaults.`);
  }
  return facts(
    changed.map(({ name }) => [name, html('code', { class: 'wrap' }, valueText(report.settings[name]))] as const),
  );
}

function phaseFacts(report: Report): Fact[] {
  return report.phases.map(({ phase, milliseconds }) => [phase, formatMilliseconds(milliseconds)] as const);
}

function helpHint(): HTMLElement {
  return html('p', { class: 'dim hint' }, 'Press ', html('kbd', {}, '?'), ' for a list of keys.');
}
