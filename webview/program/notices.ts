/** What went wrong as a whole: above the picture, or in its place where there is none. */

import type { Finding } from '../../extension/core/findings/finding';
import type { Report } from '../../extension/core/report/report';
import type { Actions } from '../ui/documents';
import { html, linkButton } from '../ui/elements';
import { type GoTo, findingCard } from '../ui/findingCard';
import { reportFindings } from './inspector/overviewPanel';

/** The worst finding where the run did not end well; `all` shows the others. */
export function runNotice(report: Report | undefined, actions: Actions, goTo: GoTo, all: () => void): HTMLElement[] {
  if (!report || (report.outcome !== 'failed' && report.outcome !== 'cancelled')) return [];
  const worst = reportFindings(report)[0];
  if (!worst) return [];
  // Short: the whole of it is in the overview.
  const best = worst.remedies.find((remedy) => remedy.action) ?? worst.remedies[0];
  const { code, severity, message, places } = worst;
  const short = { code, severity, message, places: places.slice(0, 6), remedies: best ? [best] : [] };
  return [findingCard(short, actions, goTo), linkButton('All findings', all)];
}

/** Why there is no graph. `findings`: of a file that cannot be shown. */
export function explanation(
  report: Report | undefined,
  findings: readonly Finding[],
  actions: Actions,
  goTo: GoTo,
): HTMLElement[] {
  const all = [...findings, ...(report ? reportFindings(report) : [])];
  const title = !report
    ? findings.length > 0
      ? 'This file cannot be shown'
      : 'No file is open'
    : report.outcome === 'cancelled'
      ? 'The compile was cancelled before there was a graph'
      : 'The compile ended before there was a graph';
  return [html('h2', {}, title), ...all.map((finding) => findingCard(finding, actions, goTo))];
}
