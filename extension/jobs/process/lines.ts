/** Lines out of a stream of bytes, with a bound on their length, so that a runaway writer cannot fill the memory. */

import type { Readable } from 'node:stream';

const NEWLINE = 0x0a;

export class LineSplitter {
  private parts: Uint8Array[] = [];
  private length = 0;
  /** The rest of a line that was too long, up to its end. */
  private skipping = false;

  /** `limit` in bytes: of a longer line the first `limit` bytes are given, the rest is dropped. */
  constructor(
    private readonly limit: number,
    private readonly onLine: (line: string, truncated: boolean) => void,
  ) {}

  push(chunk: Uint8Array): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.add(chunk.subarray(start, end));
      this.flush();
      this.skipping = false;
      start = end + 1;
    }
    if (start < chunk.length) this.add(chunk.subarray(start));
  }

  /** Gives what is left when the stream ends without a newline. */
  end(): void {
    if (this.length > 0) this.flush();
  }

  private add(part: Uint8Array): void {
    if (this.skipping) return;
    const room = this.limit - this.length;
    this.parts.push(part.length > room ? part.subarray(0, room) : part);
    this.length += Math.min(part.length, room);
    if (part.length <= room) return;
    this.emit(true);
    this.skipping = true;
  }

  private flush(): void {
    if (!this.skipping) this.emit(false);
  }

  private emit(truncated: boolean): void {
    const line = Buffer.concat(this.parts).toString('utf8');
    this.parts = [];
    this.length = 0;
    this.onLine(line.endsWith('\r') ? line.slice(0, -1) : line, truncated);
  }
}

/** Gives every line of the stream; resolves when it has ended. */
export function readLines(
  stream: Readable,
  limit: number,
  onLine: (line: string, truncated: boolean) => void,
): Promise<void> {
  const splitter = new LineSplitter(limit, onLine);
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => splitter.push(chunk));
    const finish = (): void => {
      splitter.end();
      resolve();
    };
    stream.once('end', finish);
    stream.once('error', finish);
    stream.once('close', resolve);
  });
}
