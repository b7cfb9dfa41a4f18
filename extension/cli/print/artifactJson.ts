/** The answer of `inspect` as JSON, documented in docs/cli.md. What a file does not say is null, or an empty list. */

import { decodeFinding } from '../../core/findings/codec';
import type { Finding } from '../../core/findings/finding';
import type { trtlens } from '../../core/schema/generated/trtlens';
import { JSON_VERSION, findingJson } from './json';

export function artifactJson(artifact: trtlens.IArtifact, findings: readonly Finding[]): Record<string, unknown> {
  const { madeBy } = artifact;
  return {
    version: JSON_VERSION,
    kind: artifact.kind ?? 'unknown',
    path: artifact.path ?? '',
    bytes: artifact.bytes ?? 0,
    made_by: {
      torch: madeBy?.torch || null,
      torch_tensorrt: madeBy?.torchTensorrt || null,
      tensorrt: madeBy?.tensorrt || null,
      flavour: madeBy?.flavour || null,
    },
    facts: factsJson(artifact.facts),
    settings: settingsJson(artifact.settings),
    nodes: artifact.nodes ?? 0,
    dtypes: Object.fromEntries((artifact.dtypes ?? []).map(({ dtype, tensors }) => [dtype ?? '', tensors ?? 0])),
    symbols: (artifact.symbols ?? []).map(({ name, min, max }) => ({ name, min: bound(min), max: bound(max) })),
    engines: (artifact.engines ?? []).map(engineJson),
    inputs: (artifact.inputs ?? []).map(endJson),
    outputs: (artifact.outputs ?? []).map(endJson),
    layers: (artifact.layerInformation ?? []).map(parsed),
    verdicts: (artifact.verdicts ?? []).map(({ target, state, reasons }) => ({
      target,
      state,
      reasons: (reasons ?? []).map((reason) => findingJson(decodeFinding(reason))),
    })),
    findings: findings.map(findingJson),
  };
}

function engineJson(engine: trtlens.IArtifactEngine): Record<string, unknown> {
  return {
    name: engine.name ?? '',
    bytes: engine.bytes ?? 0,
    abi: engine.abi || null,
    platform: engine.platform || null,
    device: engine.device || null,
    compute_capabilities: engine.computeCapabilities ?? [],
    hardware_compatible: engine.hardwareCompatible ?? false,
    tensorrt: engine.tensorrt || null,
    flavour: engine.flavour || null,
    serialization: engine.serialization || null,
    inputs: (engine.inputs ?? []).map(endJson),
    outputs: (engine.outputs ?? []).map(endJson),
    settings: settingsJson(engine.settings),
    facts: factsJson(engine.facts),
    layer_names: engine.layerNames ?? [],
  };
}

function factsJson(facts: readonly trtlens.IFact[] | null | undefined): Record<string, string> {
  return Object.fromEntries((facts ?? []).map(({ name, value }) => [name ?? '', value ?? '']));
}

function settingsJson(settings: Readonly<Record<string, string>> | null | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings ?? {}).map(([name, text]) => [name, parsed(text)]));
}

/** A number, or an expression of other symbols. */
function bound(text: string | null | undefined): number | string | null {
  if (!text) return null;
  return /^-?\d+$/.test(text) ? Number(text) : text;
}

/** Of layers: an object as the engine inspector writes it, or a name where the engine has no more. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Sizes are numbers, or symbols of open dimensions; null where not even their number is known. */
function endJson({ name, dtype, sizes, ranked }: trtlens.IInputDeclaration): Record<string, unknown> {
  return {
    name,
    dtype,
    shape: ranked ? (sizes ?? []).map((size) => (/^\d+$/.test(size) ? Number(size) : size)) : null,
  };
}
