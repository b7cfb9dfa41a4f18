/**
 * Times of an engine's layers, as profilers write them beside the engine's layer information:
 * - Torch-TensorRT's `enable_profiling` and `Debugger(save_engine_profile=True)` (core/runtime/TRTEngineProfiler.cpp): in the form
 *   "trex" a mean of a run, in the form "perfetto", its default, sums alone, as events that are laid end to end;
 * - trtexec's `--exportProfile` (samples/common/sampleReporting.cpp): the number of runs first, then sums and means.
 */

import { parseJson } from '../formats/json';

export interface LayerTimes {
  /** In the order of the file, which is that of the engine. */
  readonly layers: readonly LayerTime[];
  /** True where times are those of one run, false where they are sums over runs whose number the file does not tell. */
  readonly perRun: boolean;
}

export interface LayerTime {
  readonly name: string;
  readonly microseconds: number;
}

/** An engine with ten thousand layers has some megabytes of them. */
export const MOST_PROFILE_BYTES = 64 * 1024 * 1024;
const MOST_DEPTH = 16;

/** What is in front of an ending of layer information is the same for the profile of the same engine. */
const ENDINGS: readonly (readonly [information: string, profile: string])[] = [
  ['_layer_information.json', '_engine_execution_profile.trace'],
  // As trex, NVIDIA's engine explorer, has trtexec write them.
  ['.graph.json', '.profile.json'],
];

/** "_run_on_acc_0_engine_engine_execution_profile.trace" for "_run_on_acc_0_engine_layer_information.json"; by name or by path. */
export function profileBeside(information: string): string | undefined {
  for (const [ending, profile] of ENDINGS) {
    if (information.endsWith(ending)) return information.slice(0, -ending.length) + profile;
  }
  return undefined;
}

/** Undefined for JSON that is no profile of layers. Throws FormatDamage, with the offset, where it is no JSON. */
export function readLayerTimes(bytes: Uint8Array): LayerTimes | undefined {
  const value = parseJson(bytes, MOST_DEPTH);
  const events = Array.isArray(value) ? value : (value as { traceEvents?: unknown } | null)?.traceEvents;
  if (!Array.isArray(events)) return undefined;
  const records = (events as unknown[]).filter(isRecord);
  const runs = records.map((record) => record['count']).find((count) => typeof count === 'number' && count > 0);
  return (
    timesBy(records, (record) => milliseconds(record['averageMs']), true) ??
    (typeof runs === 'number'
      ? timesBy(records, (record) => milliseconds(record['timeMs']) / runs, true)
      : timesBy(records, (record) => milliseconds(record['timeMs']), false)) ??
    timesBy(records, eventTime, false)
  );
}

/** Undefined where no record tells a time so. */
function timesBy(
  records: readonly JsonRecord[],
  timeOf: (record: JsonRecord) => number,
  perRun: boolean,
): LayerTimes | undefined {
  const layers = records.flatMap((record) => {
    const [name, microseconds] = [record['name'], timeOf(record)];
    // What is no number, negative or beyond all numbers is no time.
    return typeof name === 'string' && microseconds >= 0 && Number.isFinite(microseconds)
      ? [{ name, microseconds }]
      : [];
  });
  return layers.length > 0 ? { layers, perRun } : undefined;
}

/** Time of each of `names`, the layers of an engine; undefined where the profile has another number of layers of that name. */
export function timesOfLayers(names: readonly string[], { layers }: LayerTimes): (number | undefined)[] {
  const byName = new Map<string, number[]>();
  for (const { name, microseconds } of layers) {
    const known = byName.get(name);
    if (known) known.push(microseconds);
    else byName.set(name, [microseconds]);
  }
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const seen = new Map<string, number>();
  return names.map((name) => {
    const at = seen.get(name) ?? 0;
    seen.set(name, at + 1);
    const times = byName.get(name);
    return times?.length === counts.get(name) ? times?.[at] : undefined;
  });
}

type JsonRecord = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As microseconds; NaN for what is no number. */
function milliseconds(value: unknown): number {
  return typeof value === 'number' ? value * 1000 : NaN;
}

/** Of a complete event of the trace event format, whose durations are microseconds. */
function eventTime({ ph, dur }: JsonRecord): number {
  return ph === 'X' && typeof dur === 'number' ? dur : NaN;
}
