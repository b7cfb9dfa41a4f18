/** Archives of many gigabytes on disk, without holding them: members are written piece by piece, or left as holes. */

import { type FileHandle, open } from 'node:fs/promises';

interface Member {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

const U32 = 0xffffffff;

/** A stored zip archive with the fields of Zip64 wherever a number takes more than 32 bits. Checksums are left at 0. */
export class LargeArchive {
  private readonly members: Member[] = [];
  private at = 0;

  private constructor(private readonly file: FileHandle) {}

  static async create(path: string): Promise<LargeArchive> {
    return new LargeArchive(await open(path, 'w'));
  }

  async add(name: string, pieces: Iterable<Uint8Array>): Promise<void> {
    const start = await this.begin(name);
    for (const piece of pieces) {
      await this.file.write(piece, 0, piece.length, this.at);
      this.at += piece.length;
    }
    this.members.push({ name, offset: start, size: this.at - start - headerSize(name) });
  }

  /** A member of zeros, which takes no room on the disk. */
  async addHole(name: string, size: number): Promise<void> {
    const start = await this.begin(name);
    this.at += size;
    this.members.push({ name, offset: start, size });
  }

  async close(): Promise<void> {
    const directory = Buffer.concat(this.members.map(entry));
    const end = endRecords(this.members.length, directory.length, this.at);
    await this.file.write(Buffer.concat([directory, end]), 0, directory.length + end.length, this.at);
    await this.file.close();
  }

  private async begin(name: string): Promise<number> {
    const start = this.at;
    const header = Buffer.alloc(headerSize(name));
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(45, 4);
    header.writeUInt16LE(Buffer.byteLength(name), 26);
    header.write(name, 30);
    await this.file.write(header, 0, header.length, start);
    this.at += header.length;
    return start;
  }
}

function headerSize(name: string): number {
  return 30 + Buffer.byteLength(name);
}

function entry({ name, offset, size }: Member): Buffer {
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(BigInt(size), 4);
  extra.writeBigUInt64LE(BigInt(size), 12);
  extra.writeBigUInt64LE(BigInt(offset), 20);
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(45, 4);
  head.writeUInt16LE(45, 6);
  head.writeUInt32LE(U32, 20);
  head.writeUInt32LE(U32, 24);
  head.writeUInt16LE(Buffer.byteLength(name), 28);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt32LE(U32, 42);
  return Buffer.concat([head, Buffer.from(name), extra]);
}

function endRecords(count: number, directorySize: number, directoryOffset: number): Buffer {
  const zip64 = Buffer.alloc(56);
  zip64.writeUInt32LE(0x06064b50, 0);
  zip64.writeBigUInt64LE(44n, 4);
  zip64.writeUInt16LE(45, 12);
  zip64.writeUInt16LE(45, 14);
  zip64.writeBigUInt64LE(BigInt(count), 24);
  zip64.writeBigUInt64LE(BigInt(count), 32);
  zip64.writeBigUInt64LE(BigInt(directorySize), 40);
  zip64.writeBigUInt64LE(BigInt(directoryOffset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(directoryOffset + directorySize), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(0xffff, 8);
  end.writeUInt16LE(0xffff, 10);
  end.writeUInt32LE(U32, 12);
  end.writeUInt32LE(U32, 16);
  return Buffer.concat([zip64, locator, end]);
}
