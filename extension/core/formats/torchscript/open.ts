/**
 * TorchScript archives (torch `torch/csrc/jit/serialization/export.cpp`): code is neither read nor run. Engines of
 * Torch-TensorRT are objects within `data.pkl`, with the record that programs have too.
 */

import { encodeFinding } from '../../findings/codec';
import type { Finding } from '../../findings/finding';
import { formatCount } from '../../format/units';
import type { trtlens } from '../../schema/generated/trtlens';
import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import { makersOfEngines } from '../engines/makers';
import { readPickle } from '../engines/pickle';
import type { PickledObject } from '../engines/pickledValue';
import { EngineBudget, type StoredEngine, isEngine, readStoredEngine, recordOf } from '../engines/record';
import { type Opened, openedReport, unreadable } from '../opened';
import type { ZipArchive } from '../zip';

const MOST_ENGINES = 10_000;
/** A tensor takes about forty: sixty thousand of them, and no more than is read in a second or two. */
const MOST_OPCODES = 2_500_000;

/** True where the archive has what torch.jit.save writes: code, and constants beside the data. */
export function isTorchScript(archive: ZipArchive): boolean {
  const root = rootOf(archive);
  return archive.has(`${root}/constants.pkl`) && archive.has(`${root}/data.pkl`) && codeIn(archive, root).length > 0;
}

export async function openTorchScript(file: FileAccess, archive: ZipArchive): Promise<Opened> {
  const member = `${rootOf(archive)}/data.pkl`;
  try {
    const data = await archive.stored(member);
    const { objects } = await readPickle(data, {
      // Types of the model's own, by their names alone.
      allows: () => true,
      what: 'TorchScript',
      mostOpcodes: MOST_OPCODES,
      references: true,
    });
    const engines: StoredEngine[] = [];
    const findings: Finding[] = [];
    const budget = new EngineBudget();
    for (const object of objects.filter(isEngine).slice(0, MOST_ENGINES)) {
      const stored = await readObject(object, data).catch((failure: unknown) => {
        if (!(failure instanceof FormatDamage)) throw failure;
        findings.push(damageFinding(file.path, member, failure));
        return undefined;
      });
      if (!stored) continue;
      budget.add(stored);
      engines.push(stored);
      findings.push(...stored.damage.map((damage) => damageFinding(file.path, member, damage)));
    }
    return describe(file, archive, engines, findings);
  } catch (failure) {
    if (!(failure instanceof FormatDamage)) throw failure;
    return unreadable(damageFinding(file.path, member, failure));
  }
}

async function readObject(object: PickledObject, data: FileAccess): Promise<StoredEngine> {
  const texts = recordOf(object);
  if (!texts) throw new FormatDamage('an engine holds no list of texts', 0);
  return readStoredEngine(texts, data);
}

function describe(
  file: FileAccess,
  archive: ZipArchive,
  stored: readonly StoredEngine[],
  findings: readonly Finding[],
): Opened {
  const engines = stored.map(({ engine }) => engine);
  const builders = [...new Set(stored.flatMap(({ builtBy }) => builtBy ?? []))];
  const facts: [string, string][] = [
    ['built by', builders.join(', ')],
    ['engines', formatCount(engines.length)],
    ['code', formatCount(codeIn(archive, rootOf(archive)).length, 'file')],
  ];
  const artifact: trtlens.IArtifact = {
    kind: 'torchscript',
    facts: facts.filter(([, value]) => value !== '').map(([name, value]) => ({ name, value })),
    madeBy: makersOfEngines(engines),
    engines,
    findings: findings.map(encodeFinding),
  };
  const report = openedReport(file, {
    kind: 'torchscript',
    engines: engines.map((engine) => ({
      name: engine.name ?? '',
      state: 'built',
      bytes: engine.bytes ?? 0,
      buildMilliseconds: 0,
      sha256: '',
      inputs: [],
      outputs: [],
      layers: [],
    })),
    findings,
  });
  return { artifact, report };
}

function codeIn(archive: ZipArchive, root: string): string[] {
  return archive.members.filter((name) => name.startsWith(`${root}/code/`) && name.endsWith('.py'));
}

function rootOf(archive: ZipArchive): string {
  return archive.members.find((name) => name.includes('/'))?.split('/')[0] ?? '';
}

function damageFinding(file: string, member: string, { message, offset }: FormatDamage): Finding {
  return {
    code: 'load.corrupt',
    severity: 'error',
    message: `Its member ${member} cannot be read: ${message}.`,
    places: [{ kind: 'archive', file, member, ...(offset === undefined ? {} : { offset }) }],
    remedies: [{ title: 'Save it again with torch.jit.save, or copy it once more.' }],
  };
}
