import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatDamage } from '../../../../extension/core/formats/bytes';
import type { FileAccess } from '../../../../extension/core/formats/fileAccess';
import { longText } from '../../../../extension/core/formats/json/strings';
import { type Wanted, walkJson } from '../../../../extension/core/formats/json/walk';

/** A file that hands out at most `most` bytes at once: every boundary is somewhere in the text. */
function inChunks(text: string | Uint8Array, most: number): FileAccess {
  const bytes = Buffer.from(text);
  return {
    path: 'model.json',
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + Math.min(length, most))),
  };
}

async function values(text: string, most: number, wanted: (found: unknown[]) => Wanted): Promise<unknown[]> {
  const found: unknown[] = [];
  await walkJson(inChunks(text, most), wanted(found));
  return found;
}

const damage = async (text: string, wanted: Wanted = { each: { value: () => undefined } }): Promise<FormatDamage> => {
  try {
    await walkJson(inChunks(text, 7), wanted);
  } catch (failure) {
    if (failure instanceof FormatDamage) return failure;
    throw failure;
  }
  throw new Error('nothing was wrong');
};

const chunkSize = fc.integer({ min: 1, max: 40 });
const seed = { seed: 20261123, numRuns: 300 };

describe('walkJson', () => {
  it('gives the whole value as JSON.parse does, whatever the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.boolean(), chunkSize, async (value, spaced, most) => {
        const text = ` ${JSON.stringify(value, undefined, spaced ? 2 : undefined)}${spaced ? '\n' : ''}`;
        const found = await values(text, most, (all) => ({ value: (each) => all.push(each) }));
        expect(found).toEqual([JSON.parse(text)]);
      }),
      seed,
    );
  });

  it('gives the items of an array and the members of an object, one by one', async () => {
    const items = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
    await fc.assert(
      fc.asyncProperty(items, chunkSize, async (value, most) => {
        const text = JSON.stringify(value);
        const found = await values(text, most, (all) => ({ each: { value: (each, key) => all.push([key, each]) } }));
        const parsed = JSON.parse(text) as unknown[] | Record<string, unknown>;
        const expected = Array.isArray(parsed) ? parsed.map((each) => ['', each]) : Object.entries(parsed);
        // Numbers as names come first in an object of JavaScript's.
        expect(new Map(found as [string, unknown][])).toEqual(new Map(expected as [string, unknown][]));
        expect(found).toHaveLength(expected.length);
      }),
      seed,
    );
  });

  it('finds members by their path and passes all others over', async () => {
    const text = '{"a": [1, {"b": "}"}], "c": {"d": {"e": [true, "\\\\\\"]"]}, "f": null}, "c2": 1}';
    const found = await values(text, 3, (all) => ({
      members: new Map([['c', { members: new Map([['d', { value: (each) => all.push(each) }]]) }]]),
    }));
    expect(found).toEqual([{ e: [true, '\\"]'] }]);
  });

  it('tells where a value begins and ends, and walks it again from there', async () => {
    const text = '{"before": "[", "nodes": [{"name": "a"}, {"name": "b"}], "after": 1}';
    const spans: { start: number; end: number }[] = [];
    const wanted = { members: new Map([['nodes', { span: (span: (typeof spans)[0]) => spans.push(span) }]]) };
    await walkJson(inChunks(text, 5), wanted);
    expect(text.slice(spans[0]!.start, spans[0]!.end)).toBe('[{"name": "a"}, {"name": "b"}]');
    const found: unknown[] = [];
    await walkJson(inChunks(text, 4), { each: { value: (each) => found.push(each) } }, spans[0]);
    expect(found).toEqual([{ name: 'a' }, { name: 'b' }]);
  });

  it('cuts long strings out, and says where they are', async () => {
    const long = 'ab\\"c'.repeat(40_000);
    const text = `[{"engine": "${long}", "name": "x", "short": "${'s'.repeat(64 * 1024)}"}]`;
    for (const most of [1000, 65_536, 1_000_000]) {
      const [found] = (await values(text, most, (all) => ({ each: { value: (each) => all.push(each) } }))) as [
        Record<string, unknown>,
      ];
      expect(found['name']).toBe('x');
      expect((found['short'] as string).length).toBe(64 * 1024);
      const { offset, length } = longText(found['engine'])!;
      expect(text.slice(offset, offset + length)).toBe(long);
    }
  });

  it('tells strings that are just long enough to be cut out from those that are not, whatever ends them', async () => {
    for (const ending of ['', '\\\\', '\\"', '\\\\\\"']) {
      for (let length = 64 * 1024 - 4; length <= 64 * 1024 + 4; length++) {
        const written = 's'.repeat(length - ending.length) + ending;
        const text = `[{"first": "${written}", "second": "]"}]`;
        for (const most of [1000, 65_536, 65_549, 1_000_000]) {
          const [found] = (await values(text, most, (all) => ({ each: { value: (each) => all.push(each) } }))) as [
            Record<string, unknown>,
          ];
          const isCut = longText(found['first']) !== undefined;
          expect(isCut, `${length} bytes that end with ${ending}, ${most} at once`).toBe(length > 64 * 1024);
          if (!isCut) expect(found['first']).toBe(JSON.parse(`"${written}"`));
          expect(found['second']).toBe(']');
        }
      }
    }
  });

  it('takes nothing else for a string that was cut out', () => {
    for (const value of [null, 'text', [1, 2], {}, { cut: [1, 2] }, { '\0cut': ['1', 2] }]) {
      expect(longText(value)).toBeUndefined();
    }
  });

  it.each([
    ['', 'it ends early'],
    ['[1, 2', 'it ends early'],
    ['["abc', 'it ends early'],
    ['[1, 2}', 'a bracket is out of place'],
    ['[{"a": [1}}]', 'a bracket is out of place'],
    ['{1: 2}', 'a name is missing'],
    ['[tru]', 'it is no JSON'],
    [']', 'a bracket is out of place'],
    ['[{"a" 1}]', 'it is no JSON'],
    [`[${'['.repeat(300)}`, 'it is nested too deeply'],
    [`{"${'k'.repeat(20_000)}": 1}`, 'a name is too long'],
  ])('says what is wrong with %j', async (text, what) => {
    const { message, offset } = await damage(text);
    expect(message).toBe(what);
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(offset).toBeLessThanOrEqual(text.length);
  });

  it('refuses a value that is too large to parse', async () => {
    const text = `[[${'"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",'.repeat(1_100_000)}1]]`;
    await expect(walkJson(inChunks(text, 1 << 20), { each: { value: () => undefined } })).rejects.toThrow('too large');
  });
});
