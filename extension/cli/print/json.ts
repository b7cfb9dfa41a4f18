/** Answers as JSON, stable and documented (docs/cli.md). `version` changes when a field changes its meaning or goes. */

import type { Finding, Remedy } from '../../core/findings/finding';
import { sourceOfNode } from '../../core/graph/source';
import { type GraphBreak, findBreaks } from '../../core/partition/breaks';
import { explainCause } from '../../core/partition/explain';
import { isUnsupported, reasonId } from '../../core/partition/reasons';
import { remediesFor } from '../../core/partition/remedies';
import type { Environment, Program, Report } from '../../core/report/report';
import type { ModelRun } from '../runModel';

export const JSON_VERSION = 1;

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
    unjoined_layers: layers.filter(({ nodes }) => nodes.length === 0).length,
  }));
}

export function findingJson({ code, severity, message, places, remedies, detail }: Finding): Record<string, unknown> {
  return { code, severity, message, places, remedies: remedies.map(remedyJson), detail: detail ?? null };
}

function remedyJson({ title, effect, action }: Remedy): Record<string, unknown> {
  return { title, effect: effect ?? null, action: action ?? null };
}
