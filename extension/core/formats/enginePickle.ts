/**
 * The list of texts that Torch-TensorRT keeps an engine as, read out of its pickle without unpickling: a handful of
 * opcodes that put texts into a list are understood, everything else is refused. Two writers are known: torch_tensorrt
 * 2.13 (`_reconstruct_trt_engine`) and the torchbind object of 2.11 and before (`__torch__.torch.classes.tensorrt.Engine`).
 */

import { ByteReader, FormatDamage } from './bytes';
import type { FileAccess } from './fileAccess';

/** One text of the list. The plan itself can have gigabytes: a long text is known by its place only. */
export interface PickledText {
  /** Bytes from the start of the pickle. */
  readonly offset: number;
  readonly length: number;
  /** Undefined where the text is longer than 4096 bytes. */
  readonly text: string | undefined;
}

const ALLOWED_GLOBALS = new Set([
  'torch_tensorrt.dynamo.runtime._TRTEngine _reconstruct_trt_engine',
  '__torch__.torch.classes.tensorrt Engine',
  'torch.jit._pickle restore_type_tag',
]);
const LONGEST_KEPT = 4096;
const LONGEST_NAME = 256;
const MOST_OPCODES = 10_000;

// pickle.py's names and numbers.
const Op = {
  PROTO: 0x80,
  FRAME: 0x95,
  GLOBAL: 0x63,
  STACK_GLOBAL: 0x93,
  EMPTY_LIST: 0x5d,
  EMPTY_TUPLE: 0x29,
  MARK: 0x28,
  BINUNICODE: 0x58,
  SHORT_BINUNICODE: 0x8c,
  BINUNICODE8: 0x8d,
  BINPUT: 0x71,
  LONG_BINPUT: 0x72,
  MEMOIZE: 0x94,
  BINGET: 0x68,
  LONG_BINGET: 0x6a,
  NEWOBJ: 0x81,
  APPENDS: 0x65,
  STOP: 0x2e,
} as const;

/** The first list of texts in the pickle. Throws FormatDamage, with the offset, at anything that it does not know. */
export async function readPickledTexts(file: FileAccess): Promise<PickledText[]> {
  const reader = new ByteReader(file);
  const memo: (PickledText | undefined)[] = [];
  let collected: PickledText[] | undefined;
  let stack: PickledText[] = [];
  let last: PickledText | undefined;
  const push = (text: PickledText): void => {
    last = text;
    (collected ?? stack).push(text);
  };
  const recall = (index: number): void => {
    const text = memo[index];
    if (!text) throw new FormatDamage('it refers to something that is no text', reader.position);
    push(text);
  };

  for (let count = 0; count < MOST_OPCODES; count++) {
    const at = reader.position;
    const op = await reader.u8();
    switch (op) {
      case Op.PROTO:
        reader.skip(1);
        break;
      case Op.FRAME:
        reader.skip(8);
        break;
      case Op.GLOBAL:
        allow(`${await reader.line(LONGEST_NAME)} ${await reader.line(LONGEST_NAME)}`, at);
        last = undefined;
        break;
      case Op.STACK_GLOBAL:
        allow(stack.map(({ text }) => text ?? '').join(' '), at);
        stack = [];
        last = undefined;
        break;
      case Op.EMPTY_LIST:
      case Op.EMPTY_TUPLE:
      case Op.NEWOBJ:
        last = undefined;
        break;
      case Op.MARK:
        collected = [];
        break;
      case Op.BINUNICODE:
        push(await readText(reader, await reader.u32()));
        break;
      case Op.SHORT_BINUNICODE:
        push(await readText(reader, await reader.u8()));
        break;
      case Op.BINUNICODE8:
        push(await readText(reader, await reader.u64()));
        break;
      case Op.BINPUT:
        memo[await reader.u8()] = last;
        break;
      case Op.LONG_BINPUT:
        memo[checkIndex(await reader.u32(), at)] = last;
        break;
      case Op.MEMOIZE:
        memo.push(last);
        break;
      case Op.BINGET:
        recall(await reader.u8());
        break;
      case Op.LONG_BINGET:
        recall(checkIndex(await reader.u32(), at));
        break;
      case Op.APPENDS:
        if (!collected) throw new FormatDamage('it fills a list that it did not begin', at);
        return collected;
      default:
        throw new FormatDamage(`it has an instruction (${op}) that an engine does not need`, at);
    }
  }
  throw new FormatDamage('it has more instructions than an engine needs', reader.position);
}

async function readText(reader: ByteReader, length: number): Promise<PickledText> {
  const offset = reader.position;
  if (length > LONGEST_KEPT) {
    reader.skip(length);
    return { offset, length, text: undefined };
  }
  return { offset, length, text: new TextDecoder().decode(await reader.take(length)) };
}

function allow(name: string, offset: number): void {
  if (!ALLOWED_GLOBALS.has(name))
    throw new FormatDamage(`it calls ${JSON.stringify(name)}, which is no engine`, offset);
}

function checkIndex(index: number, offset: number): number {
  if (index >= MOST_OPCODES) throw new FormatDamage('a reference is out of range', offset);
  return index;
}
