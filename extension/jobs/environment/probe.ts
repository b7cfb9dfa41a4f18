/** Asking an interpreter what it is and what it has. */

import { join } from 'node:path';
import type { Candidate, Flavour, Probe } from '../../core/environment/interpreter';
import { runTool, type ToolResult } from './tool';

export interface ProbeOptions {
  /** Folder that holds the Python package trtlens_torch (`native/torch` under the extension's root). */
  readonly workerFolder: string;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; a first start from a cold disk or a network folder takes seconds. */
  readonly timeout?: number;
}

const TIMEOUT = 15_000;

/** Runs `probe.py` with the candidate. Whatever goes wrong is a probe of kind `failed` with the reason in words. */
export async function probeInterpreter(candidate: Candidate, options: ProbeOptions): Promise<Probe> {
  const script = join(options.workerFolder, 'trtlens_torch', 'probe.py');
  const timeout = options.timeout ?? TIMEOUT;
  const result = await runTool(candidate.executable, [script], { timeout, signal: options.signal });
  if (result.end !== 'exited' || result.code !== 0) {
    return { kind: 'failed', candidate, reason: reasonOf(result, timeout) };
  }
  const answer = parseAnswer(result.output, candidate);
  return answer ?? { kind: 'failed', candidate, reason: `it did not answer as Python does: ${quote(result.output)}` };
}

function reasonOf(result: ToolResult, timeout: number): string {
  const said = result.error.trim() || result.output.trim();
  switch (result.end) {
    case 'missing':
      return said.includes('ENOENT') ? 'there is no such program' : said;
    case 'timed-out':
      return `it did not answer within ${timeout / 1000} s`;
    case 'cancelled':
      return 'cancelled';
    case 'killed':
      return 'it was ended by a signal';
    case 'exited':
      return `it ended with status ${result.code}${said === '' ? '' : `\n${said.slice(-2000)}`}`;
  }
}

/** The answer is the last line: a site customization may print before it. */
function parseAnswer(output: string, candidate: Candidate): Probe | undefined {
  let value: unknown;
  try {
    value = JSON.parse(output.trim().split('\n').at(-1) ?? '');
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const answer = value as Record<string, unknown>;
  const text = (key: string) => (typeof answer[key] === 'string' ? answer[key] : undefined);
  const python = text('python');
  if (python === undefined || typeof answer['bits'] !== 'number') return undefined;
  const [torch, torchTensorrt, tensorrt] = [text('torch'), text('torch_tensorrt'), text('tensorrt')];
  const flavour = text('flavour') as Flavour | undefined;
  const libs = text('tensorrt_rtx_libs');
  return {
    kind: 'answered',
    interpreter: {
      executable: text('executable') || candidate.executable,
      origin: candidate.origin,
      python,
      ...(torch !== undefined && { torch }),
      ...(torchTensorrt !== undefined && { torchTensorrt }),
      ...(flavour !== undefined && { flavour }),
      ...(tensorrt !== undefined && { tensorrt }),
      ...(libs !== undefined && { tensorrtRtxLibs: libs }),
    },
    traits: {
      prefix: text('prefix') ?? '',
      implementation: text('implementation') ?? '',
      bits: answer['bits'],
      platform: text('platform') ?? '',
      canMakeEnvironments: answer['has_venv'] === true,
      isVirtualEnvironment: answer['is_virtual_environment'] === true,
    },
  };
}

function quote(output: string): string {
  const line = output.trim().split('\n').at(-1) ?? '';
  return line === '' ? 'it printed nothing' : JSON.stringify(line.slice(0, 200));
}
