/** Sizes as sympy has them, "2*s17" for `Mul(Integer(2), Symbol('s17'))`. */

import { type Pickled, type PickledObject, ofKind, qualifiedName } from './pickledValue';

/** How tightly an expression holds together: a sum is put in brackets within a product. */
const SUM = 1;
const PRODUCT = 2;
const ATOM = 3;

interface Expression {
  readonly text: string;
  readonly binds: number;
}

/** Numbers that sympy has a class of its own for. */
const NUMBERS: ReadonlyMap<string, string> = new Map(
  Object.entries({ Zero: '0', One: '1', NegativeOne: '-1', Half: '1/2' }),
);
const MOST_DEPTH = 16;
const LONGEST = 200;
const UNKNOWN = '?';

export function isSizeExpression({ type }: PickledObject): boolean {
  return /^(sympy\.|torch\.utils\._sympy\.)/.test(qualifiedName(type));
}

/** "16", "s17", "2*s17", "(s17 + 1)*4"; "?" where it is no expression, or a very long one. */
export function sizeText(size: Pickled | undefined): string {
  const { text } = expression(size, 0);
  return text.length > LONGEST ? UNKNOWN : text;
}

/** Each object is put into words once: a pickle may name one a thousand times within others. */
const inWords = new WeakMap<PickledObject, Expression>();

function expression(value: Pickled | undefined, depth: number): Expression {
  if (typeof value === 'number' || typeof value === 'bigint') return atom(String(value));
  const object = ofKind(value, 'object');
  if (!object || depth > MOST_DEPTH || !isSizeExpression(object)) return atom(UNKNOWN);
  const known = inWords.get(object) ?? ofObject(object, depth);
  inWords.set(object, known);
  return known;
}

function ofObject(object: PickledObject, depth: number): Expression {
  const { name } = object.type;
  if (name === 'Symbol') return atom(ofKind(object.args[0], 'text')?.text ?? UNKNOWN);
  const number = NUMBERS.get(name);
  if (number !== undefined) return atom(number);
  const args = joinable(object.args.map((each) => expression(each, depth + 1)));
  switch (name) {
    case 'Integer':
      return args[0] ?? atom(UNKNOWN);
    case 'Add':
      return { text: args.map(({ text }) => text).join(' + '), binds: SUM };
    case 'Mul':
      return { text: args.map((each) => within(each, PRODUCT)).join('*'), binds: PRODUCT };
    case 'Pow':
      return { text: args.map((each) => within(each, ATOM)).join('**'), binds: PRODUCT };
    case 'FloorDiv':
    case 'CleanDiv':
      return { text: args.map((each) => within(each, ATOM)).join('//'), binds: PRODUCT };
    case 'Rational':
      return { text: args.map((each) => within(each, ATOM)).join('/'), binds: PRODUCT };
    default:
      return atom(`${name}(${args.map(({ text }) => text).join(', ')})`);
  }
}

/** One that is long is left out before it is put into others, so that no text grows without bound. */
function joinable(args: readonly Expression[]): Expression[] {
  return args.slice(0, LONGEST).map((each) => (each.text.length > LONGEST ? atom(UNKNOWN) : each));
}

function within({ text, binds }: Expression, least: number): string {
  return binds < least ? `(${text})` : text;
}

function atom(text: string): Expression {
  return { text, binds: ATOM };
}
