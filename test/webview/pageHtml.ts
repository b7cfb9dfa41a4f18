/** A page as the host writes it, with what VS Code adds to it, and handles on its worker for the tests. */

import { THEMES, type ThemeName, themeStyle } from './themes';

export const ORIGIN = 'http://webview.test';
const NONCE = 'dGVzdC1ub25jZQ';

export interface PageSource {
  /** What its bundle is called. */
  readonly name: string;
  readonly theme: ThemeName;
  /** Added to the body's classes. */
  readonly bodyClass: string;
  /** What the page finds in `getState` the first time. */
  readonly state: unknown;
  /** True where the worker gets nothing of what the page asks until the test lets it. */
  readonly isWorkerHeld: boolean;
}

/** What a test finds in the page. */
export interface WorkerHandle {
  /** The one that was asked last. */
  last: Worker;
  /** Keeps what the page asks its worker until `release`. */
  hold(): void;
  release(): void;
}

/**
 * What is said to a worker waits while it is held. View state outlives a reload as it does in VS Code, which takes what a page
 * says last of all.
 */
const INJECTED = `
  const waiting = [];
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (...message) {
    worker.last = this;
    if (isHeld) waiting.push(() => post.apply(this, message));
    else post.apply(this, message);
  };
  globalThis.worker = {
    hold: () => { isHeld = true; },
    release: () => {
      isHeld = false;
      for (const send of waiting.splice(0)) send();
    },
  };
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => postToHost(Array.from(message.trtlens)),
    getState: () => JSON.parse(sessionStorage.getItem('state')) ?? saved ?? undefined,
    setState: (value) => { sessionStorage.setItem('state', JSON.stringify(value)); saveState(value); },
  });
`;

export function pageHtml({ name, theme, bodyClass, state, isWorkerHeld }: PageSource): string {
  const policy = [
    `default-src 'none'`,
    `img-src ${ORIGIN} data:`,
    `font-src ${ORIGIN}`,
    `style-src ${ORIGIN} 'nonce-${NONCE}'`,
    `script-src 'nonce-${NONCE}'`,
    `connect-src ${ORIGIN}`,
    'worker-src blob:',
  ].join('; ');
  const saved = JSON.stringify(state ?? null).replaceAll('<', '\\u003c');
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta property="csp-nonce" content="${NONCE}">
  <title>${name}</title>
  <style nonce="${NONCE}">
    @layer vscode-default {
      body { padding: 0 20px; background: transparent; color: var(--vscode-editor-foreground); font-family: var(--vscode-font-family); }
      code { color: var(--vscode-textPreformat-foreground); background-color: var(--vscode-textPreformat-background); padding: 1px 3px; }
      kbd { background-color: var(--vscode-keybindingLabel-background); padding: 3px 6px; }
    }
  </style>
  <script nonce="${NONCE}">
    document.addEventListener('securitypolicyviolation', (event) => policyViolated(event.violatedDirective + ' ' + event.blockedURI));
    document.documentElement.style.cssText = ${JSON.stringify(themeStyle(theme))};
    const saved = ${saved};
    let isHeld = ${isWorkerHeld};
    ${INJECTED}
  </script>
  <link rel="stylesheet" nonce="${NONCE}" href="${ORIGIN}/${name}.css">
</head>
<body class="${THEMES[theme].bodyClass} ${bodyClass}">
  <div id="app"></div>
  <script nonce="${NONCE}" src="${ORIGIN}/${name}.js"></script>
</body>
</html>`;
}
