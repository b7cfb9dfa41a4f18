/**
 * Where in a PyTorch model an ONNX node comes from. torch.onnx.export writes it into `metadata_props` (torch 2.5 and later,
 * keys `pkg.torch.onnx.*`); its TorchScript exporter writes module names into node names ("/layers/layers.0/Conv"), and so
 * does tf2onnx with the scopes of TensorFlow ("encoder/layer_0/MatMul").
 */

import type { Frame } from '../../graph/graph';
import { onnx } from '../../schema/generated/onnx';
import { decodeMessage } from './decode';
import type { Bytes, Field } from './fieldWalker';
import { TextTable } from './textTable';

export interface Origin {
  /** Module path, "encoder.layer.0"; "" where nothing tells. */
  readonly module: string;
  readonly moduleType: string;
  /** Source frames, outermost first. */
  readonly frames: readonly Frame[];
}

const NO_FRAMES: readonly Frame[] = [];
const NO_ORIGIN: Origin = { module: '', moduleType: '', frames: NO_FRAMES };
/** Properties up to this many bytes are read once, however often they occur: the nodes of a line share its stack. */
const REPEATED = 8192;
/** Parts of a property that are read: no call stack and no module path is longer. */
const MOST_ENTRIES = 200;

interface Property {
  readonly scopes?: readonly string[];
  readonly classes?: readonly string[];
  readonly frames?: readonly Frame[];
}

/** The origins of a model's nodes, one node after the other. */
export class OriginReader {
  private scopes: readonly string[] = [];
  private classes: readonly string[] = [];
  private frames = NO_FRAMES;
  private readonly repeated = new TextTable();
  private readonly properties: Property[] = [];
  private readonly modules = new Map<number, Origin>();

  constructor(private readonly texts: TextTable) {}

  begin(): void {
    this.scopes = this.classes = [];
    this.frames = NO_FRAMES;
  }

  /** An entry of the node's `metadata_props`. */
  property(source: Bytes, { start, end }: Field): void {
    const id = end - start > REPEATED ? 0 : this.repeated.add(source.bytes, start - source.base, end - source.base);
    const property =
      this.properties[id] ?? readProperty(decodeMessage(source, start, end, onnx.StringStringEntryProto));
    if (id !== 0) this.properties[id] = property;
    this.scopes = property.scopes ?? this.scopes;
    this.classes = property.classes ?? this.classes;
    this.frames = property.frames ?? this.frames;
  }

  /** `name`: the node's, by its number. */
  finish(name: number): Origin {
    const { scopes, classes, frames } = this;
    // The last scope is the operation itself.
    if (scopes.length > 0) return { module: scopes.at(-2) ?? '', moduleType: classes.at(-2) ?? '', frames };
    const named = this.originInName(name);
    return frames === NO_FRAMES ? named : { ...named, frames };
  }

  /** One for all nodes of a module. */
  private originInName(name: number): Origin {
    const folder = this.texts.folder(name);
    if (folder === 0) return NO_ORIGIN;
    let origin = this.modules.get(folder);
    if (!origin) {
      const module = moduleInName(`${this.texts.text(folder)}/`);
      this.modules.set(folder, (origin = module === '' ? NO_ORIGIN : { ...NO_ORIGIN, module }));
    }
    return origin;
  }
}

function readProperty({ key, value }: onnx.IStringStringEntryProto): Property {
  switch (key) {
    case 'pkg.torch.onnx.name_scopes':
      return { scopes: textsOf(value ?? '') };
    case 'pkg.torch.onnx.class_hierarchy':
      return { classes: textsOf(value ?? '') };
    case 'pkg.torch.onnx.stack_trace':
      return { frames: framesOf(value ?? '') };
    default:
      return {};
  }
}

/** "layers.0" for "/layers/layers.0/Conv": each part of the path is a name, or the whole of it up to there. */
export function moduleInName(name: string): string {
  if (!name.startsWith('/')) return '';
  const parts = name.split('/').slice(1, -1).slice(0, MOST_ENTRIES);
  return parts.reduce(
    (path, part) => (path === '' || part.startsWith(`${lastName(path)}.`) ? replaced(path, part) : `${path}.${part}`),
    '',
  );
}

/** "encoder/layer_0/MatMul": words of names, the last of which begins with a letter, as operations are called. */
const SCOPED = /^[A-Za-z_.][\w.-]*(?:\/[\w.-]+)*\/[A-Za-z_][\w.-]*$/;

/**
 * The origins with modules by the scopes in names, where no node tells its module otherwise and scopes are what the slashes
 * in these names are: most names have them, and many begin with the same. `names`: of the nodes, "" for one without.
 */
export function withScopes(origins: readonly Origin[], names: () => readonly string[]): readonly Origin[] {
  if (origins.some(({ module, moduleType }) => module !== '' || moduleType !== '')) return origins;
  const all = names();
  const scoped = all.filter((name) => SCOPED.test(name));
  const outermost = new Set(scoped.map((name) => name.slice(0, name.indexOf('/'))));
  const named = all.filter((name) => name !== '').length;
  if (2 * scoped.length <= named || 2 * outermost.size > scoped.length) return origins;
  const modules = new Map<string, string>();
  return origins.map((origin, node) => {
    const name = all[node]!;
    if (!SCOPED.test(name)) return origin;
    const folder = name.slice(0, name.lastIndexOf('/'));
    let module = modules.get(folder);
    if (module === undefined) modules.set(folder, (module = folder.split('/', MOST_ENTRIES).join('.')));
    return { ...origin, module };
  });
}

/** What the next part may begin with: "layers" after "encoder.layers". */
function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function replaced(path: string, part: string): string {
  const dot = path.lastIndexOf('.');
  return dot < 0 ? part : `${path.slice(0, dot)}.${part}`;
}

/** The texts of a Python list as Python prints it: `['', 'layers', 'conv2d']`. */
function textsOf(list: string): string[] {
  const texts: string[] = [];
  for (let at = 0; at < list.length && texts.length < MOST_ENTRIES; at++) {
    const quote = list[at];
    if (quote !== "'" && quote !== '"') continue;
    const start = ++at;
    while (at < list.length && list[at] !== quote) at += list[at] === '\\' ? 2 : 1;
    if (at < list.length) texts.push(list.slice(start, at));
  }
  return texts;
}

const FRAME = /^\s*File "([^"]+)", line (\d+), in (.*)$/;

/** A Python stack trace: for each frame a line with its place and, below it, its code. */
function framesOf(trace: string): Frame[] {
  const lines = trace.split('\n', 2 * MOST_ENTRIES);
  return lines.flatMap((line, index) => {
    const [, file, number, name] = FRAME.exec(line) ?? [];
    if (file === undefined) return [];
    const next = lines[index + 1] ?? '';
    return [{ file, line: Number(number), function: name ?? '', code: FRAME.test(next) ? '' : next.trim() }];
  });
}
