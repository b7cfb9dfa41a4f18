import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatDamage } from '../../../extension/core/formats/bytes';
import { type PickleRules, readPickle } from '../../../extension/core/formats/engines/pickle';
import { type Plain, plainValue } from '../../../extension/core/formats/engines/plainValue';
import { inMemory } from './files';
import { NONE, TRUE, built, called, dict, global, list, pickle, small, text } from './pickleWriter';

const RULES: PickleRules = { allows: () => true, what: 'a test', mostOpcodes: 10_000 };

async function plain(bytes: Uint8Array, rules = RULES): Promise<Plain> {
  return plainValue((await readPickle(inMemory('p', bytes), rules)).value);
}

const damage = (
  bytes: Uint8Array,
  rules = RULES,
): Promise<'no damage' | { message: string; offset: number | undefined }> =>
  plain(bytes, rules).then(
    () => 'no damage' as const,
    (failure: unknown) => {
      if (!(failure instanceof FormatDamage)) throw failure;
      return { message: failure.message, offset: failure.offset };
    },
  );

describe('readPickle', () => {
  it.each<[string, Buffer, Plain]>([
    ['None and booleans', list(NONE, TRUE, Buffer.from([0x89])), [null, true, false]],
    [
      'integers of each size',
      list(small(7), Buffer.from('M\x01\x02', 'latin1'), Buffer.from('J\xfe\xff\xff\xff', 'latin1')),
      [7, 513, -2],
    ],
    [
      'integers of any length',
      list(
        Buffer.from('\x8a\x02\xff\x7f', 'latin1'),
        Buffer.from('\x8a\x01\xff', 'latin1'),
        Buffer.from('\x8a\x00', 'latin1'),
      ),
      [32767, -1, 0],
    ],
    [
      'integers beyond numbers',
      Buffer.from('\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01', 'latin1'),
      '18446744073709551616',
    ],
    ['floats', Buffer.from('G\x3f\xf8\x00\x00\x00\x00\x00\x00', 'latin1'), 1.5],
    ['what is no number', Buffer.from('G\x7f\xf0\x00\x00\x00\x00\x00\x00', 'latin1'), 'Infinity'],
    ['tuples', Buffer.concat([text('a'), text('b'), Buffer.from('\x86', 'latin1')]), ['a', 'b']],
    ['sets', Buffer.concat([Buffer.from('\x8f(', 'latin1'), text('a'), Buffer.from('\x90', 'latin1')]), ['a']],
    ['sets of protocol 2', called(global('__builtin__', 'set'), list(text('a'))), ['a']],
    ['dictionaries', dict({ a: small(1), b: dict({}) }), { a: 1, b: {} }],
    ['a key that is a trap', dict({ ['__proto__']: small(1) }), JSON.parse('{"__proto__": 1}') as Plain],
    ['dtypes of torch', global('torch', 'bfloat16'), 'bfloat16'],
    ['other names of torch', global('torch', 'load'), { $type: 'torch.load' }],
    ['enums of Torch-TensorRT', called(global('torch_tensorrt._enums', 'dtype'), small(7)), 'float32'],
    ['members that are not known', called(global('torch_tensorrt._enums', 'dtype'), small(99)), 99],
    ['dataclasses', built(global('torch_tensorrt._Device', 'Device'), dict({ gpu_id: small(1) })), { gpu_id: 1 }],
    ['calls, by their names only', called(global('os', 'system'), text('touch /tmp/x')), { $type: 'os.system' }],
    ['types named as members of Object', global('constructor', 'prototype'), { $type: 'constructor.prototype' }],
    ['bytes, by their place only', Buffer.from('C\x02ab', 'latin1'), { $type: 'builtins.bytes' }],
  ])('reads %s', async (_, value, expected) => {
    expect(await plain(pickle(value))).toEqual(expected);
  });

  it('knows a text that is long by its place', async () => {
    const long = 'x'.repeat(70_000);
    const { value } = await readPickle(inMemory('p', pickle(text(long))), RULES);
    expect(value).toEqual({ kind: 'text', offset: 7, length: 70_000, text: undefined });
  });

  it.each<[string, Buffer, RegExp, number]>([
    ['an instruction of another kind', pickle(Buffer.from([0x82, 1])), /instruction \(130\)/, 2],
    ['a reference to nothing', pickle(Buffer.from('h\x05', 'latin1')), /refers to something/, 2],
    ['a list that ends before it began', pickle(Buffer.from('e')), /did not begin/, 2],
    ['a dictionary with a key and no value', pickle('}(', text('a'), 'u'), /dictionary/, 10],
    ['state for what is no object', pickle(']N', 'b'), /no object/, 4],
    ['a value that is missing', pickle(Buffer.from('\x87', 'latin1')), /has not/, 2],
    ['an object of no type', pickle(text('a'), ')\x81'), /no type/, 9],
    ['references outside where none are needed', pickle('NQ'), /instruction \(81\)/, 3],
    ['the end within a text', Buffer.from('\x80\x02X\xff\x00\x00\x00ab', 'latin1'), /ends early/, 9],
    [
      'a text that is longer than any file',
      Buffer.from('\x80\x02\x8d\xff\xff\xff\xff\xff\xff\xff\xff', 'latin1'),
      /beyond all files/,
      3,
    ],
    ['marks without end', pickle('('.repeat(2000)), /nested too deeply/, 1002],
  ])('refuses %s', async (_, bytes, words, offset) => {
    expect(await damage(bytes)).toEqual({ message: expect.stringMatching(words) as string, offset });
  });

  it('names what the rules do not allow', async () => {
    const failure = await damage(pickle(global('os', 'system')), { ...RULES, allows: () => false });
    expect(failure).toMatchObject({ message: 'it calls "os system", which is not of a test', offset: 2 });
  });

  it('ends after as many instructions as it may have', async () => {
    expect(await damage(pickle(Buffer.alloc(20_000, 'N')))).toMatchObject({
      message: expect.stringMatching(/more instructions/) as string,
    });
  });
});

