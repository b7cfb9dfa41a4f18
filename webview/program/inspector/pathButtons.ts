/** Buttons that show all that leads to something or follows from it. */

import type { PathStart } from '../graph/connections';
import type { PanelContext } from './inspector';
import { choiceButtons } from './panelButtons';

/** `has`: whether anything is on each side. */
export function pathButtons(
  { showPaths, paths }: PanelContext,
  from: PathStart,
  has: { readonly inputs: boolean; readonly outputs: boolean },
): HTMLButtonElement[] {
  if (!showPaths) return [];
  const sides = [
    ...(has.inputs ? [{ label: 'Show what leads here', value: 'inputs' as const }] : []),
    ...(has.outputs ? [{ label: 'Show what follows', value: 'outputs' as const }] : []),
  ];
  const shown = paths && isSame(paths.node, from) ? paths.side : undefined;
  return choiceButtons(sides, (side) => showPaths(from, side), shown);
}

function isSame(a: PathStart, b: PathStart): boolean {
  if (typeof a === 'number' || typeof b === 'number') return a === b;
  return a.length === b.length && a.every((node, at) => node === b[at]);
}
