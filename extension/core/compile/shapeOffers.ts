/** Shapes to offer for an input with open dimensions: a guess by the names that exporters and people give them. */

import { type DeclaredInput, type ShapeRange, formatShapes } from './shapes';

export interface ShapeOffer {
  /** "Fixed, batch 1" */
  readonly title: string;
  readonly range: ShapeRange;
}

const LARGEST_BATCH = 8;

/** Typical sizes by a part of the name; the first that fits counts. */
const TYPICAL: readonly (readonly [RegExp, number])[] = [
  [/channel/i, 3],
  [/height|width|^[hw]$|image|spatial/i, 224],
  [/seq|len|token|time|frame|step|^[tls]$/i, 128],
  [/sample|audio|wave/i, 16_000],
];

const NUMBER = /^\d+$/;
const NAMED_BATCH = /batch|^[nb]$/i;

/** The first is the one to start from. Empty where not even the number of dimensions is known. */
export function shapeOffers(input: DeclaredInput): ShapeOffer[] {
  const { name, shape } = input;
  if (!shape) return [];
  const batch = batchAxis(shape);
  const typical = shape.map((size, axis) => (axis === batch ? 1 : typicalSize(shape, size, axis)));
  const fixed: ShapeRange = { input: name, min: typical, opt: typical, max: typical };
  const growing = batch < 0 ? fixed : { ...fixed, max: typical.with(batch, LARGEST_BATCH) };
  const isSize = shape.map((size, axis) => !NUMBER.test(size) && axis !== batch);
  const half = typical.map((size, axis) => (isSize[axis] ? Math.max(1, Math.floor(size / 2)) : size));
  const twice = growing.max.map((size, axis) => (isSize[axis] ? size * 2 : size));
  const larger = { ...fixed, min: half, max: twice };
  const batches = `Batch 1 to ${LARGEST_BATCH}`;
  if (batch < 0) {
    return [
      { title: 'Fixed', range: fixed },
      ...(isSize.includes(true) ? [{ title: 'Half to twice the size', range: larger }] : []),
    ];
  }
  return [
    { title: 'Fixed, batch 1', range: fixed },
    { title: batches, range: growing },
    ...(isSize.includes(true) ? [{ title: `${batches}, half to twice the size`, range: larger }] : []),
  ];
}

/** The option that gives an input its first offer: "--shape x=1x3x224x224". */
export function shapeOption(input: DeclaredInput): string {
  const [offer] = shapeOffers(input);
  return `--shape ${input.name}=${offer ? formatShapes(offer.range) : '1'}`;
}

/** The open dimension that is called so; else the first, where it is open and its name says nothing else. */
function batchAxis(shape: readonly string[]): number {
  const named = shape.findIndex((size) => !NUMBER.test(size) && NAMED_BATCH.test(size));
  if (named >= 0) return named;
  const first = shape[0];
  return first === undefined || NUMBER.test(first) || sizeByName(first) !== undefined ? -1 : 0;
}

function typicalSize(shape: readonly string[], size: string, axis: number): number {
  if (NUMBER.test(size)) return Number(size);
  const isImage = shape.length === 4;
  return sizeByName(size) ?? (NAMED_BATCH.test(size) ? 1 : isImage ? (axis === 1 ? 3 : 224) : 128);
}

function sizeByName(size: string): number | undefined {
  return TYPICAL.find(([pattern]) => pattern.test(size))?.[1];
}