describe('plainValue', () => {
  /** Each list holds the one before it twice: 2^60 values in some hundred bytes. */
  const bomb = pickle(
    ']q\x00',
    ...Array.from({ length: 60 }, (_, depth) =>
      Buffer.from([0x5d, 0x28, 0x68, depth, 0x68, depth, 0x65, 0x71, depth + 1]),
    ),
  );

  it('refuses a list that holds others many times over', async () => {
    expect(await damage(bomb)).toMatchObject({
      message: expect.stringMatching(/(more values|nested too deeply)/) as string,
    });
    const wide = Buffer.concat([
      Buffer.from('(', 'latin1'),
      Buffer.from('h\x14'.repeat(3000), 'latin1'),
      Buffer.from('t'),
    ]);
    const shallow = pickle(']q\x00(', 'N'.repeat(3000), 'eq\x14', wide);
    expect(await damage(shallow)).toMatchObject({ message: expect.stringMatching(/more values/) as string });
  });

  it('refuses a list that holds itself', async () => {
    expect(await damage(pickle(']q\x00h\x00a'))).toMatchObject({
      message: expect.stringMatching(/nested too deeply/) as string,
    });
  });

  it('ends for any bytes, with a value or a damage', async () => {
    // Instructions rather than any bytes, most of which end at once.
    const part = fc.constantFrom(
      '(',
      ']',
      '}',
      ')',
      'N',
      'e',
      'u',
      'a',
      's',
      't',
      'b',
      'R',
      '\x81',
      '\x85',
      '\x86',
      '\x8f',
      '\x90',
      '\x94',
      'h\x00',
      'h\x01',
      'q\x01',
      'K\x07',
      'cm\nn\n',
      'X\x01\x00\x00\x00a',
    );
    let [values, damages] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 60 }), async (parts) => {
        const outcome = await damage(pickle(...parts));
        if (outcome === 'no damage') values++;
        else damages++;
      }),
      { numRuns: 3000, seed: 5 },
    );
    expect(Math.min(values, damages)).toBeGreaterThan(100);
  });
});
