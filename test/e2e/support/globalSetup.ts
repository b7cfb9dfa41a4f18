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
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'trtlens-vsix-'));
  await installCodeServer();
  project.provide('vsix', await packageExtension({ target: ownTarget, output: join(folder, 'trtlens.vsix') }));
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}
