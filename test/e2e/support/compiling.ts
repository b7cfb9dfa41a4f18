/** What several end-to-end tests do: compile a model from the explorer and wait for its program view. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { expect } from 'vitest';
import { root } from '../../../scripts/paths.mjs';
import type { TestWindow } from './window';

/** A compile on a machine of two cores, the first of a window included: torch alone takes seconds to import. */
export const COMPILE_MS = 180_000;

export const GRAPH_BREAKS = { 'graph_breaks.py': { copy: 'examples/graph_breaks.py' } } as const;

/** Line of the first occurrence of a text in an example, from 1. */
export function lineOf(example: string, text: string): number {
  const lines = readFileSync(join(root, 'examples', example), 'utf8').split('\n');
  const line = lines.findIndex((each) => each.includes(text)) + 1;
  expect(line, `${text} in ${example}`).toBeGreaterThan(0);
  return line;
}

/** Right-clicks a model, compiles it, and waits until the view of its report shows blocks. */
export async function compileFromExplorer({ workbench }: TestWindow, model: string): Promise<Frame> {
  await workbench.pickFromContextMenu(model, 'Compile with TensorRT');
  const view = await workbench.programView(COMPILE_MS);
  await view.getByRole('treeitem').first().waitFor();
  return view;
}
