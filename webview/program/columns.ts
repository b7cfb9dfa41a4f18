/** Small work on columns that search and export do again and again, without an object an entry. */

/** Positions of the flags that are 1, ascending; the others are 0. */
export function indicesOf(flags: Uint8Array | Uint32Array): Uint32Array {
  let count = 0;
  for (let i = 0; i < flags.length; i++) count += flags[i]!;
  const indices = new Uint32Array(count);
  let next = 0;
  for (let i = 0; i < flags.length; i++) if (flags[i] === 1) indices[next++] = i;
  return indices;
}

/** `items` by their keys, 0 to `count` - 1, those of one key as they came, in linear time; key `k` begins at `starts[k]`. */
export function orderByKey(
  items: Uint32Array,
  keys: ArrayLike<number>,
  count: number,
): { starts: Uint32Array; items: Uint32Array } {
  const starts = new Uint32Array(count + 1);
  for (let i = 0; i < items.length; i++) starts[keys[i]! + 1]! += 1;
  for (let key = 0; key < count; key++) starts[key + 1]! += starts[key]!;
  const next = starts.slice(0, count);
  const ordered = new Uint32Array(items.length);
  for (let i = 0; i < items.length; i++) ordered[next[keys[i]!]!++] = items[i]!;
  return { starts, items: ordered };
}
