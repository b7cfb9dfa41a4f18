/**
 * What TensorRT's engine inspector writes of an engine's layers, as JSON: objects where the engine was built with detailed
 * profiling, names alone otherwise (IEngineInspector::getEngineInformation, trtexec `--exportLayerInfo`, Torch-TensorRT's
 * `get_layer_info`, `engine_layer_info.json` and `*_layer_information.json`). Files that hold several engines by their names,
 * or engines among other measurements, are understood too.
 */

import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import { parseJson } from '../json';

export interface InspectedLayers {
  /** Its key in the file; "" where the file is one engine. */
  readonly engine: string;
  /** In the order that they run: objects, or names. */
  readonly layers: readonly (string | LayerObject)[];
  /** Names of inputs and outputs. */
  readonly bindings: readonly string[];
}

/** As it stands in the file; layer.ts reads what is known of it. */
export type LayerObject = Readonly<Record<string, unknown>>;

/** An engine with ten thousand layers takes some ten megabytes. */
const MOST_BYTES = 128 * 1024 * 1024;
const MOST_DEPTH = 64;
/** Levels of keys and lists above an engine. */
const MOST_ABOVE = 4;
const MOST_ENGINES = 10_000;

/** None where it is JSON of another kind. Throws FormatDamage, with the offset, where it is no JSON. */
export async function readLayerInformation(file: FileAccess): Promise<InspectedLayers[]> {
  if (file.size > MOST_BYTES) throw new FormatDamage(`it has ${file.size} bytes, more than any layer information`);
  const value = parseJson(await file.read(0, file.size), MOST_DEPTH);
  const found: InspectedLayers[] = [];
  collect(value, [], found);
  return found;
}

function collect(value: unknown, keys: readonly string[], found: InspectedLayers[]): void {
  if (typeof value !== 'object' || value === null || keys.length > MOST_ABOVE || found.length >= MOST_ENGINES) return;
  const layers = layersOf(value);
  if (layers) {
    const bindings = (value as { Bindings?: unknown }).Bindings;
    found.push({ engine: engineName(keys), layers, bindings: Array.isArray(bindings) ? bindings.filter(isText) : [] });
    return;
  }
  const members = Array.isArray(value) ? value.slice(0, MOST_ENGINES) : value;
  for (const [key, each] of Object.entries(members)) collect(each, [...keys, key], found);
}

/** A list of layers under "Layers", or a list that is one of layers. */
function layersOf(value: object): (string | LayerObject)[] | undefined {
  const listed = Array.isArray(value) ? value : (value as { Layers?: unknown }).Layers;
  if (!Array.isArray(listed)) return undefined;
  const layers = listed.filter((each): each is string | LayerObject => isText(each) || isLayer(each));
  const isList = layers.length === listed.length && (!Array.isArray(value) || layers.some(isLayer));
  return isList ? layers : undefined;
}

function isLayer(value: unknown): value is LayerObject {
  return typeof value === 'object' && value !== null && isText((value as { Name?: unknown }).Name);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** "_run_on_acc_0"; of "default" "inspect" the first, which tells engines apart. */
function engineName(keys: readonly string[]): string {
  return keys.filter((key) => key !== 'inspect').join('/');
}
