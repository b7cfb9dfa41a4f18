/**
 * The only file that knows the Webview UI Toolkit. It registers components one by one and never the data grid, which
 * patches `Array.prototype` for the whole page. The page needs `<meta property="csp-nonce">`.
 */

import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';

export interface ButtonOptions {
  readonly appearance?: 'primary' | 'secondary' | 'icon';
  /** Shown on hover; read out in place of the text where that is a sign only. */
  readonly title?: string;
}

let registered = false;

export function button(text: string, listener: () => void, options: ButtonOptions = {}): HTMLElement {
  if (!registered) {
    provideVSCodeDesignSystem().register(vsCodeButton());
    registered = true;
  }
  const element = document.createElement('vscode-button');
  element.setAttribute('appearance', options.appearance ?? 'secondary');
  element.textContent = text;
  if (options.title) {
    element.setAttribute('title', options.title);
    element.setAttribute('aria-label', options.title);
  }
  element.addEventListener('click', (event) => {
    event.stopPropagation();
    listener();
  });
  return element;
}
