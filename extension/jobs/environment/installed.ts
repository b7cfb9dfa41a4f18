/** Managed environments on disk, as their markers tell. Nothing is run here. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MARKER, parseMarker, type Marker } from '../../core/environment/managedEnvironment';

export interface InstalledEnvironment {
  readonly folder: string;
  readonly executable: string;
  readonly marker: Marker;
}

/** `<data folder>/environments`: one folder for each managed environment. */
export function environmentsFolder(dataFolder: string): string {
  return join(dataFolder, 'environments');
}

/** Interpreter of the environment in `folder`. */
export function executableOf(folder: string): string {
  return join(folder, 'bin', 'python');
}

/** The complete environment in `folder`, by its marker; undefined for one that is unfinished or not there. */
export function readEnvironment(folder: string): InstalledEnvironment | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, MARKER), 'utf8');
  } catch {
    return undefined;
  }
  const marker = parseMarker(text);
  const executable = executableOf(folder);
  return marker && existsSync(executable) ? { folder, executable, marker } : undefined;
}

/** The complete environments, the newest first. */
export function findManagedEnvironments(dataFolder: string): readonly InstalledEnvironment[] {
  const parent = environmentsFolder(dataFolder);
  let names: readonly string[];
  try {
    names = readdirSync(parent);
  } catch {
    return [];
  }
  return names
    .flatMap((name) => readEnvironment(join(parent, name)) ?? [])
    .sort((a, b) => b.marker.created.localeCompare(a.marker.created));
}
