/** What opening a file gives. */

import { encodeFinding } from '../findings/codec';
import type { Finding } from '../findings/finding';
import type { Graph } from '../graph/graph';
import { type Partition, uncut } from '../partition/partition';
import { Reason } from '../partition/reasons';
import { buildSupport } from '../partition/support';
import { PRODUCER } from '../report/producer';
import type { Engine, ModelKind, Program, Report } from '../report/report';
import type { trtlens } from '../schema/generated/trtlens';
import type { FileAccess } from './fileAccess';

/** What a reader says of a file; path and size are known to the caller. */
export interface Opened {
  readonly artifact: trtlens.IArtifact;
  /** For the program view. Undefined where the file cannot be read; the artifact's findings say why. */
  readonly report: Report | undefined;
}

/** A file that cannot be read, or is of no kind that is known. */
export function unreadable(...findings: readonly Finding[]): Opened {
  return {
    artifact: { kind: 'unknown', facts: [], engines: [], findings: findings.map(encodeFinding) },
    report: undefined,
  };
}

/** A file of which not one byte can be had. */
export function unopened(path: string, findings: readonly Finding[]): Opened {
  const { artifact } = unreadable(...findings);
  return { artifact: { ...artifact, path, bytes: 0 }, report: undefined };
}

export interface Contents {
  readonly kind: ModelKind;
  readonly program?: Program;
  readonly engines?: readonly Engine[];
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly findings?: readonly Finding[];
}

/** What a file holds, in the form of a report: nothing was run for it. */
export function openedReport(file: FileAccess, contents: Contents): Report {
  const { kind, program, engines = [], settings = {}, findings = [] } = contents;
  const name = file.path.split(/[\\/]/).at(-1) ?? file.path;
  return {
    producer: PRODUCER,
    created: new Date(0),
    model: { name: name.replace(/\.[^.]+$/, ''), path: name, kind },
    environment: undefined,
    settings,
    program,
    engines,
    trials: [],
    findings,
    outcome: 'opened',
    phases: [],
  };
}

/** A graph that nobody has cut: all operations in one block, none judged. */
export function uncutProgram(graph: Graph): Program {
  return programOf(graph, uncut(graph));
}

const NOT_RECORDED = 'The compiled program does not record why.';

/** A graph with the blocks that a file holds. Why an operation stayed in PyTorch is not in a compiled program. */
export function programOf(graph: Graph, partition: Partition): Program {
  const operations = partition.blocks.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const unsupported = partition.blocks
    .filter(({ kind }) => kind === 'torch')
    .flatMap(({ nodes }) => Array.from(nodes, (node) => ({ node, reason: Reason.other, detail: NOT_RECORDED })));
  const support = buildSupport(graph, unsupported, operations - unsupported.length, operations);
  return { graph, support, partition };
}
