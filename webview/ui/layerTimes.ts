/** What a profile says of a program's operations: each has the time of the TensorRT layers that it is part of. Pure. */

import { formatMicroseconds } from '../../extension/core/format/units';
import type { Graph, NodeIndex } from '../../extension/core/graph/graph';
import type { Engine, Layer, Report, TimeSource } from '../../extension/core/report/report';
import { formatShare } from './words';

export interface ProgramTimes {
  readonly source: TimeSource;
  /** Of all layers, in microseconds. */
  readonly all: number;
  /** Microseconds by node; NaN where no layer with a time came from it. */
  readonly ofNode: Float64Array;
  /** Layers that a time is known of. */
  readonly layers: readonly TimedLayer[];
}

export type TimedLayer = Layer & { readonly microseconds: number };

/** Undefined where no time is known. */
export function programTimes({ engines, times }: Report, { nodeCount }: Graph): ProgramTimes | undefined {
  const layers = engines.flatMap(timedLayers);
  if (!times || layers.length === 0) return undefined;
  const ofNode = new Float64Array(nodeCount).fill(NaN);
  let all = 0;
  for (const { microseconds, nodes } of layers) {
    all += microseconds;
    for (const node of nodes) ofNode[node] = (Number.isNaN(ofNode[node]) ? 0 : ofNode[node]!) + microseconds;
  }
  return { source: times, all, ofNode, layers };
}

/** Of the layers that some of these nodes are part of, each counted once; undefined where none of them has a time. */
export function timeOfNodes({ layers }: ProgramTimes, nodes: Iterable<NodeIndex>): number | undefined {
  const wanted = new Set(nodes);
  const theirs = layers.filter((layer) => layer.nodes.some((node) => wanted.has(node)));
  return theirs.length > 0 ? sumOf(theirs) : undefined;
}

/** Of an engine's layers; undefined where none has a time. */
export function timeOfEngine(engine: Engine | undefined): number | undefined {
  const layers = engine ? timedLayers(engine) : [];
  return layers.length > 0 ? sumOf(layers) : undefined;
}

/** "146 µs a run · 45 %", "1.46 ms in all profiled runs · 45 %". */
export function timeText({ source, all }: ProgramTimes, microseconds: number): string {
  const what = source.perRun ? 'a run' : 'in all profiled runs';
  return `${formatMicroseconds(microseconds)} ${what}${all > 0 ? ` · ${formatShare(microseconds, all)}` : ''}`;
}

/** "45 % · 146 µs": as much as there is room for in a picture. */
export function shortTimeText({ all }: ProgramTimes, microseconds: number): string {
  return [all > 0 && formatShare(microseconds, all), formatMicroseconds(microseconds)].filter(Boolean).join(' · ');
}

function timedLayers({ layers }: Engine): TimedLayer[] {
  return layers.filter((layer): layer is TimedLayer => layer.microseconds !== undefined);
}

function sumOf(layers: readonly TimedLayer[]): number {
  return layers.reduce((sum, { microseconds }) => sum + microseconds, 0);
}
