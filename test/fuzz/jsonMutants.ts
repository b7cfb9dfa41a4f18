/** Mutants of JSON that are JSON: a value somewhere in it is replaced, left out, repeated or renamed. */

type Container = Record<string, unknown> | unknown[];

/** `bytes` as they are where they are no JSON. */
export function jsonMutant(bytes: Uint8Array, random: () => number): Uint8Array {
  let root: unknown;
  try {
    root = JSON.parse(Buffer.from(bytes).toString()) as unknown;
  } catch {
    return bytes;
  }
  const below = (end: number): number => Math.floor(random() * end);
  for (let count = 1 + below(3); count > 0; count--) change(root, random);
  return Buffer.from(random() < 0.15 ? withRawText(root, random) : JSON.stringify(root));
}

/** Stands for text that no value of JavaScript is written as. */
const PLACEHOLDER = 'placeholder of the mutant';

/** `root` as text with a key that stands twice, a number beyond all numbers, or brackets deeper than writers nest them. */
function withRawText(root: unknown, random: () => number): string {
  const below = (end: number): number => Math.floor(random() * end);
  const place = pick(root, random);
  if (!place) return JSON.stringify(root);
  const { container, key } = place;
  const depth = 1 + below(50_000);
  const raw = ['1e999', '-1e999', '9'.repeat(400), '-0', '['.repeat(depth) + ']'.repeat(depth)];
  if (!Array.isArray(container) && random() < 0.5) {
    set(container, PLACEHOLDER, oddValue(random));
    raw.splice(0, raw.length, JSON.stringify(key));
  } else {
    set(container, key, PLACEHOLDER);
  }
  const text = raw[below(raw.length)]!;
  return JSON.stringify(root).replace(JSON.stringify(PLACEHOLDER), () => text);
}

function change(root: unknown, random: () => number): void {
  const below = (end: number): number => Math.floor(random() * end);
  const place = pick(root, random);
  if (!place) return;
  const { container, key } = place;
  const value = get(container, key);
  switch (below(5)) {
    case 0:
      if (Array.isArray(container)) container.splice(Number(key), 1);
      else delete container[key];
      break;
    case 1:
      if (Array.isArray(container)) container.push(...Array<unknown>(1 + below(300)).fill(value));
      else set(container, oddText(random), value);
      break;
    case 2: {
      const other = pick(root, random);
      // A value of elsewhere, as a copy: it may hold this one.
      if (other) set(container, key, JSON.parse(JSON.stringify(get(other.container, other.key) ?? null)));
      break;
    }
    default:
      set(container, key, oddValue(random));
  }
}

/** A place somewhere below: at each step down it may be the one. */
function pick(root: unknown, random: () => number): { container: Container; key: string } | undefined {
  let at: unknown = root;
  for (;;) {
    if (typeof at !== 'object' || at === null) return undefined;
    const container = at as Container;
    const keys = Object.keys(container);
    if (keys.length === 0) return undefined;
    const key = keys[Math.floor(random() * keys.length)]!;
    const next = get(container, key);
    const isLeaf = typeof next !== 'object' || next === null || Object.keys(next).length === 0;
    if (isLeaf || random() < 0.12) return { container, key };
    at = next;
  }
}

function get(container: Container, key: string): unknown {
  return (container as Record<string, unknown>)[key];
}

function set(container: Container, key: string, value: unknown): void {
  // "__proto__" as a member of its own, as JSON.parse makes it.
  Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
}

const TEXTS = [
  '',
  '__proto__',
  'constructor',
  'as_tensor',
  'torch.ops.aten.relu.default',
  '../../../etc/passwd',
  '\0',
  '%',
];

function oddText(random: () => number): string {
  const which = Math.floor(random() * (TEXTS.length + 2));
  if (which === TEXTS.length) return 'n'.repeat(100_000);
  return TEXTS[which] ?? 'Mul(Symbol(a), '.repeat(1 + Math.floor(random() * 2000));
}

function oddValue(random: () => number): unknown {
  const values: (() => unknown)[] = [
    () => null,
    () => true,
    () => -1,
    () => 2 ** 53,
    () => 1e308,
    () => 4_294_967_295,
    () => 0.5,
    () => [],
    () => ({}),
    () => oddText(random),
    () => nested(Math.floor(random() * 3000)),
    () => Array.from({ length: 1000 }, (_, index) => index),
    () => Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`key${index}`, index])),
  ];
  return values[Math.floor(random() * values.length)]!();
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { as_tensors: value };
  return value;
}
