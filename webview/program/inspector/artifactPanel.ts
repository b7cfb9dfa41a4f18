/** A file that was opened rather than compiled: what it is, who made it, where it loads, and what is in it. */

import {
  deviceText,
  dtypesText,
  endText,
  isDoubtful,
  kindText,
  machineText,
  makerFacts,
  ownFacts,
  planText,
  sizesText,
  symbolText,
  THIS_MACHINE,
  verdictText,
} from '../../../extension/core/artifact/words';
import { decodeFinding } from '../../../extension/core/findings/codec';
import { formatBytes, formatCount } from '../../../extension/core/format/units';
import type { trtlens } from '../../../extension/core/schema/generated/trtlens';
import type { Actions } from '../../ui/documents';
import { cutText, html, linkButton } from '../../ui/elements';
import { findingCard, severityIcon } from '../../ui/findingCard';
import { valueText } from '../../ui/remedyCard';
import { type Fact, facts, longList, section } from '../../ui/sections';
import { distinct } from '../../ui/words';

type Ends = readonly trtlens.IInputDeclaration[] | null | undefined;

/** Sections from the first question to the last; `goToBlock` shows an engine's block where the picture has it. */
export function artifactSections(
  artifact: trtlens.IArtifact,
  actions: Actions,
  goToBlock: ((engine: string) => (() => void) | undefined) | undefined,
): HTMLElement[] {
  const { engines, inputs, outputs, symbols, verdicts, settings, layerInformation } = artifact;
  return [
    section('File', facts(fileFacts(artifact))),
    ...(verdicts ?? []).map((verdict) => verdictSection(verdict, actions)),
    ...listSection('Engines', engines, (engine) => engineLine(engine, artifact, goToBlock?.(engine.name ?? ''))),
    ...endSection('Inputs', inputs),
    ...endSection('Outputs', outputs),
    ...listSection('Open sizes', symbols, (symbol) => html('li', {}, cutText(symbolText(symbol), 'code'))),
    ...settingSection(settings),
    // Where an engine has a block, its layers are told there; where they are what the file tells, below.
    ...(layerInformation?.length ? [] : layerSections((engines ?? []).filter(({ name }) => !goToBlock?.(name ?? '')))),
    ...listSection('Layers', layerInformation, (layer) => html('li', {}, cutText(layer, 'code'))),
  ];
}

function fileFacts({ kind, bytes, nodes, facts: more, madeBy, dtypes, engines }: trtlens.IArtifact): Fact[] {
  // An engine by itself has them below, and little else.
  const madeFor = kind === 'engine' ? [] : (engines ?? []);
  return [
    ['Kind', kindText(kind)],
    ['Size', bytes ? formatBytes(bytes) : undefined],
    ['Nodes', nodes ? formatCount(nodes) : undefined],
    ...makerFacts(madeBy),
    ['Platform', distinct(madeFor.map(({ platform }) => platform ?? '')).join(', ')],
    ['GPU', distinct(madeFor.map(deviceText)).join('; ')],
    ...(more ?? []).map(({ name, value }) => [capital(name ?? ''), value ?? ''] as const),
    ['Dtypes', dtypesText(dtypes)],
  ];
}

/** The verdict in a word, then every reason with what to do. */
export function verdictSection(verdict: trtlens.IVerdict, actions: Actions): HTMLElement {
  const severity = verdict.state === 'refused' ? 'error' : isDoubtful(verdict) ? 'warning' : 'information';
  const machine = machineText(verdict);
  const cards = (verdict.reasons ?? []).map((reason) => findingCard(decodeFinding(reason), actions));
  const text = html(
    'p',
    { class: `verdict ${verdict.state}` },
    severityIcon(severity),
    ` ${capital(verdictText(verdict, machine))}.`,
  );
  const isChosen = machine !== THIS_MACHINE;
  const which = isChosen && html('code', { class: 'wrap' }, verdict.target ?? '');
  return section(isChosen ? 'Chosen machine' : 'This machine', which, text, ...cards);
}

function engineLine(
  engine: trtlens.IArtifactEngine,
  artifact: trtlens.IArtifact,
  go: (() => void) | undefined,
): HTMLElement {
  const { name, abi, platform, tensorrt, inputs, outputs } = engine;
  const ends = (list: Ends): string => (list ?? []).map(endText).join(', ');
  const rows: Fact[] = [
    ['Plan', planText(engine)],
    ['GPU', deviceText(engine)],
    ['Platform', platform ?? ''],
    ['ABI', abi ?? ''],
    ['TensorRT', tensorrt ?? ''],
    ['Takes', ends(inputs)],
    ['Gives', ends(outputs)],
    ...ownFacts(engine, artifact).map(([fact, value]) => [capital(fact), value] as const),
  ];
  const title = name || 'engine';
  return html('li', { class: 'engine' }, go ? linkButton(title, go) : cutText(title, 'code'), facts(rows));
}

function endSection(title: string, ends: Ends): HTMLElement[] {
  return listSection(title, ends, (end) =>
    html('li', {}, cutText(end.name ?? '', 'code'), cutText(`${sizesText(end)} ${end.dtype ?? ''}`, 'dim')),
  );
}

function settingSection(settings: trtlens.IArtifact['settings']): HTMLElement[] {
  const rows = Object.entries(settings ?? {}).map(
    ([name, text]) => [name, html('code', { class: 'wrap' }, settingText(text))] as const,
  );
  return rows.length > 0 ? [section('Settings', facts(rows))] : [];
}

function settingText(json: string): string {
  try {
    return valueText(JSON.parse(json) as unknown);
  } catch {
    return json;
  }
}

/** Names that stand in plans in clear: what TensorRT made of the graph, as far as that can be had without a GPU. */
function layerSections(engines: readonly trtlens.IArtifactEngine[]): HTMLElement[] {
  return engines.flatMap(({ name, layerNames }) =>
    listSection(`Layers in the plan${name && engines.length > 1 ? ` of ${name}` : ''}`, layerNames, (layer) =>
      html('li', {}, cutText(layer, 'code')),
    ),
  );
}

function listSection<T>(
  title: string,
  items: readonly T[] | null | undefined,
  line: (item: T) => HTMLElement,
): HTMLElement[] {
  if (!items || items.length === 0) return [];
  const heading = items.length > 1 ? `${title} (${formatCount(items.length)})` : title;
  return [section(heading, longList(items.map((item) => () => line(item))))];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
