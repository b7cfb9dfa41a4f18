/** Lists of tensors as a dry run prints them: "List[Tensor: (2, 64)@int64, Tensor: ((min=1, max=8), 4)@float32]". */

export interface DryRunTensor {
  readonly dtype: string;
  /** "2", or "1 to 8" for a size that is open. */
  readonly sizes: readonly string[];
}

const MOST_TENSORS = 10_000;
const TENSOR = /Tensor: (\((?:[^()]|\([^()]*\))*\)|\{[^{}]*\})@(\w+)/g;

export function readTensors(text: string): DryRunTensor[] {
  return [...text.matchAll(TENSOR)].slice(0, MOST_TENSORS).map(([, shape = '', dtype = '']) => ({
    dtype,
    sizes: shape.startsWith('{') ? profileSizes(shape) : plainSizes(shape.slice(1, -1)),
  }));
}

function plainSizes(shape: string): string[] {
  return [...shape.matchAll(/\(min=(\d+), max=(\d+)\)|\d+/g)].map(([size, min, max]) =>
    min === undefined ? size : range(min, max ?? ''),
  );
}

/** Of "{'min_shape': (1, 4), 'opt_shape': (4, 4), 'max_shape': (8, 4)}". */
function profileSizes(shape: string): string[] {
  const [min = [], max = []] = ['min', 'max'].map((which) =>
    (new RegExp(`'${which}_shape': \\(([^()]*)\\)`).exec(shape)?.[1] ?? '').match(/\d+/g),
  );
  return (min ?? []).map((size, index) => range(size, max?.[index] ?? size));
}

function range(min: string, max: string): string {
  return min === max ? min : `${min} to ${max}`;
}
