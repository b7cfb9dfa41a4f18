/** As much of the DOT language as its grammar page has for statements, subgraphs and quoted texts; throws elsewhere. */

export interface DotNode {
  readonly attributes: ReadonlyMap<string, string>;
  /** Names of the subgraphs around it, outermost first. */
  readonly within: readonly string[];
}

export interface DotEdge {
  readonly from: string;
  readonly to: string;
  readonly attributes: ReadonlyMap<string, string>;
}

export interface DotGraph {
  readonly name: string;
  readonly nodes: ReadonlyMap<string, DotNode>;
  readonly edges: readonly DotEdge[];
  readonly labels: ReadonlyMap<string, string>;
}

const TOKEN = /\s*(?:("(?:[^"\\]|\\[^])*")|([A-Za-z_][A-Za-z0-9_]*|-?\d+)|(->|[{}[\];=,]))/y;
const DEFAULTS = ['node', 'edge', 'graph'];

export function readDot(text: string): DotGraph {
  return new DotReader(tokensOf(text)).graph();
}

function tokensOf(text: string): string[] {
  if (text.includes('\0')) throw new Error('Graphviz ends at a NUL');
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const [, quoted, word, mark] = TOKEN.exec(text) ?? [];
    const token = quoted ?? word ?? mark;
    if (token === undefined) throw new Error(`No token: ${text.slice(at, at + 40)}`);
    tokens.push(token);
  }
  return tokens;
}

/** A label as it is drawn; `\n` stays two characters, so that it differs from an escaped backslash before an n. */
export function drawn(label: string): string[] {
  const lines = [''];
  for (const [part] of label.matchAll(/\\[^]|&#?\w+;|[^]/gu)) {
    if (part === '\\n') lines.push('');
    else if (/^&.+;$/.test(part) && part !== '&amp;') throw new Error(`Graphviz would draw ${part} as one character`);
    else lines[lines.length - 1] += part === '&amp;' ? '&' : part.startsWith('\\') ? part.slice(1) : part;
  }
  return lines;
}

class DotReader {
  private at = 0;
  private readonly nodes = new Map<string, DotNode>();
  private readonly edges: DotEdge[] = [];
  private readonly labels = new Map<string, string>();

  constructor(private readonly tokens: readonly string[]) {}

  graph(): DotGraph {
    this.expect('digraph');
    const name = this.id();
    this.expect('{');
    this.statements([]);
    if (this.at !== this.tokens.length) throw new Error('Something is behind the graph');
    const { nodes, edges, labels } = this;
    return { name, nodes, edges, labels };
  }

  private statements(within: readonly string[]): void {
    while (this.tokens[this.at] !== '}') this.statement(within);
    this.at++;
  }

  private statement(within: readonly string[]): void {
    const first = this.id();
    if (first === 'subgraph') {
      const name = this.id();
      this.expect('{');
      return this.statements([...within, name]);
    }
    if (this.take('=')) {
      const value = this.id();
      if (first === 'label') this.labels.set(within.at(-1)!, value);
    } else if (this.take('->')) {
      this.edges.push({ from: first, to: this.id(), attributes: this.attributes() });
    } else {
      const attributes = this.attributes();
      if (!DEFAULTS.includes(first)) this.add(first, { attributes, within });
    }
    this.expect(';');
  }

  private add(id: string, node: DotNode): void {
    if (this.nodes.has(id)) throw new Error(`${id} stands twice`);
    this.nodes.set(id, node);
  }

  private attributes(): Map<string, string> {
    const attributes = new Map<string, string>();
    if (!this.take('[')) return attributes;
    do {
      const name = this.id();
      this.expect('=');
      attributes.set(name, this.id());
    } while (this.take(','));
    this.expect(']');
    return attributes;
  }

  /** Between its quotes, only `\"` is an escape of the language; the others are those of a label. */
  private id(): string {
    const token = this.tokens[this.at++];
    if (token === undefined || /^(?:->|[{}[\];=,])$/.test(token)) throw new Error(`Not a name: ${token ?? 'the end'}`);
    return token.startsWith('"')
      ? token.slice(1, -1).replace(/\\([^])/g, (all, next) => (next === '"' ? '"' : all))
      : token;
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) throw new Error(`"${token}" expected before ${this.tokens[this.at] ?? 'the end'}`);
  }
}
