/** Facts about this machine for `trtlens doctor`, read without starting any tool of the driver. */

import { constants } from 'node:fs';
import { access, readdir, readFile, stat } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import type { GpuFacts, MachineFacts } from '../../core/environment/checks';
import { chooseInterpreter } from '../../core/environment/interpreter';
import { probeAll, type FindOptions } from './discover';
import { environmentsFolder, findManagedEnvironments, readEnvironment } from './installed';
import { freeSpace } from './freeSpace';

/** Rejects only when `signal` aborts. */
export async function gatherFacts(options: FindOptions, environment: NodeJS.ProcessEnv): Promise<MachineFacts> {
  const { dataFolder } = options;
  const [probes, gpu, unfinished, free, notWritable] = await Promise.all([
    probeAll(options),
    readGpu(environment),
    findUnfinished(dataFolder),
    freeSpace(dataFolder).catch(() => 0),
    whyNotWritable(dataFolder),
  ]);
  return {
    node: process.versions.node,
    probes,
    choice: chooseInterpreter(probes),
    gpu,
    dataFolder,
    managed: findManagedEnvironments(dataFolder),
    unfinished,
    free,
    notWritable,
  };
}

/** Where the driver's user library is, besides LD_LIBRARY_PATH: Debian, Red Hat, WSL, Nix and containers. */
const LIBRARY_FOLDERS = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/usr/lib/wsl/lib',
  '/usr/local/nvidia/lib64',
  '/run/opengl-driver/lib',
];

/** `root` stands for `/`, so that a test can have a machine of its own. */
export async function readGpu(environment: NodeJS.ProcessEnv, root = '/'): Promise<GpuFacts> {
  const folders = [...(environment['LD_LIBRARY_PATH'] ?? '').split(delimiter).filter(isAbsolute), ...LIBRARY_FOLDERS];
  const libraries = await Promise.all(folders.map((folder) => existing(join(root, folder, 'libcuda.so.1'))));
  const version = await readText(join(root, 'proc/driver/nvidia/version'));
  return {
    models: await gpuModels(join(root, 'proc/driver/nvidia/gpus')),
    driver: version === undefined ? undefined : (/(\d+\.\d+(?:\.\d+)?)/.exec(version)?.[1] ?? 'of unknown version'),
    libcuda: libraries.find((each) => each !== undefined),
  };
}

/** One folder for each GPU, with a file that names its model. */
async function gpuModels(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const texts = await Promise.all(names.map((name) => readText(join(folder, name, 'information'))));
  return texts.flatMap((text) => /^Model:\s*(.+?)\s*$/m.exec(text ?? '')?.[1] ?? []);
}

async function findUnfinished(dataFolder: string): Promise<readonly string[]> {
  const parent = environmentsFolder(dataFolder);
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(parent, entry.name));
  return folders.filter((folder) => readEnvironment(folder) === undefined);
}

/** Asked of the nearest folder that exists: the doctor makes none. */
async function whyNotWritable(folder: string): Promise<string | undefined> {
  try {
    if (!(await stat(folder)).isDirectory()) return 'it is not a folder';
    await access(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && dirname(folder) !== folder) return whyNotWritable(dirname(folder));
    return code === 'ENOTDIR' ? 'a part of the path is not a folder' : message;
  }
}

async function existing(path: string): Promise<string | undefined> {
  return access(path).then(
    () => path,
    () => undefined,
  );
}

function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
