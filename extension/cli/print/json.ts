/** Answers as JSON, stable and documented (docs/cli.md). `version` changes when a field changes its meaning or goes. */

import type { Finding, Remedy } from '../../core/findings/finding';
import { sourceOfNode } from '../../core/graph/source';
import { type GraphBreak, findBreaks } from '../../core/partition/breaks';
import { explainCause } from '../../core/partition/explain';
import { isUnsupported, reasonId } from '../../core/partition/reasons';
import { remediesFor } from '../../core/partition/remedies';
import type { Environment, Program, Report } from '../../core/report/report';
import type { trtlens } from '../../core/schema/generated/trtlens';
import type { ModelRun } from '../runModel';

const JSON_VERSION = 1;

export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** The answer of `partition`, and with engines, files and times that of `compile`. */
export function runJson({ mode, report, files, findings }: ModelRun): Record<string, unknown> {
  const program = report?.program;
  return {
    version: JSON_VERSION,
    outcome: report?.outcome ?? 'failed',
    exact: program?.partition.exact ?? false,
    environment: report?.environment ? environmentJson(report.environment) : null,
    settings: report?.settings ?? {},
    supported: program?.support.supported ?? null,
    total: program?.support.total ?? null,
    partitioner: program?.partition.partitioner ?? null,
    skipped_whole_graph: program?.partition.skippedWholeGraph ?? null,
    unsupported: program ? unsupportedJson(program) : [],
    blocks: program ? blocksJson(program) : [],
    breaks: report && program ? breaksJson(report, program) : [],
    ...(mode === 'compile' ? { engines: report ? enginesJson(report) : [], files, phases: report?.phases ?? [] } : {}),
    findings: findings.map(findingJson),
  };
}

export function artifactJson(artifact: trtlens.IArtifact, findings: readonly Finding[]): Record<string, unknown> {
  return {
    version: JSON_VERSION,
    kind: artifact.kind ?? 'unknown',
    path: artifact.path ?? '',
    bytes: artifact.bytes ?? 0,
    facts: Object.fromEntries((artifact.facts ?? []).map(({ name, value }) => [name ?? '', value ?? ''])),
    nodes: artifact.nodes ?? 0,
    engines: (artifact.engines ?? []).map(({ name, bytes, abi, platform, device }) => ({
      name,
      bytes,
      abi: abi || null,
      platform: platform || null,
      device: device || null,
    })),
    inputs: (artifact.inputs ?? []).map(endJson),
    outputs: (artifact.outputs ?? []).map(endJson),
    layers: (artifact.layerInformation ?? []).map(layerJson),
    findings: findings.map(findingJson),
  };
}

/** As the engine inspector writes it: an object, or a name where the engine has no more. */
function layerJson(text: string): unknown {
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

function environmentJson(environment: Environment): Record<string, unknown> {
  return {
    python: environment.python,
    executable: environment.executable,
    torch: environment.torch || null,
    torch_tensorrt: environment.torchTensorrt || null,
    tensorrt: environment.tensorrt,
    flavour: environment.flavour,
    gpu: environment.gpu || null,
    compute_capability: environment.computeCapability || null,
    without_gpu: environment.withoutGpu,
  };
}

function unsupportedJson({ graph, support }: Program): unknown[] {
  const nodes = Array.from({ length: graph.nodeCount }, (_, node) => node);
  return nodes
    .filter((node) => isUnsupported(support.reason(node)))
    .map((node) => ({
      node: graph.name(node),
      target: graph.target(node),
      reason: reasonId(support.reason(node)),
      detail: support.detail(node) || null,
    }));
}

function blocksJson({ graph, partition }: Program): unknown[] {
  return partition.blocks.map(({ name, kind, nodes }) => ({
    name,
    kind,
    nodes: Array.from(nodes, (node) => graph.name(node)),
  }));
}

function breaksJson(report: Report, program: Program): unknown[] {
  const { graph, support, partition } = program;
  return findBreaks(graph, support, partition).map((graphBreak) => breakJson(report, program, graphBreak));
}

function breakJson(report: Report, program: Program, graphBreak: GraphBreak): Record<string, unknown> {
  const { graph, partition } = program;
  const nameOf = (block: number | null): string | null => (block === null ? null : partition.blocks[block]!.name);
  return {
    block: nameOf(graphBreak.block),
    between: [nameOf(graphBreak.before), nameOf(graphBreak.after)],
    causes: graphBreak.causes.map((cause) => {
      const source = sourceOfNode(graph, cause.node);
      return {
        node: graph.name(cause.node),
        target: graph.target(cause.node),
        reason: reasonId(cause.reason),
        explanation: explainCause(program, cause, report.environment),
        module: graph.module(cause.node) || null,
        source: source
          ? { file: source.frame.file, line: source.frame.line, call_site_only: source.callSiteOnly }
          : null,
      };
    }),
    // A size that depends on the input has no number.
    bytes: graphBreak.bytes === 0 && graphBreak.crossings.length > 0 ? null : graphBreak.bytes,
    remedies: remediesFor(report, graphBreak).map(remedyJson),
  };
}

function enginesJson({ engines }: Report): unknown[] {
  return engines.map(({ name, state, bytes, buildMilliseconds, sha256, inputs, outputs, layers }) => ({
    name,
    state,
    bytes,
    milliseconds: buildMilliseconds,
    sha256: sha256 || null,
    inputs,
    outputs,
    layers: layers.length,
  }));
}

function findingJson({ code, severity, message, places, remedies, detail }: Finding): Record<string, unknown> {
  return { code, severity, message, places, remedies: remedies.map(remedyJson), detail: detail ?? null };
}

function remedyJson({ title, effect, action }: Remedy): Record<string, unknown> {
  return { title, effect: effect ?? null, action: action ?? null };
}
