/** A report in a few figures, for those who only tell how it went. */

import { encodeFinding } from '../findings/codec';
import type { Finding } from '../findings/finding';
import { breakFindings } from '../partition/breakFindings';
import { figuresOf } from '../partition/remedies';
import type { trtlens } from '../schema/generated/trtlens';
import type { Report } from './report';

/** Findings are those of the run and one for each graph break. */
export function summarizeReport(report: Report): trtlens.IReportSummary {
  const { program } = report;
  const figures = program && figuresOf(program);
  return {
    findings: [...report.findings, ...breakFindings(report)].map(encodeFinding),
    engines: figures?.engines ?? 0,
    breaks: figures?.breaks ?? 0,
    supported: program?.support.supported ?? 0,
    total: program?.support.total ?? 0,
    model: report.model.path,
  };
}

/** A finding of a reader that does not know which file it reads. */
export function inFile(finding: Finding, path: string): Finding {
  return finding.places.length > 0 ? finding : { ...finding, places: [{ kind: 'archive', file: path }] };
}
