/**
 * Enough of VS Code's `when` clauses to say whether a menu item shows: `&&`, `||`, `!`, brackets, `==`, `!=`, `=~`.
 * https://code.visualstudio.com/api/references/when-clause-contexts
 */

export type ContextValues = Readonly<Record<string, string | boolean>>;

/** Every context key that a clause asks for. */
export function keysOf(clause: string): string[] {
  return tokenize(clause).flatMap((token) => (token.kind === 'key' ? [token.text] : []));
}

/** Throws SyntaxError for what is not a clause. */
export function holds(clause: string, context: ContextValues): boolean {
  const tokens = tokenize(clause);
  let at = 0;
  const peek = (): string | undefined => tokens[at]?.text;
  const take = (text: string): boolean => {
    if (peek() !== text) return false;
    at++;
    return true;
  };
  const next = (kind: Token['kind']): string => {
    const token = tokens[at++];
    if (token?.kind !== kind) throw new SyntaxError(`${kind} expected in "${clause}"`);
    return token.text;
  };
  const either = (): boolean => {
    let value = both();
    while (take('||')) value = both() || value;
    return value;
  };
  const both = (): boolean => {
    let value = one();
    while (take('&&')) value = one() && value;
    return value;
  };
  const one = (): boolean => {
    if (take('!')) return !one();
    if (take('(')) {
      const value = either();
      if (!take(')')) throw new SyntaxError(`")" expected in "${clause}"`);
      return value;
    }
    const value = context[next('key')];
    if (take('==')) return String(value ?? '') === next('value');
    if (take('!=')) return String(value ?? '') !== next('value');
    if (!take('=~')) return Boolean(value);
    const [, pattern = '', flags = ''] = /^\/(.*)\/([a-z]*)$/.exec(next('regex')) ?? [];
    return new RegExp(pattern, flags).test(String(value ?? ''));
  };
  const result = either();
  if (at !== tokens.length) throw new SyntaxError(`"${peek() ?? ''}" not expected in "${clause}"`);
  return result;
}

interface Token {
  readonly kind: 'operator' | 'regex' | 'value' | 'key';
  readonly text: string;
}

function tokenize(clause: string): Token[] {
  const pattern = /\s*(?:(&&|\|\||==|!=|=~|!|\(|\))|(\/(?:\\.|[^/\\])+\/[a-z]*)|'([^']*)'|([\w.:-]+))/gy;
  const tokens: Token[] = [];
  let end = 0;
  for (const match of clause.matchAll(pattern)) {
    end = match.index + match[0].length;
    const [, operator, regex, quoted, word] = match;
    const previous = tokens.at(-1)?.text;
    if (operator) tokens.push({ kind: 'operator', text: operator });
    else if (regex) tokens.push({ kind: 'regex', text: regex });
    else if (quoted !== undefined) tokens.push({ kind: 'value', text: quoted });
    else if (word) tokens.push({ kind: previous === '==' || previous === '!=' ? 'value' : 'key', text: word });
  }
  if (clause.slice(end).trim() !== '') throw new SyntaxError(`"${clause.slice(end)}" is no part of a clause`);
  return tokens;
}
