/** Mutants of protobuf that are changed field by field, so that the messages around a field stay whole. */

/** Wire types (protobuf.dev/programming-guides/encoding). */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

interface Field {
  readonly number: number;
  readonly wire: number;
  /** Of the field with its tag. */
  readonly begin: number;
  /** Of its value; of its content where it has a length. */
  readonly value: number;
  readonly end: number;
}

/** `bytes` as they are where they are no message. */
export function protobufMutant(bytes: Uint8Array, random: () => number): Uint8Array {
  let changed: Buffer = Buffer.from(bytes);
  for (let count = 1 + Math.floor(random() * 3); count > 0; count--) changed = change(changed, changed, random);
  return changed;
}

/** `message` with one field somewhere below changed, and the lengths around it as they then are. */
function change(message: Buffer, whole: Buffer, random: () => number): Buffer {
  const fields = fieldsOf(message);
  if (!fields || fields.length === 0) return message;
  const field = fields[Math.floor(random() * fields.length)]!;
  const content = message.subarray(field.value, field.end);
  // Text may look like a message too, and is then changed as one.
  const isMessage = field.wire === LENGTH && (fieldsOf(content)?.length ?? 0) > 0;
  const replacement =
    isMessage && random() < 0.85
      ? encoded(field.number, change(content, whole, random))
      : replaced(field, message, whole, random);
  return Buffer.concat([message.subarray(0, field.begin), replacement, message.subarray(field.end)]);
}

/** What stands instead of the field. */
function replaced(field: Field, message: Buffer, whole: Buffer, random: () => number): Buffer {
  const below = (end: number): number => Math.floor(random() * end);
  const { number, wire } = field;
  const content = message.subarray(field.value, field.end);
  const itself = message.subarray(field.begin, field.end);
  const integer = INTEGERS[below(INTEGERS.length)]!;
  switch (below(7)) {
    case 0:
      return Buffer.alloc(0);
    case 1:
      return Buffer.concat(Array<Buffer>(2 + below(300)).fill(itself));
    case 2:
      // A length that is not the content's, or a number at a limit.
      return Buffer.concat([tag(number, wire), varint(integer), wire === LENGTH ? content : Buffer.alloc(0)]);
    case 3:
      return Buffer.concat([tag(1 + below(40), below(8)), content]);
    case 4: {
      const at = below(whole.length);
      return encoded(number, whole.subarray(at, at + 1 + below(200)));
    }
    case 5:
      return nested(number, content, 1 + below(400));
    default:
      // More bytes than a varint has.
      return Buffer.concat([tag(number, VARINT), Buffer.alloc(8 + below(8), 0xff), Buffer.from([1])]);
  }
}

const INTEGERS = [
  0n,
  1n,
  0x7fn,
  0x80n,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  1n << 53n,
  (1n << 63n) - 1n,
  (1n << 64n) - 1n,
];

/** A field in a field of the same number, and so on. */
function nested(number: number, content: Buffer, depth: number): Buffer {
  let inner = content;
  for (let level = 0; level < depth; level++) inner = encoded(number, inner);
  return inner;
}

function encoded(number: number, content: Buffer): Buffer {
  return Buffer.concat([tag(number, LENGTH), varint(BigInt(content.length)), content]);
}

function tag(number: number, wire: number): Buffer {
  return varint(BigInt(number) * 8n + BigInt(wire));
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

/** The fields of a message, in order; undefined where the bytes are none. */
export function fieldsOf(bytes: Buffer): Field[] | undefined {
  const fields: Field[] = [];
  for (let begin = 0; begin < bytes.length;) {
    const head = readVarint(bytes, begin);
    if (!head || head.value < 8) return undefined;
    const wire = head.value % 8;
    const number = Math.floor(head.value / 8);
    const argument = wire === VARINT || wire === LENGTH ? readVarint(bytes, head.end) : undefined;
    let value = head.end;
    let end: number;
    if (wire === FIXED64) end = value + 8;
    else if (wire === FIXED32) end = value + 4;
    else if (!argument) return undefined;
    else if (wire === VARINT) end = argument.end;
    else {
      value = argument.end;
      end = value + argument.value;
    }
    if (end > bytes.length) return undefined;
    fields.push({ number, wire, begin, value, end });
    begin = end;
  }
  return fields;
}

function readVarint(bytes: Buffer, at: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let end = at, scale = 1; end < bytes.length && end < at + 10; scale *= 128) {
    const byte = bytes[end++]!;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, end };
  }
  return undefined;
}
