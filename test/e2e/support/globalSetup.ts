/** Packs the extension once for all end-to-end tests: what they drive is what a user installs. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { installCodeServer } from '../../../scripts/codeServer.mjs';
import { ownTarget, packageExtension } from '../../../scripts/package.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** What the tests install: the package of this platform. */
    vsix: string;
    universalVsix: string;
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'trtlens-vsix-'));
  await installCodeServer();
  // The last one made leaves its build behind, which the command line uses.
  project.provide('universalVsix', await packageExtension({ output: join(folder, 'universal.vsix') }));
  project.provide('vsix', await packageExtension({ output: join(folder, 'trtlens.vsix'), target: ownTarget }));
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}
