/** Carries envelopes between the extension host and a webview, as `{ trtlens: Uint8Array }`. */

import type * as vscode from 'vscode';
import type { Channel } from '../../core/messaging/messenger';

export function webviewChannel(webview: vscode.Webview, onClose: vscode.Event<unknown>): Channel {
  return {
    post(bytes) {
      // A copy: protobufjs hands out slices of a larger pool, all of which would cross, and Node's Buffer crosses as JSON.
      void webview.postMessage({ trtlens: new Uint8Array(bytes) });
    },
    onMessage(listener) {
      webview.onDidReceiveMessage((message: unknown) => {
        const bytes = envelopeBytes(message);
        if (bytes) listener(bytes);
      });
    },
    onClose(listener) {
      onClose(listener);
    },
  };
}

/** The bytes of a message that is ours. */
export function envelopeBytes(message: unknown): Uint8Array | undefined {
  if (typeof message !== 'object' || message === null || !('trtlens' in message)) return undefined;
  const { trtlens } = message;
  if (trtlens instanceof ArrayBuffer) return new Uint8Array(trtlens);
  if (!ArrayBuffer.isView(trtlens)) return undefined;
  return new Uint8Array(trtlens.buffer, trtlens.byteOffset, trtlens.byteLength);
}
