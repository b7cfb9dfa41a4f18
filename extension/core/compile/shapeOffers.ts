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

/** The first is the one to start from. Empty where not even the number of dimensions is known. */
export function shapeOffers(input: DeclaredInput): ShapeOffer[] {
  const { name, shape } = input;
  if (!shape) return [];
  const typical = shape.map((size, axis) => typicalSize(input, size, axis));
  const fixed: ShapeRange = { input: name, min: typical, opt: typical, max: typical };
  const batch = shape.findIndex((size, axis) => isBatch(size, axis));
  if (batch < 0) return [{ title: 'Fixed', range: fixed }];
  const growing = { ...fixed, max: typical.with(batch, LARGEST_BATCH) };
  const offers = [
    { title: 'Fixed, batch 1', range: fixed },
    { title: `Batch 1 to ${LARGEST_BATCH}`, range: growing },
  ];
  const open = shape.map((size, axis) => !/^\d+$/.test(size) && axis !== batch);
  if (!open.includes(true)) return offers;
  const half = typical.map((size, axis) => (open[axis] ? Math.max(1, size / 2) : size));
  const twice = growing.max.map((size, axis) => (open[axis] ? size * 2 : size));
  return [
    ...offers,
    { title: `Batch 1 to ${LARGEST_BATCH}, half to twice the size`, range: { ...fixed, min: half, max: twice } },
  ];
}

/** The option that gives an input its first offer: "--shape x=1x3x224x224". */
export function shapeOption(input: DeclaredInput): string {
  const [offer] = shapeOffers(input);
  return `--shape ${input.name}=${offer ? formatShapes(offer.range) : '1'}`;
}

function isBatch(size: string, axis: number): boolean {
  return !/^\d+$/.test(size) && (/batch|^n$|^b$/i.test(size) || axis === 0);
}

function typicalSize({ shape }: DeclaredInput, size: string, axis: number): number {
  if (/^\d+$/.test(size)) return Number(size);
  const named = TYPICAL.find(([pattern]) => pattern.test(size));
  if (named) return named[1];
  if (isBatch(size, axis)) return 1;
  const isImage = shape?.length === 4;
  return isImage ? (axis === 1 ? 3 : 224) : 128;
}
