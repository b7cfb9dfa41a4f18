/** What `trtlens doctor` says about a machine, from facts that were gathered elsewhere. */

import type { Outcome, Remedy } from '../findings/finding';
import { formatBytes } from '../format/units';
import { SET_UP, TESTED_TORCH_TENSORRT } from './findings';
import { describeInterpreter, describeProbe, type Interpreter, type Probe } from './interpreter';
import { SIZES, type Marker } from './managedEnvironment';

export type CheckState = 'ok' | 'warning' | 'problem';

export interface Check {
  /** Stable: `node`, `interpreters`, `versions`, `gpu`, `managed-environment`, `disk-space`, `data-folder`. */
  readonly id: string;
  readonly state: CheckState;
  readonly message: string;
  readonly remedies: readonly Remedy[];
}

export interface MachineFacts {
  /** `24.21.0`. */
  readonly node: string;
  readonly probes: readonly Probe[];
  readonly choice: Outcome<Interpreter>;
  readonly gpu: GpuFacts;
  readonly dataFolder: string;
  readonly managed: readonly { readonly folder: string; readonly marker: Marker }[];
  /** Folders of environments without a marker. */
  readonly unfinished: readonly string[];
  /** Bytes. */
  readonly free: number;
  /** Why the data folder cannot be written; undefined where it can. */
  readonly notWritable: string | undefined;
}

export interface GpuFacts {
  /** Names of the GPUs that the kernel driver lists. */
  readonly models: readonly string[];
  /** Version of the kernel driver; undefined where there is none. */
  readonly driver: string | undefined;
  /** Path of libcuda; undefined where there is none. */
  readonly libcuda: string | undefined;
}

/** Lowest major version in "engines" of package.json. */
const NODE_MAJOR = 20;
/** Room that compiles and reports should find, in bytes. */
const SPARE_ROOM = 1e9;

export function checkMachine(facts: MachineFacts): readonly Check[] {
  return [
    checkNode(facts.node),
    checkInterpreters(facts.probes, facts.choice),
    checkVersions(facts.choice),
    checkGpu(facts.gpu),
    checkManaged(facts),
    checkRoom(facts),
    checkFolder(facts),
  ];
}

function checkNode(version: string): Check {
  const isNew = Number.parseInt(version, 10) >= NODE_MAJOR;
  return isNew
    ? ok('node', `Node ${version}`)
    : problem('node', `Node ${version} is older than ${NODE_MAJOR}`, [{ title: `Use Node ${NODE_MAJOR} or later` }]);
}

/** All that were asked, in their order, and the reason for the one that is taken. */
function checkInterpreters(probes: readonly Probe[], choice: Outcome<Interpreter>): Check {
  const lines = probes.map((probe) => {
    const isChosen = choice.ok && probe.kind === 'answered' && probe.interpreter === choice.value;
    return `  ${isChosen ? '→' : ' '} ${describeProbe(probe)}`;
  });
  if (!choice.ok) return problem('interpreters', join(choice.findings[0].message, lines), choice.findings[0].remedies);
  return ok('interpreters', join(`${choice.value.executable} is used: ${reasonFor(choice.value)}`, lines));
}

function reasonFor({ origin }: Interpreter): string {
  switch (origin) {
    case 'argument':
      return 'it was named by --python';
    case 'setting':
      return 'it is named by the setting trtlens.python.path';
    case 'python-extension':
      return "it is the Python extension's choice and has torch_tensorrt";
    case 'path':
      return 'the first on PATH that has torch_tensorrt';
    case 'managed':
      return 'the managed environment, since no other has torch_tensorrt';
  }
}

function checkVersions(choice: Outcome<Interpreter>): Check {
  if (!choice.ok) return problem('versions', 'No interpreter with torch_tensorrt, so no versions', [SET_UP]);
  const about = describeInterpreter(choice.value).replace(/^.*?\): /, '');
  const [finding] = choice.findings;
  if (finding) return warning('versions', `${about}: ${finding.message}`, finding.remedies);
  const { first, last } = TESTED_TORCH_TENSORRT;
  return ok('versions', `${about}: tested here (RTX flavour ${first} to ${last}; the tests run ${last})`);
}

function checkGpu({ models, driver, libcuda }: GpuFacts): Check {
  if (driver === undefined && libcuda === undefined) {
    return warning('gpu', 'No GPU: builds work, running and profiling do not', []);
  }
  const gpus = models.length > 0 ? models.join(', ') : 'GPU';
  if (libcuda === undefined) {
    return warning('gpu', `${gpus} with driver ${driver}, but libcuda was not found: builds work, running does not`, [
      { title: "Install the driver's CUDA library (libcuda1 on Debian)" },
    ]);
  }
  return ok('gpu', `${gpus}, ${driver === undefined ? 'driver version unknown' : `driver ${driver}`}, ${libcuda}`);
}

function checkManaged({ managed, unfinished, choice, dataFolder }: MachineFacts): Check {
  const id = 'managed-environment';
  const [newest] = managed;
  if (newest) {
    const { torch, torchTensorrt, tensorrt, python } = newest.marker;
    const versions = `Python ${python}, torch ${torch}, torch_tensorrt ${torchTensorrt}, TensorRT-RTX ${tensorrt}`;
    return ok(id, `Complete in ${newest.folder}: ${versions}`);
  }
  if (unfinished.length > 0) return warning(id, `Unfinished in ${unfinished.join(', ')}`, [SET_UP]);
  if (choice.ok) return ok(id, `None in ${dataFolder}; ${choice.value.executable} is used instead`);
  return problem(id, `None in ${dataFolder}`, [SET_UP]);
}

function checkRoom({ free, managed, choice, dataFolder }: MachineFacts): Check {
  const needed = managed.length > 0 || choice.ok ? SPARE_ROOM : SIZES.cpu.needed;
  const message = `${formatBytes(Math.max(free, 1))} free on the disk of ${dataFolder}`;
  if (free >= needed) return ok('disk-space', message);
  return warning('disk-space', `${message}; ${formatBytes(needed)} are wanted`, [
    { title: 'Free space on that disk, or name another folder in TRTLENS_DATA_FOLDER' },
  ]);
}

function checkFolder({ dataFolder, notWritable }: MachineFacts): Check {
  if (notWritable === undefined) return ok('data-folder', `${dataFolder} can be written`);
  return problem('data-folder', `${dataFolder} cannot be written: ${notWritable}`, [
    { title: 'Name another folder in TRTLENS_DATA_FOLDER' },
  ]);
}

function join(first: string, lines: readonly string[]): string {
  return [first, ...lines].join('\n');
}

function ok(id: string, message: string): Check {
  return { id, state: 'ok', message, remedies: [] };
}

function warning(id: string, message: string, remedies: readonly Remedy[]): Check {
  return { id, state: 'warning', message, remedies };
}

function problem(id: string, message: string, remedies: readonly Remedy[]): Check {
  return { id, state: 'problem', message, remedies };
}
