/**
 * The webview's end of the conversation with the extension host: encoded envelopes in `{ trtlens: Uint8Array }`, and the
 * view state that VS Code keeps for a page while it is hidden.
 */

import type { Channel } from '../../extension/core/messaging/messenger';

export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** May be called once a page. */
export function acquireApi(): VsCodeApi {
  return acquireVsCodeApi();
}

/** Takes envelopes out of window messages; anything else that arrives there is not for us and is left alone. */
export function webviewChannel(api: VsCodeApi, page: Window): Channel {
  return {
    // A copy: protobufjs hands out slices of a larger pool, all of which would cross.
    post: (bytes) => api.postMessage({ trtlens: bytes.slice() }),
    onMessage: (listener) =>
      page.addEventListener('message', (event: MessageEvent<unknown>) => {
        const bytes = envelopeBytes(event.data);
        if (bytes) listener(bytes);
      }),
    onClose: (listener) => page.addEventListener('pagehide', () => listener()),
  };
}

/** The bytes of one message; undefined where it is of another kind. */
export function envelopeBytes(data: unknown): Uint8Array | undefined {
  if (typeof data !== 'object' || data === null || !('trtlens' in data)) return undefined;
  const bytes = data.trtlens;
  if (bytes instanceof Uint8Array) return bytes;
  return bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : undefined;
}
