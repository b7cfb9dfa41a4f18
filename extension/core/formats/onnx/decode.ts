/** Messages of ONNX's schema out of bytes at hand, by protobufjs. */

import protobuf from 'protobufjs/minimal';
import { FormatDamage } from '../bytes';
import type { Bytes } from './fieldWalker';

interface Decoder<T> {
  decode(reader: protobuf.Reader, length?: number): T;
}

/** Between two positions of the file. Throws FormatDamage, with the offset, where they are no such message. */
export function decodeMessage<T>({ bytes, base }: Bytes, start: number, end: number, type: Decoder<T>): T {
  const reader = protobuf.Reader.create(bytes);
  reader.pos = start - base;
  try {
    return type.decode(reader, end - start);
  } catch (failure) {
    throw new FormatDamage(failure instanceof Error ? failure.message : String(failure), start);
  }
}
