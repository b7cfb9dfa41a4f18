/** The page of a webview: one script, one style sheet, and nothing else may run or load. */

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Name of the bundles in `dist/webview`. */
export type PageName = 'program' | 'breaks';

/** Lets `webview` run the page; call before its html is set. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [pageFolder(extensionUri)] };
}

export function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri, page: PageName, title: string): string {
  const nonce = randomBytes(16).toString('base64');
  const folder = pageFolder(extensionUri);
  const resource = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
  const policy = [
    `default-src 'none'`,
    `img-src ${webview.cspSource} data:`,
    `font-src ${webview.cspSource}`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    // The program view reads its worker's script and starts it from memory.
    `connect-src ${webview.cspSource}`,
    'worker-src blob:',
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta property="csp-nonce" content="${nonce}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title.replace(/[&<]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</title>
  <link rel="stylesheet" nonce="${nonce}" href="${resource(`${page}.css`)}">
</head>
<body>
  <div id="app"></div>
  <script nonce="${nonce}" src="${resource(`${page}.js`)}"></script>
</body>
</html>`;
}

function pageFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}
