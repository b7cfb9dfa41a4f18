/**
 * Values as Python prints them, "{<dtype.f32: 7>}", "Device(type=DeviceType.GPU, gpu_id=0)", "set()": what a dry run says of
 * its settings. Read as data, never evaluated.
 */

import { FormatDamage } from '../bytes';
import type { Plain } from '../engines/plainValue';

const MOST_DEPTH = 16;
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z_][\w.]*/y;
/** "<EngineCapability.STANDARD: 1>", "<torch.utils.data.DataLoader object at 0x7f>". */
const ENUM = /<([\w.]+)(?:: [^<>]*)?>/y;
const OTHER_OBJECT = /<[^<>]*>/y;
const CONSTANTS: ReadonlyMap<string, Plain> = new Map(Object.entries({ None: null, True: true, False: false }));
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** Torch-TensorRT's names of dtypes, by torch's. */
const DTYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    f16: 'float16',
    f32: 'float32',
    f64: 'float64',
    bf16: 'bfloat16',
    f8: 'float8_e4m3fn',
    f4: 'float4_e2m1',
    i8: 'int8',
    i32: 'int32',
    i64: 'int64',
    u8: 'uint8',
    b: 'bool',
  }),
);

/** Arguments of a call that a text begins with, such as "CompilationSettings(a=1, b={2})". Throws FormatDamage with the offset. */
export function readCall(text: string): { readonly [name: string]: Plain } {
  return new ValueReader(text).call();
}

class ValueReader {
  private at = 0;

  constructor(private readonly text: string) {}

  call(): { [name: string]: Plain } {
    this.match(NAME);
    return this.fields(0);
  }

  /** "(name=value, …)" */
  private fields(depth: number): { [name: string]: Plain } {
    this.expect('(');
    const entries: [string, Plain][] = [];
    while (!this.accept(')')) {
      const name = this.match(NAME) ?? this.damage('a name is missing');
      this.expect('=');
      entries.push([name, this.value(depth + 1)]);
      if (!this.accept(',')) {
        this.expect(')');
        break;
      }
    }
    return Object.fromEntries(entries);
  }

  private value(depth: number): Plain {
    if (depth > MOST_DEPTH) this.damage('it is nested too deeply');
    this.space();
    const character = this.text[this.at] ?? '';
    if (character === "'" || character === '"') return this.string(character);
    if (this.accept('[')) return this.items(']', depth);
    if (this.accept('(')) return this.items(')', depth);
    if (this.accept('{')) return this.braces(depth);
    if (character === '<') return this.object();
    const number = this.match(NUMBER);
    if (number !== undefined) return Number(number);
    const name = this.match(NAME);
    if (name === undefined) return this.damage('a value is missing');
    if (this.text[this.at] === '(') return this.callOf(name, depth);
    const constant = CONSTANTS.get(name);
    return constant === undefined ? member(name) : constant;
  }

  private callOf(name: string, depth: number): Plain {
    if (name === 'set' || name === 'frozenset') {
      this.expect('(');
      const [items = []] = this.items(')', depth) as Plain[][];
      return items;
    }
    const fields = this.fields(depth);
    // As its pickle has it (torch_tensorrt `_Device.py`).
    const { type, ...others } = fields;
    return name === 'Device' && typeof type === 'string' ? { ...others, device_type: type } : fields;
  }

  private items(end: string, depth: number): Plain[] {
    const items: Plain[] = [];
    while (!this.accept(end)) {
      items.push(this.value(depth + 1));
      if (!this.accept(',')) {
        this.expect(end);
        break;
      }
    }
    return items;
  }

  /** A set, or a dictionary where its values have keys. */
  private braces(depth: number): Plain {
    const [items, entries]: [Plain[], [string, Plain][]] = [[], []];
    while (!this.accept('}')) {
      const item = this.value(depth + 1);
      if (this.accept(':')) {
        entries.push([typeof item === 'string' ? item : JSON.stringify(item), this.value(depth + 1)]);
      } else items.push(item);
      if (!this.accept(',')) {
        this.expect('}');
        break;
      }
    }
    return entries.length > 0 || items.length === 0 ? Object.fromEntries(entries) : items;
  }

  private string(quote: string): string {
    let text = '';
    for (this.at++; this.at < this.text.length; this.at++) {
      const character = this.text[this.at]!;
      if (character === quote) {
        this.at++;
        return text;
      }
      if (character === '\\') this.at++;
      const taken = this.text[this.at] ?? '';
      text += character === '\\' ? (ESCAPES[taken] ?? taken) : taken;
    }
    return this.damage('a text has no end');
  }

  private object(): Plain {
    const start = this.at;
    const text = this.match(ENUM);
    const name = text === undefined ? undefined : /^<([\w.]+)/.exec(text)?.[1];
    if (name !== undefined) return member(name);
    this.at = start;
    const other = this.match(OTHER_OBJECT) ?? this.damage('an object has no end');
    return { $type: /^<([\w.]*)/.exec(other)?.[1] ?? '' };
  }

  private match(pattern: RegExp): string | undefined {
    this.space();
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) return undefined;
    this.at = pattern.lastIndex;
    return match[0];
  }

  private space(): void {
    while (this.text[this.at] === ' ') this.at++;
  }

  private accept(character: string): boolean {
    this.space();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private expect(character: string): void {
    if (!this.accept(character)) this.damage(`"${character}" is missing`);
  }

  private damage(message: string): never {
    throw new FormatDamage(message, this.at);
  }
}

/** "float32" for "dtype.f32" and "torch.float32", "STANDARD" for "EngineCapability.STANDARD". */
function member(name: string): string {
  const [kind, last = ''] = [name.split('.').at(-2), name.split('.').at(-1)];
  return kind === 'dtype' ? (DTYPES.get(last) ?? last) : last;
}
