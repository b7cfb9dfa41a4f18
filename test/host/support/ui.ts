/** The window as a person sees it, asked of the browser that shows it (test/host/ui.mjs). */

import * as vscode from 'vscode';
import { eventually } from './workspace';

export type Frame = 'program' | 'breaks';

export const ui = {
  text: (selector: string, frame?: Frame): Promise<string> =>
    ask({ action: 'text', selector, frame }) as Promise<string>,
  label: (selector: string): Promise<string> => ask({ action: 'label', selector }) as Promise<string>,
  count: (selector: string, frame?: Frame): Promise<number> =>
    ask({ action: 'count', selector, frame }) as Promise<number>,
  click: (selector: string, frame?: Frame): Promise<unknown> => ask({ action: 'click', selector, frame }),
  wait: (selector: string, frame?: Frame): Promise<unknown> => ask({ action: 'wait', selector, frame }),
  gone: (selector: string, frame?: Frame): Promise<unknown> => ask({ action: 'gone', selector, frame }),
  fill: (selector: string, text: string): Promise<unknown> => ask({ action: 'fill', selector, text }),
  /** Presses a key where `selector` is: it has the focus then, whatever else opens meanwhile. */
  press: (selector: string, key: string): Promise<unknown> => ask({ action: 'press', selector, text: key }),
};

/**
 * Notifications, in the list behind the bell: VS Code shows no toasts while a test driver is attached.
 */
export const notifications = {
  /** Waits for one with this text, and for `more` (a selector) in it. */
  async wait(text: string, more = ''): Promise<void> {
    await eventually(`a notification with "${text}"`, async () => (await this.count(text, more)) > 0);
  },
  async count(text: string, more = ''): Promise<number> {
    await vscode.commands.executeCommand('notifications.showList');
    return ui.count(`${notification(text)} ${more}`);
  },
  async click(text: string, button: string): Promise<void> {
    await this.wait(text, buttonSelector(button));
    await ui.click(`${notification(text)} ${buttonSelector(button)}`);
  },
};

function notification(text: string): string {
  return `.notifications-center .notification-list-item:has-text(${JSON.stringify(text)})`;
}

export function buttonSelector(label: string): string {
  return `.monaco-button:has-text(${JSON.stringify(label)})`;
}

async function ask(question: Record<string, unknown>): Promise<unknown> {
  const response = await fetch(process.env['TRTLENS_HOST_UI']!, { method: 'POST', body: JSON.stringify(question) });
  const { result, error } = (await response.json()) as { result?: unknown; error?: string };
  if (error !== undefined) throw new Error(error);
  return result;
}
