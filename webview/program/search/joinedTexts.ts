/** Many short texts as few long ones, each of which is searched at once: half the time of a search in every text. */

/** Characters of a joined text, about: an engine has a longest string, and a file may have more text than that. */
const MOST_CHARACTERS = 2 ** 24;

interface Joined {
  readonly text: string;
  /** Position in `ids` of the first text in it. */
  readonly first: number;
  /** Where each text begins in it; one entry more, for the end of the last. */
  readonly starts: Uint32Array;
}

export class JoinedTexts {
  private readonly parts: Joined[] = [];

  /** `ids`: the texts to search. `most`: characters of a part, unless one text has more. */
  constructor(
    texts: readonly string[],
    private readonly ids: Uint32Array,
    most = MOST_CHARACTERS,
  ) {
    let first = 0;
    let length = 0;
    for (let i = 0; i < ids.length; i++) {
      const added = texts[ids[i]!]!.length;
      if (length > 0 && length + added > most) {
        this.parts.push(join(texts, ids, first, i));
        [first, length] = [i, 0];
      }
      length += added;
    }
    if (first < ids.length) this.parts.push(join(texts, ids, first, ids.length));
  }

  /** Sets 1 in `flags`, by id, for each text that has the needle, which is not empty. */
  flag(needle: string, flags: Uint8Array): void {
    for (const { text, first, starts } of this.parts) {
      let i = 0;
      for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, starts[i + 1])) {
        while (starts[i + 1]! <= at) i++;
        // What begins in one text and ends in the next is in neither, and nothing later in this text can fit.
        if (at + needle.length <= starts[i + 1]!) flags[this.ids[first + i]!] = 1;
      }
    }
  }
}

function join(texts: readonly string[], ids: Uint32Array, first: number, end: number): Joined {
  const starts = new Uint32Array(end - first + 1);
  const own: string[] = [];
  for (let i = first; i < end; i++) {
    const text = texts[ids[i]!]!;
    own.push(text);
    starts[own.length] = starts[own.length - 1]! + text.length;
  }
  return { text: own.join(''), first, starts };
}
