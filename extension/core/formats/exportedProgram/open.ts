/** `.pt2` and `.ep`: what torch.export.save and torch_tensorrt.save write, with its graph and engines, for every view. */

import { encodeFinding } from '../../findings/codec';
import type { Finding } from '../../findings/finding';
import { formatBytes } from '../../format/units';
import type { Engine, Program } from '../../report/report';
import type { Graph } from '../../graph/graph';
import { FormatDamage } from '../bytes';
import { planLayers } from '../engines/planLayers';
import type { FileAccess } from '../fileAccess';
import { type Opened, openedReport, programOf, uncutProgram, unreadable } from '../opened';
import { ProgramArchive } from './archive';
import { describeProgram } from './describe';
import { type ProgramEngine, readEngines, runsEngine } from './engines';
import { type ExportedProgram, readProgram } from './program';
import { blockName, storedPartition } from './stored';

/** Never rejects for what the file holds: what cannot be read is a finding, and the rest is told. */
export async function openExportedProgram(file: FileAccess): Promise<Opened> {
  let member: string | undefined;
  try {
    const archive = await ProgramArchive.open(file);
    if (!archive) throw new FormatDamage('it holds no exported program');
    member = archive.models[0]!;
    const model = { member, file: await archive.member(member) };
    const program = await readProgram(model.file, runsEngine);
    const { engines, damages } = await readEngines(archive, program, model);
    const findings = damages.map((each) => damageFinding(file, each.damage, each.member));
    const kind = program.engineNodes.size > 0 ? 'compiled-program' : 'exported-program';
    const artifact = describeProgram(kind, archive, program, engines);
    return {
      artifact: { ...artifact, findings: findings.map(encodeFinding) },
      report: openedReport(file, {
        kind,
        findings,
        program: kind === 'compiled-program' ? compiledProgram(program, engines) : uncutProgram(program.graph),
        engines: kind === 'compiled-program' ? engines.map((engine) => reportEngine(engine, program.graph)) : [],
      }),
    };
  } catch (failure) {
    if (!(failure instanceof FormatDamage)) throw failure;
    return unreadable(damageFinding(file, failure, member));
  }
}

function compiledProgram({ graph }: ExportedProgram, engines: readonly ProgramEngine[]): Program {
  const names = engines.flatMap(({ node, name }) => (node === undefined ? [] : [[node, name] as const]));
  return programOf(graph, storedPartition(graph, new Map(names)));
}

function reportEngine({ name, stored }: ProgramEngine, graph: Graph): Engine {
  const bindings = (list: NonNullable<ProgramEngine['stored']>['engine']['inputs']): Engine['inputs'] =>
    (list ?? []).map((each) => ({
      name: each.name ?? '',
      dtype: each.dtype ?? '',
      shape: (each.sizes ?? []).join('x'),
    }));
  return {
    name: blockName(name),
    state: stored ? 'built' : 'failed',
    bytes: stored?.engine.bytes ?? 0,
    buildMilliseconds: 0,
    sha256: '',
    inputs: bindings(stored?.engine.inputs),
    outputs: bindings(stored?.engine.outputs),
    layers: planLayers(graph, stored?.engine.layerNames ?? []),
  };
}

function damageFinding(file: FileAccess, { message, offset }: FormatDamage, member?: string): Finding {
  const truncated = /end of central directory/i.test(message);
  const where = member === undefined ? 'The file' : `Its member ${member}`;
  return {
    code: truncated ? 'load.truncated' : 'load.corrupt',
    severity: 'error',
    message: truncated
      ? `The file ends before its directory: ${formatBytes(file.size)} of a larger archive.`
      : `${where} cannot be read: ${message}.`,
    places: [
      {
        kind: 'archive',
        file: file.path,
        ...(member === undefined ? {} : { member }),
        ...(offset === undefined ? {} : { offset }),
      },
    ],
    remedies: [{ title: 'Save the program again with torch.export.save, or copy it once more.' }],
  };
}
