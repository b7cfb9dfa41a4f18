import { describe, expect, it } from 'vitest';
import { fileNameOf } from '../../../extension/core/format/fileName';

describe('a suggested name of a file', () => {
  it.each([
    ['bert-selection.svg', 'bert-selection.svg'],
    ['モデル 1.png', 'モデル 1.png'],
    ['größe_ñ (2).dot', 'größe_ñ (2).dot'],
    // With its accent as a character of its own, as macOS writes it.
    ['mode\u0301le.json', 'mode\u0301le.json'],
    ['../../etc/passwd', '.._.._etc_passwd'],
    ['c:\\models\\a?.svg', 'c_models_a_.svg'],
    ['a\n\0b🙂.svg', 'a_b_.svg'],
    ['', 'graph'],
  ])('%j is %j', (suggested, name) => {
    expect(fileNameOf(suggested)).toBe(name);
  });
});
