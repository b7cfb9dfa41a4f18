/** A dry run of Torch-TensorRT: what would become engines, and what would stay in PyTorch. */

import type { Finding } from '../../findings/finding';
import { formatCount } from '../../format/units';
import { joinShape } from '../../graph/shape';
import type { trtlens } from '../../schema/generated/trtlens';
import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import { type Opened, openedReport, unreadable } from '../opened';
import { type DryRun, readDryRun } from './read';
import type { DryRunTensor } from './tensors';

/** Facts of operations by their names; a graph of thousands would drown the rest. */
const MOST_LISTED = 200;

export async function openDryRun(file: FileAccess): Promise<Opened> {
  try {
    const run = await readDryRun(file);
    const report = openedReport(file, {
      kind: 'dry-run',
      settings: run.settings,
      engines: run.engines.map(({ name, inputs, outputs }) => ({
        name,
        state: 'not-built',
        bytes: 0,
        buildMilliseconds: 0,
        sha256: '',
        inputs: inputs.map(binding('input')),
        outputs: outputs.map(binding('output')),
        layers: [],
      })),
    });
    return { artifact: describe(run), report };
  } catch (failure) {
    if (!(failure instanceof FormatDamage)) throw failure;
    return unreadable(dryRunDamage(file.path, failure));
  }
}

function describe(run: DryRun): trtlens.IArtifact {
  return {
    kind: 'dry-run',
    facts: factsOf(run),
    engines: run.engines.map(({ name, operators, inputs, outputs }) => ({
      name,
      inputs: inputs.map(declared('input')),
      outputs: outputs.map(declared('output')),
      facts: [{ name: 'operators', value: formatCount(operators) }],
    })),
    inputs: run.inputs.map(declared('input')),
    outputs: run.outputs.map(declared('output')),
    settings: Object.fromEntries(Object.entries(run.settings).map(([name, value]) => [name, JSON.stringify(value)])),
    findings: [],
  };
}

function factsOf(run: DryRun): trtlens.IFact[] {
  const { operators, supported, engines, unsupported, inTorch, recommendations } = run;
  const facts: [string, string][] = [
    ['operators', formatCount(operators)],
    ['supported', `${formatCount(supported)} of ${formatCount(operators)}`],
    ['engines', formatCount(engines.length)],
    ['in PyTorch', formatCount(inTorch.length, 'operation')],
    ...unsupported
      .slice(0, MOST_LISTED)
      .map(({ operator, count }): [string, string] => [`unsupported ${operator}`, formatCount(count, 'operation')]),
    ...inTorch.slice(0, MOST_LISTED).map(({ operator, place }): [string, string] => [`in PyTorch: ${place}`, operator]),
    ...recommendations.map((text, index): [string, string] => [`recommendation ${index + 1}`, text]),
  ];
  return facts.map(([name, value]) => ({ name, value }));
}

/** The text gives tensors no names: "input 0". */
function declared(what: string): (tensor: DryRunTensor, index: number) => trtlens.IInputDeclaration {
  return ({ dtype, sizes }, index) => ({ name: `${what} ${index}`, dtype, sizes: [...sizes], ranked: true });
}

function binding(
  what: string,
): (tensor: DryRunTensor, index: number) => { name: string; dtype: string; shape: string } {
  return ({ dtype, sizes }, index) => ({ name: `${what} ${index}`, dtype, shape: joinShape(sizes) });
}

function dryRunDamage(file: string, { message, offset }: FormatDamage): Finding {
  return {
    code: 'load.corrupt',
    severity: 'error',
    message: `The file begins as a dry run and cannot be read: ${message}.`,
    places: [{ kind: 'archive', file, ...(offset === undefined ? {} : { offset }) }],
    remedies: [{ title: 'Run it again with dryrun set to the name of a new file.' }],
  };
}
