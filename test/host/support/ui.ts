/** The window as a person sees it, asked of the browser that shows it (test/host/ui.mjs). */

export type Frame = 'customEditor' | 'webviewView';

export const ui = {
  text: (selector: string, frame?: Frame): Promise<string> =>
    ask({ action: 'text', selector, frame }) as Promise<string>,
  label: (selector: string): Promise<string> => ask({ action: 'label', selector }) as Promise<string>,
  count: (selector: string, frame?: Frame): Promise<number> =>
    ask({ action: 'count', selector, frame }) as Promise<number>,
  click: (selector: string, frame?: Frame): Promise<unknown> => ask({ action: 'click', selector, frame }),
  wait: (selector: string, frame?: Frame): Promise<unknown> => ask({ action: 'wait', selector, frame }),
  gone: (selector: string, frame?: Frame): Promise<unknown> => ask({ action: 'gone', selector, frame }),
  press: (key: string): Promise<unknown> => ask({ action: 'press', key }),
  screenshot: (path: string): Promise<unknown> => ask({ action: 'screenshot', path }),
};

/** A notification with this text. */
export function notification(text: string): string {
  return `.notification-toast:has-text("${text}")`;
}

/** A button of that notification. */
export function notificationButton(text: string, button: string): string {
  return `${notification(text)} .monaco-button:has-text("${button}")`;
}

async function ask(question: Record<string, unknown>): Promise<unknown> {
  const response = await fetch(process.env['TRTLENS_HOST_UI']!, { method: 'POST', body: JSON.stringify(question) });
  const { result, error } = (await response.json()) as { result?: unknown; error?: string };
  if (error !== undefined) throw new Error(error);
  return result;
}
