/** A remedy as a card: what to do, what it was seen to change, and a button where it can be carried out from here. */

import type { Remedy } from '../../extension/core/findings/finding';
import type { Actions } from './documents';
import { html } from './elements';
import { button } from './toolkit';

export function remedyCard(remedy: Remedy, actions: Actions, primary = false): HTMLElement {
  const { title, effect, action } = remedy;
  return html(
    'div',
    { class: 'remedy' },
    html(
      'div',
      { class: 'remedy-head' },
      html('strong', {}, title),
      action &&
        button(action.kind === 'command' ? 'Run' : 'Apply', () => actions.applyRemedy(remedy), {
          appearance: primary ? 'primary' : 'secondary',
          title: `${action.kind === 'command' ? 'Run' : 'Apply'}: ${title}`,
        }),
    ),
    effect !== undefined && html('div', { class: 'dim' }, effect),
    action?.kind === 'settings' && html('code', { class: 'change' }, changeText(action.change)),
  );
}

/** All remedies, the first that can be carried out from here as the one to press. */
export function remedyCards(remedies: readonly Remedy[], actions: Actions): HTMLElement[] {
  const first = remedies.findIndex((remedy) => remedy.action);
  return remedies.map((remedy, index) => remedyCard(remedy, actions, index === first));
}

/** "min_block_size = 3". */
export function changeText(change: Readonly<Record<string, unknown>>): string {
  return Object.entries(change)
    .map(([name, value]) => `${name} = ${valueText(value)}`)
    .join('\n');
}

/** A setting's value; lists an item a line. */
export function valueText(value: unknown): string {
  if (!Array.isArray(value)) return JSON.stringify(value);
  return value.length === 0
    ? '[]'
    : value.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join(',\n');
}
