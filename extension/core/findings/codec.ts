/** Findings between their domain form and the schema: the same in a report, in an event and in an answer. */

import type { trtlens } from '../schema/generated/trtlens';
import type { Finding, Place, Remedy, RemedyAction, Severity } from './finding';

export function encodeFinding(finding: Finding): trtlens.IFinding {
  return {
    code: finding.code,
    severity: finding.severity,
    message: finding.message,
    places: finding.places.map(encodePlace),
    remedies: finding.remedies.map(encodeRemedy),
    detail: finding.detail ?? '',
  };
}

export function encodeRemedy(remedy: Remedy): trtlens.IRemedy {
  return { title: remedy.title, effect: remedy.effect ?? '', ...encodeAction(remedy.action) };
}

/** Values as JSON text, as the schema's maps of settings have them. What is undefined is left out. */
export function encodeSettings(settings: Readonly<Record<string, unknown>>): { [name: string]: string } {
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, JSON.stringify(value)]));
}

function encodePlace(place: Place): trtlens.IPlace {
  switch (place.kind) {
    case 'source':
      return { source: { file: place.file, line: place.line, column: place.column ?? 0 } };
    case 'node':
      return { node: { node: place.node, module: place.module ?? '' } };
    case 'engine':
      return { engine: { engine: place.engine, layer: place.layer ?? '' } };
    case 'archive':
      return { archive: { file: place.file, member: place.member ?? '', offset: place.offset ?? -1 } };
  }
}

function encodeAction(action: RemedyAction | undefined): trtlens.IRemedy {
  switch (action?.kind) {
    case undefined:
      return {};
    case 'settings':
      return { settings: { change: encodeSettings(action.change) } };
    case 'edit':
      return { edit: { file: action.file, diff: action.diff } };
    case 'command':
      return { command: { command: action.command, arguments: action.args.map((each) => JSON.stringify(each)) } };
  }
}

/** Throws SyntaxError where a value is not JSON, RangeError where the severity is unknown. */
export function decodeFinding(finding: trtlens.IFinding): Finding {
  const severity = finding.severity ?? '';
  if (!isSeverity(severity)) throw new RangeError(`"${severity}" is no severity`);
  return {
    code: finding.code ?? '',
    severity,
    message: finding.message ?? '',
    places: (finding.places ?? []).flatMap((place) => decodePlace(place) ?? []),
    remedies: (finding.remedies ?? []).map(decodeRemedy),
    ...(finding.detail ? { detail: finding.detail } : {}),
  };
}

/** Throws SyntaxError where a value is not JSON. */
export function decodeRemedy(remedy: trtlens.IRemedy): Remedy {
  const action = decodeAction(remedy);
  return {
    title: remedy.title ?? '',
    ...(remedy.effect ? { effect: remedy.effect } : {}),
    ...(action ? { action } : {}),
  };
}

/** Throws SyntaxError where a value is not JSON. */
export function decodeSettings(settings: { [name: string]: string } | null | undefined): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings ?? {}).map(([name, text]) => [name, JSON.parse(text) as unknown] as const),
  );
}

function decodePlace({ source, node, engine, archive }: trtlens.IPlace): Place | undefined {
  if (source) {
    const column = source.column ? { column: source.column } : {};
    return { kind: 'source', file: source.file ?? '', line: source.line ?? 0, ...column };
  }
  if (node) return { kind: 'node', node: node.node ?? '', ...(node.module ? { module: node.module } : {}) };
  if (engine) return { kind: 'engine', engine: engine.engine ?? '', ...(engine.layer ? { layer: engine.layer } : {}) };
  if (!archive) return undefined;
  const offset = archive.offset ?? -1;
  return {
    kind: 'archive',
    file: archive.file ?? '',
    ...(archive.member ? { member: archive.member } : {}),
    ...(offset >= 0 ? { offset } : {}),
  };
}

function decodeAction({ settings, edit, command }: trtlens.IRemedy): RemedyAction | undefined {
  if (settings) return { kind: 'settings', change: decodeSettings(settings.change) };
  if (edit) return { kind: 'edit', file: edit.file ?? '', diff: edit.diff ?? '' };
  // A report may come from anywhere: it never gets to name a command that is not ours.
  if (!command?.command?.startsWith('trtlens.')) return undefined;
  return {
    kind: 'command',
    command: command.command,
    args: (command.arguments ?? []).map((each) => JSON.parse(each) as unknown),
  };
}

function isSeverity(text: string): text is Severity {
  return text === 'error' || text === 'warning' || text === 'information';
}
