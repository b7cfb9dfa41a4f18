import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { trtlens } from '../../../extension/core/schema/generated/trtlens';

/** What the watcher of a file is told, and what is in the file. */
const disk: { written: () => void; read: () => Promise<Uint8Array> } = {
  written: () => undefined,
  read: () => Promise.resolve(new Uint8Array()),
};

class EventEmitter<T> {
  private readonly listeners: ((value: T) => void)[] = [];
  readonly event = (listener: (value: T) => void) => {
    this.listeners.push(listener);
    return { dispose: () => undefined };
  };
  fire(value: T): void {
    for (const listener of this.listeners) listener(value);
  }
}

vi.mock('vscode', () => ({
  EventEmitter,
  Disposable: { from: () => ({ dispose: () => undefined }) },
  Uri: { file: (path: string) => ({ fsPath: path }) },
  RelativePattern: class {},
  workspace: {
    createFileSystemWatcher: () => ({
      onDidChange: (listener: () => void) => (disk.written = listener),
      onDidCreate: () => undefined,
    }),
    fs: { readFile: () => disk.read() },
  },
}));
const { ProgramDocument } = await import('../../../extension/host/editors/programDocument');

const BYTES = [Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 4)] as const;
const holds = (bytes: Uint8Array): void => {
  disk.read = () => Promise.resolve(bytes.slice());
};
const fails = (): void => {
  disk.read = () => Promise.reject(new Error('gone'));
};

function opened(path: string, open: () => Promise<trtlens.IOpenedFile | undefined> = () => Promise.resolve(undefined)) {
  const machines = new EventEmitter<void>();
  const document = new ProgramDocument({ fsPath: path } as never, { open, onDidChange: machines.event });
  let changes = 0;
  document.onDidChange(() => changes++);
  return { document, machines, changes: () => changes };
}

const codes = ({ findings }: trtlens.IDocument): unknown[] => (findings ?? []).map(({ code }) => code);

beforeEach(() => holds(BYTES[0]));

describe('ProgramDocument', () => {
  it('tells once of what a compile has written, whichever of it and the watcher comes first', async () => {
    for (const isWatcherFirst of [false, true]) {
      holds(BYTES[0]);
      const { document, changes } = opened('/x.trtlens');
      await document.content();
      holds(BYTES[1]);
      if (isWatcherFirst) {
        disk.written();
        await vi.waitUntil(() => changes() === 1);
        await document.refresh();
      } else {
        await document.refresh();
        disk.written();
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      expect(changes(), String(isWatcherFirst)).toBe(1);
      expect((await document.content()).report).toEqual(BYTES[1]);
      document.dispose();
    }
  });

  it('tells of a file that is gone, and of one that is there again', async () => {
    const { document, changes } = opened('/x.trtlens');
    await document.content();
    fails();
    await document.refresh();
    expect(codes(await document.content())).toEqual(['load.not-found']);
    holds(BYTES[0]);
    await document.refresh();
    expect([changes(), (await document.content()).report]).toEqual([2, BYTES[0]]);
    document.dispose();
  });

  it('says what failed instead of rejecting, and tries again the next time', async () => {
    let isBroken = true;
    const open = (): Promise<trtlens.IOpenedFile | undefined> =>
      isBroken ? Promise.reject(new Error('no memory')) : Promise.resolve({ report: BYTES[0].slice() });
    const { document, machines, changes } = opened('/x.pt2', open);
    const failed = await document.content();
    expect([codes(failed), failed.findings![0]!.detail]).toEqual([['load.failed'], 'no memory']);
    const again = document.content();
    machines.fire();
    isBroken = false;
    await again;
    expect((await document.content()).report).toEqual(BYTES[0]);
    expect(changes()).toBe(0);
    document.dispose();
  });

  it('leaves a later reading alone where an earlier one fails after it', async () => {
    let fail: (reason: Error) => void = () => undefined;
    disk.read = () => new Promise((_, reject) => (fail = reject));
    const { document } = opened('/x.trtlens');
    const first = document.content();
    holds(BYTES[1]);
    const refreshed = document.refresh();
    const later = document.content();
    fail(new Error('late'));
    await Promise.all([first, refreshed]);
    expect(document.content()).toBe(later);
    document.dispose();
  });
});
