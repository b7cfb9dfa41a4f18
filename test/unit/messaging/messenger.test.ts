import { describe, expect, it, vi } from 'vitest';
import { type Channel, type Handlers, Messenger } from '../../../extension/core/messaging/messenger';

type Both = 'inspect' | 'describeReport';

/** Two channels that end in each other; messages arrive later, as they do between processes. */
function pair(): { a: Channel; b: Channel; close(): void } {
  const ends = [end(), end()] as const;
  const connect = (from: 0 | 1): Channel => ({
    post: (bytes) => queueMicrotask(() => ends[1 - from]!.receive(bytes)),
    onMessage: (listener) => (ends[from].receive = listener),
    onClose: (listener) => ends[from].closed.push(listener),
  });
  return {
    a: connect(0),
    b: connect(1),
    close: () => {
      for (const each of ends) for (const listener of each.closed) listener();
    },
  };
}

function end() {
  return { receive: (() => {}) as (bytes: Uint8Array) => void, closed: [] as (() => void)[] };
}

function conversation(handlers: Partial<Handlers<Both>>) {
  const { a, b, close } = pair();
  const asking = new Messenger<Both>(a, {});
  const answering = new Messenger<never, Both>(b, handlers as Handlers<Both>);
  return { asking, answering, close, a, b };
}

describe('Messenger', () => {
  it('answers, each request with its own answer', async () => {
    const { asking } = conversation({
      inspect: ({ path }) => Promise.resolve({ kind: 'report', path: path ?? '' }),
      describeReport: () => Promise.resolve({ engines: 3 }),
    });
    const [one, two, three] = await Promise.all([
      asking.request('inspect', { path: 'one' }),
      asking.request('describeReport', { path: 'x' }),
      asking.request('inspect', { path: 'three' }),
    ]);
    expect([one.path, two.engines, three.path]).toEqual(['one', 3, 'three']);
  });

  it('rejects with the words of a handler that throws', async () => {
    const { asking } = conversation({
      inspect: () => Promise.reject(new Error('no such file')),
    });
    await expect(asking.request('inspect', {})).rejects.toThrow('no such file');
  });

  it('rejects what nobody handles', async () => {
    const { asking } = conversation({});
    await expect(asking.request('inspect', {})).rejects.toThrow('Unknown request "inspect"');
  });

  it('tells the handler that the caller gave up', async () => {
    let seen: AbortSignal | undefined;
    const { asking } = conversation({
      inspect: (_, signal) => {
        seen = signal;
        return new Promise(() => {});
      },
    });
    const abort = new AbortController();
    const answer = asking.request('inspect', {}, { signal: abort.signal });
    await vi.waitFor(() => expect(seen).toBeDefined());
    abort.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
    await vi.waitFor(() => expect(seen!.aborted).toBe(true));
  });

  it('starts nothing for a signal that is aborted already', async () => {
    const inspect = vi.fn();
    const { asking } = conversation({ inspect });
    await expect(asking.request('inspect', {}, { signal: AbortSignal.abort() })).rejects.toThrow();
    await Promise.resolve();
    expect(inspect).not.toHaveBeenCalled();
  });

  it('gives up after the time', async () => {
    const { asking } = conversation({ inspect: () => new Promise(() => {}) });
    await expect(asking.request('inspect', {}, { timeout: 20 })).rejects.toThrow('No answer to "inspect" in 20 ms');
  });

  it('takes no answer to what a page before it has asked on the same channel', async () => {
    const { a, b } = pair();
    const answers: (() => void)[] = [];
    new Messenger<never, 'inspect'>(b, {
      inspect: ({ path }) =>
        new Promise((resolve) => answers.push(() => resolve({ kind: 'report', path: path ?? '' }))),
    });
    void new Messenger<Both>(a, {}).request('inspect', { path: 'of the page before' });
    await vi.waitUntil(() => answers.length === 1);
    const mine = new Messenger<Both>(a, {}).request('inspect', { path: 'mine' });
    await vi.waitUntil(() => answers.length === 2);
    for (const answer of answers) answer();
    expect((await mine).path).toBe('mine');
  });

  it('rejects everything that waits when the channel closes, and all that is asked later', async () => {
    let seen: AbortSignal | undefined;
    const { asking, close } = conversation({
      inspect: (_, signal) => {
        seen = signal;
        return new Promise(() => {});
      },
    });
    const answer = asking.request('inspect', {});
    await vi.waitFor(() => expect(seen).toBeDefined());
    close();
    await expect(answer).rejects.toThrow('The other side closed');
    await expect(asking.request('inspect', {})).rejects.toThrow('The other side closed');
    expect(seen!.aborted).toBe(true);
  });

  it('sends events to those who listen, until they do not', async () => {
    const { asking, answering } = conversation({});
    const lines: string[] = [];
    const stop = asking.on('log', ({ text }) => lines.push(text ?? ''));
    answering.send('log', { level: 'info', text: 'one' });
    await vi.waitFor(() => expect(lines).toEqual(['one']));
    stop();
    answering.send('log', { level: 'info', text: 'two' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(lines).toEqual(['one']);
  });

  it('takes no notice of messages that are not ours, nor of answers that nobody asked for', async () => {
    const { asking, a, b } = conversation({ inspect: () => Promise.resolve({ kind: 'report' }) });
    b.post(Uint8Array.of(0xff, 0xff, 0xff, 0xff));
    b.post(Uint8Array.of(8, 99, 26, 0));
    a.post(new Uint8Array());
    expect((await asking.request('inspect', {})).kind).toBe('report');
  });
});
