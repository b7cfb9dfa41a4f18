/** What a graph break is called. */

import { type ProgramModel, groupOf, reasonsOf } from '../ui/programModel';

/** "break 1 · no converter · layer.0"; one at an end of the program says so. */
export function breakLabel(model: ProgramModel, index: number): string {
  const { causes, before, after } = model.breaks[index]!;
  const where = causes[0] ? groupOf(model, causes[0].node) : '';
  const at =
    before === null && after === null ? '' : before === null ? 'at the start' : after === null ? 'at the end' : '';
  return [`break ${index + 1}`, reasonsOf(model, causes, 1), where, at].filter((part) => part !== '').join(' · ');
}
