/**
 * Reads a pickle as data, without unpickling: the instructions that put values together are followed, and where Python would
 * call something, only its name and what it would be given are noted. Whatever is not among these instructions is refused.
 * Instructions: CPython's `Lib/pickletools.py`, protocols 2 to 5, as far as `pickle.dump` and torch's C++ pickler
 * (`torch/csrc/jit/serialization/pickler.cpp`) write them for plain values.
 */

import { ByteReader, FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import { Op } from './pickleOpcodes';
import { type Pickled, type PickledGlobal, type PickledObject, type PickledText, ofKind } from './pickledValue';

export interface PickleRules {
  /** What may be named; it is never looked up, whatever it is. */
  readonly allows: (module: string, name: string) => boolean;
  /** What the pickle is to be, for messages: "an engine". */
  readonly what: string;
  readonly mostOpcodes: number;
  /** Whether it may refer to things outside, as archives of torch do to tensors. */
  readonly references?: boolean;
}

export interface PickleContents {
  readonly value: Pickled;
  /** Every object that it describes, in order. */
  readonly objects: readonly PickledObject[];
}

const LONGEST_KEPT = 64 * 1024;
/** Of all texts together, in bytes; later ones are known by their place. */
const MOST_KEPT = 32 * 1024 * 1024;
const LONGEST_NAME = 256;
/** Bytes of an instruction, but for what is skipped: a text that is kept, with its length. */
const LONGEST_INSTRUCTION = LONGEST_KEPT + 16;
/** Names and long integers, which take longer than others: a name is memoized, and few integers are long. */
const MOST_SELDOM = 200_000;
/** Marks that may be open at a time: Python's own nesting of values ends at about a thousand. */
const MOST_MARKS = 1000;

const DECODER = new TextDecoder();

/** Throws FormatDamage, with the offset, at any instruction or name that the rules do not allow. */
export function readPickle(file: FileAccess, rules: PickleRules): Promise<PickleContents> {
  return new PickleReader(new ByteReader(file), rules).read();
}

class PickleReader {
  private stack: Pickled[] = [];
  private readonly marked: Pickled[][] = [];
  private readonly memo = new Map<number, Pickled>();
  private readonly objects: PickledObject[] = [];
  private kept = 0;
  private seldom = 0;
  /** Where the instruction at hand begins. */
  private at = 0;

  constructor(
    private readonly reader: ByteReader,
    private readonly rules: PickleRules,
  ) {}

  async read(): Promise<PickleContents> {
    const { reader } = this;
    for (let count = 0; count < this.rules.mostOpcodes; count++) {
      if (!reader.has(LONGEST_INSTRUCTION)) await reader.fill();
      this.at = reader.position;
      const op = reader.u8();
      if (op === Op.STOP) return { value: this.pop(), objects: this.objects };
      if (!this.structure(op) && !this.scalar(op) && !this.memory(op)) this.named(op);
    }
    throw new FormatDamage(`it has more instructions than ${this.rules.what} needs`, reader.position);
  }

  /** Instructions without an argument that put values together; false for any other. */
  private structure(op: number): boolean {
    switch (op) {
      case Op.MARK:
        if (this.marked.push(this.stack) > MOST_MARKS) this.damage('it is nested too deeply');
        this.stack = [];
        return true;
      case Op.EMPTY_LIST:
        return this.push({ kind: 'list', items: [] });
      case Op.EMPTY_SET:
        return this.push({ kind: 'set', items: [] });
      case Op.EMPTY_DICT:
        return this.push({ kind: 'dict', entries: [] });
      case Op.EMPTY_TUPLE:
        return this.push({ kind: 'tuple', items: [] });
      case Op.TUPLE1:
        return this.push({ kind: 'tuple', items: [this.pop()] });
      case Op.TUPLE2:
        return this.push({ kind: 'tuple', items: this.take(2) });
      case Op.TUPLE3:
        return this.push({ kind: 'tuple', items: this.take(3) });
      case Op.TUPLE:
        return this.push({ kind: 'tuple', items: this.takeMarked() });
      case Op.FROZENSET:
        return this.push({ kind: 'set', items: this.takeMarked() });
      case Op.APPEND:
        return this.extend(this.take(1));
      case Op.APPENDS:
      case Op.ADDITEMS:
        return this.extend(this.takeMarked());
      case Op.SETITEM:
        return this.setItems(this.take(2));
      case Op.SETITEMS:
        return this.setItems(this.takeMarked());
      default:
        return this.object(op);
    }
  }

  private object(op: number): boolean {
    switch (op) {
      case Op.REDUCE:
      case Op.NEWOBJ: {
        const [type, args] = this.take(2);
        return this.describe(type, args);
      }
      case Op.NEWOBJ_EX: {
        // Keywords say nothing that is shown: of sympy's symbols, that they are positive integers.
        const [type, args] = this.take(3);
        return this.describe(type, args);
      }
      case Op.BUILD: {
        const [state] = this.take(1);
        const object = ofKind(this.top(), 'object');
        if (!object) return this.damage('it fills something that is no object');
        object.state = state;
        return true;
      }
      default:
        return false;
    }
  }

  /** Numbers, texts and the like; false for any other instruction. */
  private scalar(op: number): boolean {
    const { reader } = this;
    switch (op) {
      case Op.NONE:
        return this.push(null);
      case Op.NEWTRUE:
        return this.push(true);
      case Op.NEWFALSE:
        return this.push(false);
      case Op.BININT:
        return this.push(reader.u32() | 0);
      case Op.BININT1:
        return this.push(reader.u8());
      case Op.BININT2:
        return this.push(reader.u8() + 256 * reader.u8());
      case Op.LONG1:
        return this.push(this.readLong());
      case Op.BINFLOAT: {
        const bytes = reader.take(8);
        return this.push(new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0));
      }
      case Op.SHORT_BINUNICODE:
        return this.push(this.readText(reader.u8()));
      case Op.BINUNICODE:
        return this.push(this.readText(reader.u32()));
      case Op.BINUNICODE8:
        return this.push(this.readText(reader.u64()));
      case Op.SHORT_BINBYTES:
        return this.push(this.placeOfBytes(reader.u8()));
      case Op.BINBYTES:
        return this.push(this.placeOfBytes(reader.u32()));
      case Op.BINBYTES8:
        return this.push(this.placeOfBytes(reader.u64()));
      default:
        return false;
    }
  }

  private memory(op: number): boolean {
    const { reader, memo } = this;
    switch (op) {
      case Op.BINPUT:
        memo.set(reader.u8(), this.top());
        return true;
      case Op.LONG_BINPUT:
        memo.set(reader.u32(), this.top());
        return true;
      case Op.MEMOIZE:
        memo.set(memo.size, this.top());
        return true;
      case Op.BINGET:
        return this.recall(reader.u8());
      case Op.LONG_BINGET:
        return this.recall(reader.u32());
      default:
        return false;
    }
  }

  /** What is left: names, references, and what only frames the rest. */
  private named(op: number): void {
    const { reader, rules } = this;
    switch (op) {
      case Op.PROTO:
        return reader.skip(1);
      case Op.FRAME:
        return reader.skip(8);
      case Op.GLOBAL:
        return this.name(reader.line(LONGEST_NAME), reader.line(LONGEST_NAME));
      case Op.STACK_GLOBAL: {
        const [module, name] = this.take(2).map((each) => ofKind(each, 'text')?.text ?? '');
        return this.name(module!, name!);
      }
      case Op.BINPERSID:
        if (!rules.references) break;
        this.take(1);
        this.push({ kind: 'reference' });
        return;
    }
    this.damage(`it has an instruction (${op}) that ${rules.what} does not need`);
  }

  private name(module: string, name: string): void {
    this.countSeldom();
    const known = module.length <= LONGEST_NAME && name.length <= LONGEST_NAME && this.rules.allows(module, name);
    const text = `${module} ${name}`.slice(0, LONGEST_NAME);
    if (!known) this.damage(`it calls ${JSON.stringify(text)}, which is not of ${this.rules.what}`);
    this.push({ kind: 'global', module, name });
  }

  private describe(type: Pickled | undefined, args: Pickled | undefined): true {
    const [callable, given] = [ofKind(type, 'global'), ofKind(args, 'tuple')];
    if (!callable || !given) return this.damage('it makes an object of something that is no type');
    const object: PickledObject = { kind: 'object', type: callable, args: given.items, state: undefined, entries: [] };
    this.objects.push(object);
    return this.push(object);
  }

  private extend(items: readonly Pickled[]): true {
    const sequence = ofKind(this.top(), 'list', 'set');
    if (!sequence) return this.damage('it fills a list that it did not begin');
    for (const item of items) sequence.items.push(item);
    return true;
  }

  private setItems(pairs: readonly Pickled[]): true {
    const dictionary = ofKind(this.top(), 'dict', 'object');
    if (!dictionary || pairs.length % 2 !== 0) return this.damage('it fills a dictionary that it did not begin');
    for (let i = 0; i < pairs.length; i += 2) dictionary.entries.push([pairs[i]!, pairs[i + 1]!]);
    return true;
  }

  /** Little-endian, two's complement. */
  private readLong(): number | bigint {
    this.countSeldom();
    const bytes = this.reader.take(this.reader.u8()).toReversed();
    const bits = bytes.length * 8;
    const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    const value = BigInt.asIntN(bits, BigInt(digits === '' ? 0 : `0x${digits}`));
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }

  private countSeldom(): void {
    if (++this.seldom > MOST_SELDOM) this.damage(`it has more than ${MOST_SELDOM} names and long integers`);
  }

  private readText(length: number): PickledText {
    const offset = this.reader.position;
    if (length > LONGEST_KEPT || this.kept + length > MOST_KEPT) {
      this.reader.skip(length);
      return { kind: 'text', offset, length, text: undefined };
    }
    this.kept += length;
    return { kind: 'text', offset, length, text: DECODER.decode(this.reader.take(length)) };
  }

  private placeOfBytes(length: number): Pickled {
    const offset = this.reader.position;
    this.reader.skip(length);
    return { kind: 'bytes', offset, length };
  }

  private recall(index: number): true {
    const value = this.memo.get(index);
    if (value === undefined) return this.damage('it refers to something that it has not');
    return this.push(value);
  }

  private push(value: Pickled | PickledGlobal): true {
    this.stack.push(value);
    return true;
  }

  private top(): Pickled {
    const value = this.stack.at(-1);
    if (value === undefined) return this.damage('it uses a value that it has not');
    return value;
  }

  private pop(): Pickled {
    const value = this.top();
    this.stack.pop();
    return value;
  }

  private take(count: number): Pickled[] {
    if (this.stack.length < count) this.damage('it uses a value that it has not');
    return this.stack.splice(this.stack.length - count);
  }

  private takeMarked(): Pickled[] {
    const before = this.marked.pop();
    if (!before) return this.damage('it ends a list that it did not begin');
    const items = this.stack;
    this.stack = before;
    return items;
  }

  private damage(message: string): never {
    throw new FormatDamage(message, this.at);
  }
}
