/** Writes small zip archives as PyTorch lays them out, so that tests can build damaged and hostile ones. */

import { crc32, deflateRawSync } from 'node:zlib';

interface ZipOptions {
  readonly deflated?: readonly string[];
  readonly packed?: readonly string[];
  readonly claimed?: Readonly<Record<string, number>>;
}

/**
 * `deflated`: names of members that are compressed, which torch does with none; `packed`: of those whose content is
 * compressed already; `claimed`: sizes that members say to have.
 */
export function zip(
  members: Readonly<Record<string, string | Uint8Array>>,
  { deflated = [], packed = [], claimed = {} }: ZipOptions = {},
): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(members)) {
    const whole = Buffer.from(content as string);
    const method = deflated.includes(name) || packed.includes(name) ? 8 : 0;
    const data = deflated.includes(name) ? deflateRawSync(whole, { level: 1 }) : whole;
    const fileName = Buffer.from(name);
    // PyTorch pads with the extra field of the local header, which the directory does not repeat.
    const extra = Buffer.concat([Buffer.from('FB'), Buffer.from([4, 0]), Buffer.alloc(4, 'Z')]);
    const sizes = Buffer.alloc(12);
    sizes.writeUInt32LE(crc32(whole), 0);
    sizes.writeUInt32LE(data.length, 4);
    sizes.writeUInt32LE(claimed[name] ?? whole.length, 8);
    const local = Buffer.alloc(14);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(method, 8);
    parts.push(local, sizes, u16(fileName.length), u16(extra.length), fileName, extra, data);
    const central = Buffer.alloc(16);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(20, 6);
    central.writeUInt16LE(method, 10);
    directory.push(central, sizes, u16(fileName.length), Buffer.alloc(12), u32(offset), fileName);
    offset += local.length + sizes.length + 4 + fileName.length + extra.length + data.length;
  }
  const listing = Buffer.concat(directory);
  const count = Object.keys(members).length;
  const end = Buffer.concat([
    u32(0x06054b50),
    u32(0),
    u16(count),
    u16(count),
    u32(listing.length),
    u32(offset),
    u16(0),
  ]);
  return Buffer.concat([...parts, listing, end]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
