/** Reading JSON that may be anything: what is not as expected is empty. */

export type JsonRecord = Readonly<Record<string, unknown>>;

const NOTHING: JsonRecord = Object.freeze({});

export function record(value: unknown): JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : NOTHING;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The one member of a union, such as `{"as_tensor": {"name": "x"}}`: its kind and value. */
export function union(value: unknown): readonly [kind: string, value: unknown] {
  const [entry] = Object.entries(record(value));
  return entry ?? ['', undefined];
}
