import { describe, expect, it, vi } from 'vitest';
import { type Channel, Messenger } from '../../../extension/core/messaging/messenger';
import type { trtlens } from '../../../extension/core/schema/generated/trtlens';

vi.mock('vscode', () => ({ env: {} }));
const ends: { page?: Channel; host?: Channel } = {};
vi.mock('../../../extension/host/webviews/channel', () => ({ webviewChannel: () => ends.host }));
const { Surface } = await import('../../../extension/host/webviews/conversation');

/** Content that is read when the test says so, each reading with the title that holds by then. */
class SlowContent {
  /** The file that it is of. */
  report = 'a.trtlens' as never;
  title = 'before';
  isBroken = false;
  private readonly readings: (() => void)[] = [];

  load(): Promise<trtlens.IDocument> {
    const { title, isBroken } = this;
    return new Promise((resolve, reject) =>
      this.readings.push(() => (isBroken ? reject(new Error('cannot be read')) : resolve({ title }))),
    );
  }

  readonly selections: trtlens.IRevealTarget[] = [];

  selected(target: trtlens.IRevealTarget): void {
    this.selections.push(target);
  }

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
  const page = new Messenger<'loadDocument' | 'select', never>(end('page', 'host'), {});
  const shown: string[] = [];
  page.on('documentChanged', ({ title }) => shown.push(title ?? ''));
  page.on('reveal', ({ node }) => shown.push(`reveal ${node}`));
  return { content, surface, page, shown };
}

const settled = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 5));

/** The same with a page that has its document. */
async function shownPage(): Promise<ReturnType<typeof opened>> {
  const all = opened();
  const answer = all.page.request('loadDocument', {});
  await vi.waitUntil(() => all.content.waiting === 1);
  await all.content.finish(0);
  await answer;
  await settled();
  return all;
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

  it('keeps a reveal for the next page where this one is hidden while its document is read', async () => {
    const { content, surface, page, shown } = opened();
    const gone = expect(page.request('loadDocument', {})).rejects.toThrow('hidden');
    await vi.waitUntil(() => content.waiting === 1);
    surface.hidden();
    surface.reveal({ node: 'x' });
    await content.finish(0);
    await gone;
    // It is not read once more for nobody.
    expect(content.waiting).toBe(0);
    surface.reveal({ node: 'y' });
    await settled();
    expect(shown).toEqual([]);
    const answer = page.request('loadDocument', {});
    await vi.waitUntil(() => content.waiting === 1);
    await content.finish(0);
    await answer;
    await vi.waitUntil(() => shown.length > 0);
    expect(shown).toEqual(['reveal y']);
  });

  it('keeps a reveal for the next page where this one is hidden as soon as it has its document', async () => {
    const { content, surface, page, shown } = opened();
    surface.reveal({ node: 'x' });
    for (const isHidden of [true, false]) {
      const answer = page.request('loadDocument', {});
      await vi.waitUntil(() => content.waiting === 1);
      const finished = content.finish(0);
      await answer;
      if (isHidden) surface.hidden();
      await finished;
      await settled();
    }
    expect(shown).toEqual(['reveal x']);
  });

  it('reveals in the document that is being read, not in the one that it takes the place of', async () => {
    const { content, surface, shown } = await shownPage();
    content.title = 'newer';
    const update = surface.update();
    surface.reveal({ node: 'x' });
    await content.finish(0);
    await update;
    await settled();
    expect(shown).toEqual(['newer', 'reveal x']);
  });

  it('reveals nothing of one file in another', async () => {
    const { content, surface, page, shown } = await shownPage();
    surface.hidden();
    surface.reveal({ node: 'of a' });
    content.report = 'b.trtlens' as never;
    await surface.update();
    const answer = page.request('loadDocument', {});
    await vi.waitUntil(() => content.waiting === 1);
    await content.finish(0);
    await answer;
    await settled();
    surface.reveal({ node: 'of b' });
    await settled();
    expect(shown).toEqual(['reveal of b']);
  });

  it('takes no selection in one file for one in another', async () => {
    const { content, surface, page } = await shownPage();
    await page.request('select', { graphBreak: 1 });
    content.report = 'b.trtlens' as never;
    const update = surface.update();
    await page.request('select', { graphBreak: 2 });
    await content.finish(0);
    await update;
    await page.request('select', { graphBreak: 3 });
    expect(content.selections.map(({ graphBreak }) => graphBreak)).toEqual([1, 3]);
  });

  it('leaves the page as it is where a change cannot be read, and goes on', async () => {
    const { content, surface, shown } = await shownPage();
    content.isBroken = true;
    const update = surface.update();
    await content.finish(0);
    await update;
    surface.reveal({ node: 'x' });
    await settled();
    expect(shown).toEqual(['reveal x']);
  });
});
