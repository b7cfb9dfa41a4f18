/**
 * Symbolic sizes. torch.export.save writes them as sympy's `srepr`, nested calls of constructors such as
 * `Mul(Integer(2), Symbol('s17', positive=True, integer=True))`; before schema 8 as plain text. Shown as sympy prints them:
 * `2*s17`.
 */

/** Longer expressions are shown as they stand in the file, cut off. */
const LONGEST = 8192;
const LONGEST_SHOWN = 200;
const DEEPEST = 60;

/** "2*s17" for the text of an expression; the text itself, cut off, where it is no `srepr`. */
export function expressionText(srepr: string): string {
  if (srepr.length > LONGEST) return cut(srepr);
  const parser = new Parser(srepr);
  const expression = parser.parse();
  return cut(expression ? print(expression).text : srepr);
}

function cut(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN - 1)}…` : text;
}

interface Call {
  readonly name: string;
  readonly arguments: readonly Expression[];
}
/** A constructor with its positional arguments, or a number or text. */
type Expression = Call | string;

const TOKEN = /\s*(?:([A-Za-z_]\w*)|(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)|'((?:[^'\\]|\\.)*)'|([(),=]))/y;

class Parser {
  private at = 0;

  constructor(private readonly text: string) {}

  /** Undefined where the text is not one call. */
  parse(): Call | undefined {
    const expression = this.expression(0);
    const isWhole = this.text.slice(this.at).trim() === '';
    return expression !== undefined && isWhole && typeof expression !== 'string' ? expression : undefined;
  }

  private expression(depth: number): Expression | undefined {
    if (depth > DEEPEST) return undefined;
    const token = this.next();
    if (!token) return undefined;
    const [, name, number, quoted] = token;
    if (name === undefined) return number ?? quoted;
    if (this.peek() !== '(') return name;
    this.next();
    const parts: Expression[] = [];
    while (this.peek() !== ')') {
      const part = this.expression(depth + 1);
      if (part === undefined) return undefined;
      if (this.peek() === '=') {
        // Assumptions, such as positive=True.
        this.next();
        if (this.expression(depth + 1) === undefined) return undefined;
      } else parts.push(part);
      if (this.peek() === ',') this.next();
      else if (this.peek() !== ')') return undefined;
    }
    this.next();
    return { name, arguments: parts };
  }

  private next(): RegExpExecArray | undefined {
    TOKEN.lastIndex = this.at;
    const token = TOKEN.exec(this.text);
    if (token) this.at = TOKEN.lastIndex;
    return token ?? undefined;
  }

  private peek(): string | undefined {
    const before = this.at;
    const token = this.next();
    this.at = before;
    return token?.[4];
  }
}

const enum Binds {
  sum = 1,
  product = 2,
  power = 3,
  atom = 4,
}

interface Printed {
  readonly text: string;
  readonly binds: Binds;
}

const INFIX: Readonly<Record<string, readonly [operator: string, binds: Binds]>> = {
  FloorDiv: ['//', Binds.product],
  CleanDiv: ['//', Binds.product],
  Mod: [' % ', Binds.product],
  PythonMod: [' % ', Binds.product],
  IntTrueDiv: ['/', Binds.product],
  FloatTrueDiv: ['/', Binds.product],
  PowByNatural: ['**', Binds.power],
  Pow: ['**', Binds.power],
};

function print(expression: Expression): Printed {
  if (typeof expression === 'string') return atom(expression);
  const { name, arguments: parts } = expression;
  const [first, second] = parts;
  switch (name) {
    case 'Symbol':
    case 'Dummy':
    case 'Integer':
    case 'Float':
      return first === undefined ? atom(name) : number(print(first).text);
    case 'Rational':
      return { text: parts.map((part) => print(part).text).join('/'), binds: Binds.product };
    case 'Add':
      return { text: sum(parts), binds: Binds.sum };
    case 'Mul':
      return product(parts);
    default:
  }
  const infix = INFIX[name];
  if (infix && parts.length === 2) {
    const [operator, binds] = infix;
    return { text: `${inside(first!, binds)}${operator}${inside(second!, binds + 1)}`, binds };
  }
  const words = name === 'Max' || name === 'Min' ? name : name.replace(/^torch\.utils\._sympy\.functions\./, '');
  return atom(`${words}(${parts.map((part) => print(part).text).join(', ')})`);
}

/** sympy keeps the number first; people read it last: "s17 + 1". */
function sum(parts: readonly Expression[]): string {
  const sorted = [...parts].sort((a, b) => Number(isNumber(a)) - Number(isNumber(b)));
  return sorted
    .map((part) => inside(part, Binds.sum))
    .reduce((text, part) => (part.startsWith('-') ? `${text} - ${part.slice(1)}` : `${text} + ${part}`));
}

function product(parts: readonly Expression[]): Printed {
  const [first, ...rest] = parts;
  if (first !== undefined && rest.length > 0 && isNumber(first) && print(first).text === '-1') {
    const others = rest.map((part) => inside(part, Binds.product)).join('*');
    return { text: `-${others}`, binds: Binds.sum };
  }
  return { text: parts.map((part) => inside(part, Binds.product)).join('*'), binds: Binds.product };
}

function isNumber(expression: Expression): boolean {
  return typeof expression !== 'string' && ['Integer', 'Float', 'Rational'].includes(expression.name);
}

function number(text: string): Printed {
  return { text, binds: text.startsWith('-') ? Binds.sum : Binds.atom };
}

function atom(text: string): Printed {
  return { text, binds: Binds.atom };
}

/** With brackets where it binds less than what it stands in. */
function inside(expression: Expression, binds: Binds): string {
  const printed = print(expression);
  return printed.binds < binds ? `(${printed.text})` : printed.text;
}
