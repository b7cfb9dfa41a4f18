/** What a file is, from its own bytes: nothing of it is run, imported or unpickled. */

import { encodeFinding } from '../findings/codec';
import type { Finding } from '../findings/finding';
import { formatBytes, formatMilliseconds } from '../format/units';
import { figuresOf } from '../partition/remedies';
import { decodeReport } from '../report/codec';
import type { Report } from '../report/report';
import { inFile } from '../report/summary';
import type { trtlens } from '../schema/generated/trtlens';
import { inspectExportedProgram, startsAsZip } from './exportedProgram';
import { FormatDamage } from './bytes';
import type { FileAccess } from './fileAccess';
import { damagedOnnx, describeOnnx } from './onnx/describe';
import { readOnnxModel } from './onnx/read';
import { type PlanHeader, readPlanHeader } from './plan';

/** Largest file that is tried as a report, in bytes. */
const REPORT_LIMIT = 1024 * 1024 * 1024;

/** Never rejects for what the file holds: that is among the findings. */
export async function inspectArtifact(file: FileAccess): Promise<trtlens.IArtifact> {
  const about = { path: file.path, bytes: file.size };
  const extension = /\.(trtlens|pt2|ep|onnx|engine|plan|trt)$/i.exec(file.path)?.[1]?.toLowerCase();
  if (isEnginePlan(file.path)) return { ...about, ...(await inspectPlan(file)) };
  if (extension === 'onnx') return { ...about, ...(await inspectOnnx(file)) };
  if (extension !== 'trtlens' && (extension !== undefined || (await startsAsZip(file)))) {
    return { ...about, ...(await inspectExportedProgram(file)) };
  }
  if (extension === undefined || file.size > REPORT_LIMIT) return { ...about, ...unknown(notKnown(file)) };
  const decoded = decodeReport(await file.read(0, file.size));
  if (!decoded.ok) return { ...about, ...unknown(inFile(decoded.findings[0], file.path)) };
  return { ...about, ...describeReport(decoded.value) };
}

/** True for a file that holds an engine, by its name. */
export function isEnginePlan(path: string): boolean {
  return /\.(engine|plan|trt)$/i.test(path);
}

async function inspectPlan(file: FileAccess): Promise<trtlens.IArtifact> {
  try {
    const header = await readPlanHeader(file);
    return header ? describePlan(header) : unknown(notKnown(file));
  } catch (failure) {
    if (!(failure instanceof FormatDamage)) throw failure;
    return unknown(planDamage(file.path, failure));
  }
}

function describePlan({ builder, version, sections, computeCapabilities, weightBytes }: PlanHeader): trtlens.IArtifact {
  const facts: [string, string][] = [
    ['built by', `${builder} ${version}`],
    ['for GPUs of', computeCapabilities.length > 0 ? `compute capability ${computeCapabilities.join(', ')}` : ''],
    ['weights', weightBytes === undefined ? '' : weightBytes > 0 ? formatBytes(weightBytes) : 'none, or streamed'],
    ['sections', sections.map(({ tag, bytes }) => `${tag} ${formatBytes(bytes)}`).join(', ')],
  ];
  return {
    kind: 'engine',
    facts: facts.filter(([, value]) => value !== '').map(([name, value]) => ({ name, value })),
    engines: [],
    findings: [],
  };
}

function planDamage(file: string, { message, offset }: FormatDamage): Finding {
  return {
    code: 'load.truncated',
    severity: 'error',
    message: `The engine is not whole: ${message}.`,
    places: [{ kind: 'archive', file, ...(offset === undefined ? {} : { offset }) }],
    remedies: [{ title: 'Copy or build it again.' }],
  };
}

async function inspectOnnx(file: FileAccess): Promise<trtlens.IArtifact> {
  try {
    return describeOnnx(await readOnnxModel(file));
  } catch (failure) {
    if (!(failure instanceof FormatDamage)) throw failure;
    return damagedOnnx(file.path, failure);
  }
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

function unknown(finding: Finding): trtlens.IArtifact {
  return { kind: 'unknown', facts: [], engines: [], findings: [encodeFinding(finding)] };
}

function notKnown(file: FileAccess): Finding {
  return {
    code: 'load.unknown-format',
    severity: 'error',
    message: 'The file is no report (.trtlens), exported program (.pt2, .ep), ONNX model (.onnx) or engine.',
    places: [{ kind: 'archive', file: file.path }],
    remedies: [],
  };
}
