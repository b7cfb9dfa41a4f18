/** What Torch-TensorRT converts, as scripts/record_converters.py recorded it from the release that this product is built on. */

import table from './converters.json';

export interface Converter {
  /** "" where it takes every call. */
  readonly validator: string;
  readonly takesDynamicShapes: boolean;
}

type Recorded = Readonly<Record<string, readonly (readonly [string, number])[]>>;

const CONVERTERS: ReadonlyMap<string, readonly Converter[]> = new Map(
  Object.entries(table.converters as unknown as Recorded).map(([target, candidates]) => [
    target,
    candidates.map(([validator, dynamic]) => ({ validator, takesDynamicShapes: dynamic === 1 })),
  ]),
);
const DECOMPOSED = new Map<string, readonly string[] | null>(Object.entries(table.decomposed));

/** "torch_tensorrt_rtx 2.13.0". */
export const CONVERTERS_OF = `${table.flavour === 'rtx' ? 'torch_tensorrt_rtx' : 'torch_tensorrt'} ${table.torchTensorrt}`;

/** In the order in which they are asked; none for an operator that TensorRT does not take. */
export function convertersOf(target: string): readonly Converter[] {
  return CONVERTERS.get(target) ?? [];
}

/** True for an operator that lowering takes apart, whether or not there is a converter for it. */
export function isDecomposed(target: string): boolean {
  return DECOMPOSED.has(target);
}

/** What lowering makes of a simple call of it; undefined where that is not recorded, or it is not taken apart. */
export function partsOf(target: string): readonly string[] | undefined {
  return DECOMPOSED.get(target) ?? undefined;
}

/** Operators that lowering takes away (torch_tensorrt `dynamo/lowering/passes`: asserts, constraints, copies of nothing). */
const REMOVED = /^torch\.ops\.aten\.(?:_assert_\w+|sym_constrain_range\w*|alias|detach|lift_fresh_copy|dropout)\./;

export function isRemoved(target: string): boolean {
  return REMOVED.test(target);
}

/** Constant folding leaves alone what gives another value each time. */
export function isRandom(target: string): boolean {
  return /\.(?:rand|bernoulli|normal|multinomial|poisson|uniform|exponential|native_dropout|dropout)/.test(target);
}
