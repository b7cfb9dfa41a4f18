/**
 * What Torch-TensorRT prints of a dry run, or writes where `dryrun` names a file: text for people, read line by line
 * (torch_tensorrt 2.11 to 2.13 `dynamo/_DryRunTracker.py`).
 */

import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import type { Plain } from '../engines/plainValue';
import { readCall } from './pythonValue';
import { type DryRunTensor, readTensors } from './tensors';

export interface DryRun {
  readonly operators: number;
  readonly supported: number;
  readonly inputs: readonly DryRunTensor[];
  readonly outputs: readonly DryRunTensor[];
  readonly engines: readonly DryRunEngine[];
  readonly unsupported: readonly { readonly operator: string; readonly count: number }[];
  /** Operations between the engines, supported or not. */
  readonly inTorch: readonly { readonly operator: string; readonly place: string }[];
  readonly settings: { readonly [name: string]: Plain };
  /** "For minimal graph segmentation, select min_block_size=30 which would generate 3 TRT engine(s)". */
  readonly recommendations: readonly string[];
}

export interface DryRunEngine {
  readonly name: string;
  readonly operators: number;
  readonly inputs: readonly DryRunTensor[];
  readonly outputs: readonly DryRunTensor[];
}

const MOST_BYTES = 32 * 1024 * 1024;
const HEADING = 'Dry-Run Results for Graph';

const TOTALS = /^The graph consists of (\d+) Total Operators, of which (\d+) operators are supported/;
const UNSUPPORTED = /^The following ops are currently unsupported/;
const OPERATOR_COUNT = /^ ?(\S.*): (\d+)$/;
const IN_TORCH = /^Node: (.*), with layer location: (.*)$/;
const SETTINGS = 'Compiled with: ';
const ENGINE = /^ *TRT Engine #\d+ - Submodule name: (.*)$/;
const ENGINE_INPUTS = /^ *Engine Inputs: (.*)$/;
const ENGINE_OPERATORS = /^ *Number of Operators in Engine: (\d+)$/;
const ENGINE_OUTPUTS = /^ *Engine Outputs: (.*)$/;
const GRAPH_INPUTS = /^ {3}Inputs: (.*)$/;
const GRAPH_OUTPUTS = /^ {3}Outputs: (.*)$/;
const RECOMMENDATION = /^ *- (.*min_block_size=.*)$/;

/** True for a text that begins as one does, behind empty lines. */
export function looksLikeDryRun(head: string): boolean {
  return head.slice(0, 400).includes(HEADING);
}

/** Throws FormatDamage, with the offset in bytes, where the totals or the settings are not what is printed. */
export async function readDryRun(file: FileAccess): Promise<DryRun> {
  if (file.size > MOST_BYTES) throw new FormatDamage(`it has ${file.size} bytes, more than any dry run`);
  return new DryRunReader(new TextDecoder().decode(await file.read(0, file.size))).read();
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

class DryRunReader {
  private totals: { operators: number; supported: number } | undefined;
  private inputs: DryRunTensor[] = [];
  private outputs: DryRunTensor[] = [];
  private settings: DryRun['settings'] = {};
  private listsUnsupported = false;
  private readonly engines: Mutable<DryRunEngine>[] = [];
  private readonly unsupported: { operator: string; count: number }[] = [];
  private readonly inTorch: { operator: string; place: string }[] = [];
  private readonly recommendations: string[] = [];

  constructor(private readonly text: string) {}

  read(): DryRun {
    let start = 0;
    for (const line of this.text.split('\n')) {
      this.line(line.replace(/\r$/, ''), start);
      start += line.length + 1;
    }
    if (!this.totals) throw new FormatDamage('it does not say how many operators there are', this.bytesBefore(start));
    const { totals, inputs, outputs, engines, unsupported, inTorch, settings, recommendations } = this;
    return { ...totals, inputs, outputs, engines, unsupported, inTorch, settings, recommendations };
  }

  private line(line: string, start: number): void {
    if (line === '') this.listsUnsupported = false;
    else if (this.listsUnsupported) this.operatorCount(line);
    else if (UNSUPPORTED.test(line)) this.listsUnsupported = true;
    else if (line.startsWith(SETTINGS)) this.readSettings(line.slice(SETTINGS.length), start + SETTINGS.length);
    else if (!this.ofGraph(line)) this.ofEngine(line);
  }

  private ofGraph(line: string): boolean {
    const totals = TOTALS.exec(line);
    const node = IN_TORCH.exec(line);
    const recommendation = RECOMMENDATION.exec(line);
    if (totals) this.totals = { operators: Number(totals[1]), supported: Number(totals[2]) };
    else if (node) this.inTorch.push({ operator: node[1]!, place: node[2]! });
    else if (recommendation) this.recommendations.push(recommendation[1]!);
    else return this.endsOfGraph(line);
    return true;
  }

  private endsOfGraph(line: string): boolean {
    const [inputs, outputs] = [GRAPH_INPUTS.exec(line), GRAPH_OUTPUTS.exec(line)];
    if (inputs) this.inputs = readTensors(inputs[1]!);
    if (outputs) this.outputs = readTensors(outputs[1]!);
    return inputs !== null || outputs !== null;
  }

  private ofEngine(line: string): void {
    const begun = ENGINE.exec(line);
    if (begun) this.engines.push({ name: begun[1]!, operators: 0, inputs: [], outputs: [] });
    const engine = this.engines.at(-1);
    if (!engine) return;
    const [inputs, outputs] = [ENGINE_INPUTS.exec(line), ENGINE_OUTPUTS.exec(line)];
    const operators = ENGINE_OPERATORS.exec(line);
    if (inputs) engine.inputs = readTensors(inputs[1]!);
    if (outputs) engine.outputs = readTensors(outputs[1]!);
    if (operators) engine.operators = Number(operators[1]);
  }

  private operatorCount(line: string): void {
    const [, operator, count] = OPERATOR_COUNT.exec(line) ?? [];
    if (operator !== undefined) this.unsupported.push({ operator, count: Number(count) });
  }

  private readSettings(text: string, start: number): void {
    try {
      this.settings = readCall(text);
    } catch (failure) {
      if (!(failure instanceof FormatDamage)) throw failure;
      const offset = this.bytesBefore(start + (failure.offset ?? 0));
      throw new FormatDamage(`the settings are not as Python prints them: ${failure.message}`, offset);
    }
  }

  private bytesBefore(position: number): number {
    return new TextEncoder().encode(this.text.slice(0, position)).length;
  }
}
