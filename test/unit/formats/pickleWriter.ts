/** Writes small pickles as Python and torch's C++ pickler do, so that tests can build those that no sample exists of. */

type Part = Buffer | number | string;

/** Bytes of instructions: numbers are single bytes, texts latin-1. */
export function pickle(...parts: readonly Part[]): Buffer {
  return Buffer.concat([Buffer.from([0x80, 2]), ...parts.map(bytesOf), Buffer.from('.')]);
}

function bytesOf(part: Part): Buffer {
  if (typeof part === 'number') return Buffer.from([part]);
  return typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
}

export function text(value: string): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(0x58);
  head.writeUInt32LE(Buffer.byteLength(value), 1);
  return Buffer.concat([head, Buffer.from(value)]);
}

export function global(module: string, name: string): Buffer {
  return Buffer.from(`c${module}\n${name}\n`);
}

export function list(...items: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from(']('), ...items, Buffer.from('e')]);
}

export function dict(entries: Readonly<Record<string, Buffer>>): Buffer {
  const items = Object.entries(entries).flatMap(([key, value]) => [text(key), value]);
  return Buffer.concat([Buffer.from('}('), ...items, Buffer.from('u')]);
}

/** An object whose state is given, as `object.__reduce_ex__(2)` has it. */
export function built(type: Buffer, state: Buffer): Buffer {
  return Buffer.concat([type, Buffer.from(')\x81', 'latin1'), state, Buffer.from('b')]);
}

/** What a call with one argument makes. */
export function called(type: Buffer, argument: Buffer): Buffer {
  return Buffer.concat([type, argument, Buffer.from('\x85R', 'latin1')]);
}

export const TRUE = Buffer.from([0x88]);
export const NONE = Buffer.from('N');

/** 0 to 255. */
export function small(value: number): Buffer {
  return Buffer.from([0x4b, value]);
}

/** A record as torch_tensorrt 2.13 pickles it. */
export function recordPickle(texts: readonly string[]): Buffer {
  return pickle(
    called(global('torch_tensorrt.dynamo.runtime._TRTEngine', '_reconstruct_trt_engine'), list(...texts.map(text))),
  );
}

/** An engine as the C++ runtime pickles it, on its own and within TorchScript. */
export function torchbindEngine(texts: readonly string[]): Buffer {
  const tagged = Buffer.concat([
    global('torch.jit._pickle', 'restore_type_tag'),
    list(...texts.map(text)),
    text('List[str]'),
    Buffer.from('\x86R', 'latin1'),
  ]);
  return built(global('__torch__.torch.classes.tensorrt', 'Engine'), tagged);
}
