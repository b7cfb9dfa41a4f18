/** The buttons below a panel's title. */

import { type Child, html } from '../../ui/elements';

/** A row of buttons; nothing where there is none. */
export function panelButtons(...buttons: readonly Child[]): HTMLElement[] {
  const all = buttons.filter((button) => button !== undefined && button !== false);
  return all.length > 0 ? [html('div', { class: 'panel-buttons' }, ...all)] : [];
}

export function textButton(label: string, listener: () => void): HTMLButtonElement {
  const button = html('button', { type: 'button', class: 'toggle' }, label);
  button.addEventListener('click', listener);
  return button;
}

/**
 * Buttons of which one at most is pressed, at first the one of `chosen`; a press on that one lets go. `onChoose`: undefined
 * where none is pressed any more.
 */
export function choiceButtons<Value>(
  choices: readonly { readonly label: string; readonly value: Value }[],
  onChoose: (value: Value | undefined) => void,
  chosen?: Value,
): HTMLButtonElement[] {
  const buttons = choices.map(({ label, value }) => {
    const button = textButton(label, () => {
      const isOn = button.getAttribute('aria-pressed') !== 'true';
      for (const each of buttons) each.setAttribute('aria-pressed', String(isOn && each === button));
      onChoose(isOn ? value : undefined);
    });
    button.setAttribute('aria-pressed', String(value === chosen));
    return button;
  });
  return buttons;
}
