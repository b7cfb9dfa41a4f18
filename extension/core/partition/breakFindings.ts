/** Graph breaks as findings, so that the Problems panel and the CLI show them at the Python line that causes them. */

import type { Finding, Place } from '../findings/finding';
import { formatCount } from '../format/units';
import { sourceOfNode } from '../graph/source';
import type { Program, Report } from '../report/report';
import { type Cause, type GraphBreak, findBreaks } from './breaks';
import { explainCause } from './explain';
import { operatorName } from './operators';
import { reasonId } from './reasons';
import { remediesFor } from './remedies';

/** One finding a break: a warning between two engines, information at the ends of the program. */
export function breakFindings(report: Report): Finding[] {
  const { program } = report;
  if (!program) return [];
  const { graph, support, partition } = program;
  return findBreaks(graph, support, partition).map((graphBreak) => breakFinding(report, program, graphBreak));
}

function breakFinding(report: Report, program: Program, graphBreak: GraphBreak): Finding {
  const main = graphBreak.causes[0]!;
  const isInner = graphBreak.before !== null && graphBreak.after !== null && !program.partition.skippedWholeGraph;
  return {
    code: `break.${reasonId(main.reason).replaceAll('_', '-')}`,
    severity: isInner ? 'warning' : 'information',
    message: `${explainCause(program, main, report.environment)}${others(program, graphBreak.causes.slice(1))}`,
    places: placesOf(program, main),
    remedies: remediesFor(report, graphBreak),
  };
}

function placesOf({ graph }: Program, { node }: Cause): Place[] {
  const source = sourceOfNode(graph, node);
  const module = graph.module(node);
  const places: Place[] = [{ kind: 'node', node: graph.name(node), ...(module ? { module } : {}) }];
  if (source) places.unshift({ kind: 'source', file: source.frame.file, line: source.frame.line });
  return places;
}

/** " 12 more operations stay with it: sort, erfinv and others." */
function others({ graph }: Program, all: readonly Cause[]): string {
  // Taking an output of an operation that is out is no cause of its own.
  const causes = all.filter(({ node }) => graph.target(node) !== '_operator.getitem');
  if (causes.length === 0) return '';
  const names = [...new Set(causes.map(({ node }) => operatorName(graph.target(node))))];
  const listed = names.slice(0, 3).join(', ');
  const rest = names.length > 3 ? ' and others' : '';
  const stays = causes.length === 1 ? 'stays' : 'stay';
  return ` ${formatCount(causes.length, 'more operation')} ${stays} with it: ${listed}${rest}.`;
}
