/** The answer of `inspect` for people. */

import { basename } from 'node:path';
import {
  deviceText,
  dtypesText,
  endText,
  flavourText,
  kindText,
  makerFacts,
  ownFacts,
  planText,
  sizeText,
  sizesText,
  symbolText,
  verdictText,
} from '../../core/artifact/words';
import { decodeFinding } from '../../core/findings/codec';
import type { Finding } from '../../core/findings/finding';
import { formatFinding } from '../../core/findings/text';
import { formatCount } from '../../core/format/units';
import type { trtlens } from '../../core/schema/generated/trtlens';
import { table } from './table';

/** Names of layers that are listed; all of them are in the JSON. */
const MOST_LAYERS = 12;

export function artifactText(artifact: trtlens.IArtifact, findings: readonly Finding[]): string {
  const size = sizeText(artifact);
  const sections = [
    [`${basename(artifact.path ?? '')}: ${kindText(artifact.kind)}${size ? ` (${size})` : ''}`],
    table(factRows(artifact), '  '),
    ...(artifact.engines ?? []).map((engine) => engineLines(engine, artifact)),
    table([...(artifact.inputs ?? []).map(endRow('input')), ...(artifact.outputs ?? []).map(endRow('output'))], '  '),
    settingLines(artifact.settings),
    ...(artifact.verdicts ?? []).map(verdictLines),
    findings.map((finding) => formatFinding(finding)),
  ];
  const texts = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${texts.join('\n\n')}\n`;
}

function factRows({ madeBy, facts, dtypes, symbols }: trtlens.IArtifact): [string, string][] {
  const rows: [string, string][] = [
    ...makerFacts(madeBy).map(([name, value]): [string, string] => [name, value]),
    ...(facts ?? []).map(({ name, value }): [string, string] => [name ?? '', value ?? '']),
    ['dtypes', dtypesText(dtypes)],
    ['open sizes', (symbols ?? []).map(symbolText).join(', ')],
  ];
  return rows.filter(([, value]) => value !== '');
}

function engineLines(engine: trtlens.IArtifactEngine, artifact: trtlens.IArtifact): string[] {
  const { name, abi, platform, tensorrt, flavour, layerNames } = engine;
  const ends = (list: readonly trtlens.IInputDeclaration[] | null | undefined): string =>
    (list ?? []).map(endText).join(', ');
  const layers = layerNames ?? [];
  const shown = layers.slice(0, MOST_LAYERS).join('\n');
  const rest = layers.length > MOST_LAYERS ? `\nand ${formatCount(layers.length - MOST_LAYERS)} more` : '';
  const rows: [string, string][] = [
    ['ABI', abi ?? ''],
    ['platform', platform ?? ''],
    ['GPU', deviceText(engine)],
    ['built by', tensorrt ? `${flavourText(flavour)} ${tensorrt}` : ''],
    ['takes', ends(engine.inputs)],
    ['gives', ends(engine.outputs)],
    ...ownFacts(engine, artifact),
    ...(shown + rest)
      .split('\n')
      .map((line, index): [string, string] => [index === 0 && layers.length > 0 ? 'names' : '', line]),
  ];
  return [
    `  ${name || 'engine'}: plan ${planText(engine)}`,
    ...table(
      rows.filter(([, value]) => value !== ''),
      '    ',
    ),
  ];
}

function endRow(what: string): (end: trtlens.IInputDeclaration) => [string, string, string, string] {
  return (end) => [what, end.name ?? '', end.dtype ?? '', sizesText(end)];
}

function settingLines(settings: Readonly<Record<string, string>> | null | undefined): string[] {
  const rows = Object.entries(settings ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return rows.length > 0 ? ['  settings', ...table(rows, '    ')] : [];
}

function verdictLines(verdict: trtlens.IVerdict): string[] {
  return [
    `  ${verdictText(verdict)}`,
    ...(verdict.reasons ?? []).map((reason) => formatFinding(decodeFinding(reason))),
  ];
}
