/** What a report is, in the words of every other artifact. */

import { encodeFinding } from '../findings/codec';
import type { Finding } from '../findings/finding';
import { formatMilliseconds } from '../format/units';
import { figuresOf } from '../partition/remedies';
import { decodeReport } from '../report/codec';
import type { Report } from '../report/report';
import { inFile } from '../report/summary';
import type { trtlens } from '../schema/generated/trtlens';
import type { FileAccess } from './fileAccess';
import { type Opened, unreadable } from './opened';

/** Largest file that is tried as a report, in bytes: one of a million nodes takes about a tenth of that. */
const REPORT_LIMIT = 1024 * 1024 * 1024;

export async function openReport(file: FileAccess): Promise<Opened> {
  if (file.size > REPORT_LIMIT) return unreadable(tooLarge(file));
  const decoded = decodeReport(await file.read(0, file.size));
  if (!decoded.ok) return unreadable(inFile(decoded.findings[0], file.path));
  return { artifact: describeReport(decoded.value), report: decoded.value };
}

function describeReport(report: Report): trtlens.IArtifact {
  const { environment, program } = report;
  const figures = program && figuresOf(program);
  const platform = environment?.flavour === 'standard' ? 'TensorRT' : 'TensorRT-RTX';
  const facts: [string, string][] = [
    ['model', report.model.path],
    ['outcome', report.outcome],
    ['engines', figures ? String(figures.engines) : ''],
    ['graph breaks', figures ? String(figures.breaks) : ''],
    ['operations', program ? `${program.support.supported} of ${program.support.total} can run in TensorRT` : ''],
    ['torch', environment?.torch ?? ''],
    ['Torch-TensorRT', environment?.torchTensorrt ?? ''],
    [platform, environment?.tensorrt ?? ''],
    ['time', formatMilliseconds(report.phases.reduce((sum, phase) => sum + phase.milliseconds, 0))],
    ['written by', `${report.producer}, ${report.created.toISOString()}`],
  ];
  return {
    kind: 'report',
    facts: facts.filter(([, value]) => value !== '').map(([name, value]) => ({ name, value })),
    nodes: program?.graph.nodeCount ?? 0,
    engines: report.engines.map(({ name, bytes }) => ({ name, bytes, abi: '', platform: '', device: '' })),
    findings: report.findings.map(encodeFinding),
  };
}

function tooLarge({ path, size }: FileAccess): Finding {
  return {
    code: 'report.corrupt',
    severity: 'error',
    message: `The file has ${size} bytes, more than any report.`,
    places: [{ kind: 'archive', file: path }],
    remedies: [],
  };
}
