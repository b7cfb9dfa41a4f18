import { describe, expect, it, vi } from 'vitest';
import { type Channel, Messenger } from '../../../extension/core/messaging/messenger';
import type { trtlens } from '../../../extension/core/schema/generated/trtlens';

vi.mock('vscode', () => ({ env: {} }));
const ends: { page?: Channel; host?: Channel } = {};
vi.mock('../../../extension/host/webviews/channel', () => ({ webviewChannel: () => ends.host }));
const { Surface } = await import('../../../extension/host/webviews/conversation');

/** Content that is read when the test says so, each reading with the title that holds by then. */
class SlowContent {
  readonly report = undefined;
  title = 'before';
  private readonly readings: (() => void)[] = [];

  load(): Promise<trtlens.IDocument> {
    const { title } = this;
    return new Promise((resolve) => this.readings.push(() => resolve({ title })));
  }

  selected(): void {}

  get waiting(): number {
    return this.readings.length;
  }

  /** Ends the reading that was begun at that place of those that wait. */
  async finish(place: number): Promise<void> {
    this.readings.splice(place, 1)[0]!();
    await new Promise((resolve) => setTimeout(resolve));
  }
}

function opened() {
  const listeners: Record<'page' | 'host', (bytes: Uint8Array) => void> = { page: () => {}, host: () => {} };
  const end = (own: 'page' | 'host', other: 'page' | 'host'): Channel => ({
    post: (bytes) => queueMicrotask(() => listeners[other](bytes)),
    onMessage: (listener) => (listeners[own] = listener),
    onClose: () => {},
  });
  ends.host = end('host', 'page');
  const content = new SlowContent();
  const surface = new Surface({} as never, (() => {}) as never, content, {} as never);
  const page = new Messenger<'loadDocument', never>(end('page', 'host'), {});
  const shown: string[] = [];
  page.on('documentChanged', ({ title }) => shown.push(title ?? ''));
  return { content, surface, page, shown };
}

describe('Surface', () => {
  it('answers with what holds at the end of the reading', async () => {
    const { content, surface, page } = opened();
    const answer = page.request('loadDocument', {});
    await vi.waitUntil(() => content.waiting === 1);
    content.title = 'after';
    await surface.update();
    await content.finish(0);
    await content.finish(0);
    expect((await answer).title).toBe('after');
  });

  it('shows the last of several changes, whichever is read first', async () => {
    const { content, surface, page, shown } = opened();
    const answer = page.request('loadDocument', {});
    await vi.waitUntil(() => content.waiting === 1);
    await content.finish(0);
    await answer;
    const older = surface.update();
    content.title = 'newer';
    const newer = surface.update();
    await content.finish(1);
    await content.finish(0);
    await Promise.all([older, newer]);
    expect(shown).toEqual(['newer']);
  });
});
