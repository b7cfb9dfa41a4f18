import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JoinedTexts } from '../../../../webview/program/search/joinedTexts';

describe('joined texts', () => {
  it('have what each text has by itself, however they are joined', () => {
    const anyShort = fc.array(fc.constantFrom('a', 'b', 'ab'), { maxLength: 4 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(
        fc.array(anyShort, { maxLength: 12 }),
        anyShort.filter((needle) => needle !== ''),
        fc.integer({ min: 1, max: 20 }),
        (texts, needle, most) => {
          const flags = new Uint8Array(texts.length);
          // Every second text is left out.
          const ids = Uint32Array.from(texts.keys()).filter((id) => id % 2 === 0);
          new JoinedTexts(texts, ids, most).flag(needle, flags);
          expect([...flags]).toEqual(texts.map((text, id) => (id % 2 === 0 && text.includes(needle) ? 1 : 0)));
        },
      ),
      { seed: 6, numRuns: 1000 },
    );
  });
});
