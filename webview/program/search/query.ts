/**
 * The language of the search box: words that must all be found, `field:value`, with spaces between or without, quotes around
 * spaces, `-` before what must not be found, commas between alternatives. Any text is a query: what cannot be meant as typed is told and read as text.
 */

/** In the order in which they are offered. */
export const FIELDS = ['name', 'op', 'module', 'dtype', 'shape', 'reason', 'block', 'in', 'out', 'file'] as const;
export type Field = (typeof FIELDS)[number];

/** A part of the query, by positions in its text; `end` is the first position behind it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Alternative extends Span {
  /** As typed, without quotes; "" where nothing is typed yet, which asks for nothing. The span has the quotes. */
  readonly text: string;
}

/** All terms must hold; a term holds where one of its alternatives does. */
export interface Term extends Span {
  readonly exclude: boolean;
  /** Undefined for a free word. */
  readonly field: Field | undefined;
  /** At least one. */
  readonly alternatives: readonly Alternative[];
}

/** Something in a query that is not read as it may have been meant. */
export interface QueryTrouble extends Span {
  /** A sentence with the position, counted from 1. */
  readonly message: string;
}

export interface Query {
  readonly text: string;
  readonly terms: readonly Term[];
  readonly troubles: readonly QueryTrouble[];
}

/** Alternatives of all terms together. Beyond it nothing is read: every one costs a pass over the graph's texts. */
export const MOST_ALTERNATIVES = 64;

const FIELD = /([a-z]+):(?!:)/iy;
const SPACE = /\s*/y;
const BARE = /[^\s,]*/y;

/** Never throws; linear in the length of the text. */
export function parseQuery(text: string): Query {
  return new Parser(text).parse();
}

/**
 * Lower case in which every character stays where it was, so that positions in it are positions in the text: a character
 * whose lower case is longer, such as "İ", stays as it is.
 */
export function fold(text: string): string {
  if (!/[\u0080-\uffff]/.test(text)) return text.toLowerCase();
  return Array.from(text, (character) => {
    const lower = character.toLowerCase();
    return lower.length === character.length ? lower : character;
  }).join('');
}

function isField(name: string): name is Field {
  return FIELDS.some((each) => each === name.toLowerCase());
}

/** The alternatives that ask for something. */
export function wanted(term: Term): Alternative[] {
  return term.alternatives.filter(({ text }) => text !== '');
}

class Parser {
  private at = 0;
  private alternatives = 0;
  private readonly terms: Term[] = [];
  private readonly troubles: QueryTrouble[] = [];

  constructor(private readonly text: string) {}

  parse(): Query {
    this.take(SPACE);
    while (this.at < this.text.length) {
      if (this.alternatives >= MOST_ALTERNATIVES) {
        this.tell(this.at, this.text.length, `A search takes ${MOST_ALTERNATIVES} words; it ends`);
        break;
      }
      this.terms.push(this.term());
      this.take(SPACE);
    }
    return { text: this.text, terms: this.terms, troubles: this.troubles };
  }

  private term(): Term {
    const start = this.at;
    const exclude = this.text[start] === '-';
    if (exclude) this.at++;
    const field = this.field();
    if (field !== undefined) this.passSpaces(start);
    const alternatives = [this.alternative()];
    while (this.text[this.at] === ',' && this.alternatives < MOST_ALTERNATIVES) {
      this.at++;
      alternatives.push(this.alternative());
    }
    return { exclude, field, alternatives, start, end: this.at };
  }

  /** A field's name with its colon; a name that is no field is left where it is, as text. */
  private field(): Field | undefined {
    const start = this.at;
    const name = /^[a-z]+/i.exec(this.take(FIELD))?.[0];
    if (name === undefined) return undefined;
    const field = name.toLowerCase();
    if (isField(field)) return field;
    this.tell(start, this.at, `There is no field "${name}:", so it is searched for as text`);
    this.at = start;
    return undefined;
  }

  /** Behind a field: what follows is its value, unless that begins a term of its own. */
  private passSpaces(start: number): void {
    const { at } = this;
    if (this.take(SPACE) === '' || this.at === this.text.length || !this.beginsTerm()) return;
    this.at = at;
    this.tell(start, at, `Nothing is behind "${this.text.slice(start, at)}", so it asks for nothing`);
  }

  /** An exclusion or a field. */
  private beginsTerm(): boolean {
    if (this.text[this.at] === '-') return true;
    FIELD.lastIndex = this.at;
    return isField(FIELD.exec(this.text)?.[1] ?? '');
  }

  private alternative(): Alternative {
    this.alternatives++;
    const start = this.at;
    const text = this.text[start] === '"' ? this.quoted() : this.take(BARE);
    return { text, start, end: this.at };
  }

  /** Two quotes within quotes are one of the text. */
  private quoted(): string {
    const start = this.at;
    let close = start + 1;
    for (; ; close += 2) {
      close = this.text.indexOf('"', close);
      if (close < 0 || this.text[close + 1] !== '"') break;
    }
    if (close < 0) this.tell(start, this.text.length, 'A quote is not closed, so all behind it is one text: it begins');
    this.at = close < 0 ? this.text.length : close + 1;
    return this.text.slice(start + 1, close < 0 ? undefined : close).replaceAll('""', '"');
  }

  /** What the expression matches here, which is passed over; "" where it does not. */
  private take(expression: RegExp): string {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private tell(start: number, end: number, sentence: string): void {
    this.troubles.push({ message: `${sentence} (character ${start + 1}).`, start, end });
  }
}
