/** A report in a few figures, for those who only tell how it went. */

import { encodeFinding } from '../findings/codec';
import type { Finding } from '../findings/finding';
import { breakFindings } from '../partition/breakFindings';
import { figuresOf } from '../partition/remedies';
import type { trtlens } from '../schema/generated/trtlens';
import { decodeReport } from './codec';

/** Findings are those of the run and one for each graph break; of a file that is no report, why. */
export function summarizeReport(bytes: Uint8Array, path: string): trtlens.IReportSummary {
  const decoded = decodeReport(bytes);
  if (!decoded.ok) return { findings: decoded.findings.map((finding) => encodeFinding(inFile(finding, path))) };
  const report = decoded.value;
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
