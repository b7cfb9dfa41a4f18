/** Zip archives by their directory: members are found and read one by one, and nothing else of the file is touched. */

import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Entry, RandomAccessReader, type ZipFile, fromRandomAccessReaderPromise } from 'yauzl';
import { FormatDamage } from './bytes';
import type { FileAccess } from './fileAccess';

/** Members that a program of a hundred thousand weights has, and room to spare. */
const MOST_MEMBERS = 500_000;

export class ZipArchive {
  private constructor(
    private readonly file: FileAccess,
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** Throws FormatDamage where the directory is missing, damaged or absurdly long. */
  static async open(file: FileAccess): Promise<ZipArchive> {
    const entries = new Map<string, Entry>();
    const zip = await asDamage(async () => {
      const opened = await fromRandomAccessReaderPromise(new FileReader(file), file.size, { autoClose: false });
      if (opened.entryCount > MOST_MEMBERS) throw new Error(`its directory lists ${opened.entryCount} members`);
      for await (const entry of opened.eachEntry()) {
        if (!entries.has(entry.fileName)) entries.set(entry.fileName, entry);
      }
      return opened;
    });
    return new ZipArchive(file, zip, entries);
  }

  get members(): string[] {
    return [...this.entries.keys()];
  }

  has(member: string): boolean {
    return this.entries.has(member);
  }

  /** Bytes of the member when it is read. */
  size(member: string): number {
    return this.entry(member).uncompressedSize;
  }

  /** True for a member that can be read in parts. */
  isStored(member: string): boolean {
    const entry = this.entry(member);
    return entry.compressionMethod === 0 && !entry.isEncrypted();
  }

  /** The member's bytes. Throws FormatDamage where it is missing, damaged, encrypted or larger than `limit`. */
  async read(member: string, limit: number): Promise<Uint8Array> {
    const entry = this.entry(member);
    if (entry.uncompressedSize > limit) throw new FormatDamage(`it has ${entry.uncompressedSize} bytes`);
    return asDamage(async () => buffer(await this.zip.openReadStreamPromise(entry)));
  }

  /** A member that is stored as it is, for reading parts of it. Throws FormatDamage for any other. */
  async stored(member: string): Promise<FileAccess> {
    const entry = this.entry(member);
    if (entry.compressionMethod !== 0 || entry.isEncrypted()) throw new FormatDamage('it is compressed or encrypted');
    const header = await asDamage(() => this.zip.readLocalFileHeaderPromise(entry, { minimal: true }));
    const { file } = this;
    const start = header.fileDataStart;
    const size = entry.uncompressedSize;
    if (start + size > file.size) throw new FormatDamage('it lies beyond the end of the file');
    return {
      path: member,
      size,
      read: (offset, length) => file.read(start + offset, Math.max(0, Math.min(length, size - offset))),
    };
  }

  private entry(member: string): Entry {
    const entry = this.entries.get(member);
    if (!entry) throw new FormatDamage('it is missing');
    return entry;
  }
}

/** yauzl's view of a file. Of a directory it reads two small parts a member: they come out of larger ones. */
class FileReader extends RandomAccessReader {
  private window: Uint8Array = new Uint8Array();
  private windowStart = 0;

  constructor(private readonly file: FileAccess) {
    super();
  }

  override read(
    target: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (failure: Error | null, bytesRead?: number) => void,
  ): void {
    this.part(position, length).then(
      (bytes) => {
        target.set(bytes, offset);
        callback(null, bytes.length);
      },
      (failure: unknown) => callback(failure instanceof Error ? failure : new Error(String(failure))),
    );
  }

  /** Fewer bytes at the end of the file. */
  private async part(position: number, length: number): Promise<Uint8Array> {
    const isInside = position >= this.windowStart && position + length <= this.windowStart + this.window.length;
    if (!isInside) {
      const bytes = await this.file.read(position, Math.max(length, CHUNK));
      // A copy: a file may give its own memory, and another read may come meanwhile.
      this.window = Uint8Array.from(bytes);
      this.windowStart = position;
      return this.window.subarray(0, length);
    }
    const start = position - this.windowStart;
    return this.window.subarray(start, start + length);
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(chunks(this.file, start, end), { objectMode: false });
  }
}

const CHUNK = 256 * 1024;

async function* chunks(file: FileAccess, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end;) {
    const bytes = await file.read(at, Math.min(CHUNK, end - at));
    if (bytes.length === 0) return;
    yield Buffer.from(bytes);
    at += bytes.length;
  }
}

/** What yauzl throws says what is wrong with the file. */
async function asDamage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    const text = failure instanceof Error ? failure.message : String(failure);
    throw new FormatDamage(text.charAt(0).toLowerCase() + text.slice(1));
  }
}
