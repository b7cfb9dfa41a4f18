/** The answer of `inspect` for people. */

import { basename } from 'node:path';
import type { Finding } from '../../core/findings/finding';
import { formatFinding } from '../../core/findings/text';
import { formatBytes, formatCount } from '../../core/format/units';
import type { trtlens } from '../../core/schema/generated/trtlens';
import { table } from './table';

const KINDS: Readonly<Record<string, string>> = {
  report: 'report of Torch-TensorRT Lens',
  'exported-program': 'exported program',
  'compiled-program': 'program compiled with Torch-TensorRT',
  onnx: 'ONNX model',
  engine: 'TensorRT engine',
  unknown: 'not a file that is known',
};

export function artifactText(artifact: trtlens.IArtifact, findings: readonly Finding[]): string {
  const { bytes, nodes } = artifact;
  const size = [bytes ? formatBytes(bytes) : '', nodes ? formatCount(nodes, 'node') : ''].filter(Boolean).join(', ');
  const kind = KINDS[artifact.kind ?? 'unknown'] ?? artifact.kind;
  const sections = [`${basename(artifact.path ?? '')}: ${kind}${size ? ` (${size})` : ''}`];
  const facts = (artifact.facts ?? []).map(({ name, value }) => [name ?? '', value ?? '']);
  if (facts.length > 0) sections.push(table(facts, '  ').join('\n'));
  const engines = (artifact.engines ?? []).map(engineRow);
  if (engines.length > 0) sections.push(table(engines, '  ', [1]).join('\n'));
  const ends = [...(artifact.inputs ?? []).map(endRow('input')), ...(artifact.outputs ?? []).map(endRow('output'))];
  if (ends.length > 0) sections.push(table(ends, '  ').join('\n'));
  if (findings.length > 0) sections.push(findings.map((finding) => formatFinding(finding)).join('\n'));
  return `${sections.join('\n\n')}\n`;
}

function endRow(what: string): (end: trtlens.IInputDeclaration) => string[] {
  return ({ name, dtype, sizes, ranked }) => {
    const shape = !ranked ? 'of any shape' : sizes?.length ? sizes.join('×') : 'scalar';
    return [what, name ?? '', dtype ?? '', shape];
  };
}

function engineRow({ name, bytes, abi, platform, device, computeCapabilities }: trtlens.IArtifactEngine): string[] {
  const capability = computeCapabilities?.length ? `compute capability ${computeCapabilities.join(', ')}` : '';
  const made = [abi && `ABI ${abi}`, platform, device, capability].filter(Boolean).join(', ');
  return [name ?? '', bytes ? formatBytes(bytes) : 'not built', made];
}
