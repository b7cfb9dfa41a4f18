/** JSON of files: within limits of size and depth, and with the place of what is wrong, which V8 names only now and then. */

import { FormatDamage } from './bytes';

/** Throws FormatDamage, with the offset in bytes, where it is no JSON or nested too deeply. */
export function parseJson(bytes: Uint8Array, mostDepth: number): unknown {
  checkDepth(bytes, mostDepth);
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const at = firstError(text);
    throw new FormatDamage('it is no JSON', new TextEncoder().encode(text.slice(0, at)).length);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function checkDepth(bytes: Uint8Array, mostDepth: number): void {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (inText) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > mostDepth) throw new FormatDamage('it is nested too deeply', at);
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
}

const WHITE_SPACE = /[ \t\n\r]*/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Where a text stops being JSON; only called for one that is not, and within the limit of depth. */
function firstError(text: string): number {
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at = pattern.lastIndex;
    return match !== null;
  };
  const accept = (character: string): boolean => {
    skip(WHITE_SPACE);
    if (text[at] !== character) return false;
    at++;
    return true;
  };
  // No pattern for all of it: a text of megabytes would be too much for one.
  const string = (): boolean => {
    if (text[at] !== '"') return false;
    at++;
    while (at < text.length && text[at] !== '"') {
      if (text[at] === '\\') {
        if (!skip(ESCAPE)) return false;
      } else if (text[at]! < ' ') return false;
      else at++;
    }
    if (at >= text.length) return false;
    at++;
    return true;
  };
  const list = (end: string, item: () => boolean): boolean => {
    if (accept(end)) return true;
    do if (!item()) return false;
    while (accept(','));
    return accept(end);
  };
  const member = (): boolean => {
    skip(WHITE_SPACE);
    return string() && accept(':') && value();
  };
  const value = (): boolean => {
    skip(WHITE_SPACE);
    if (accept('{')) return list('}', member);
    if (accept('[')) return list(']', value);
    return string() || skip(SCALAR);
  };
  if (value()) skip(WHITE_SPACE);
  return at;
}
