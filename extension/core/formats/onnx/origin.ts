/**
 * Where in a PyTorch model an ONNX node comes from. torch.onnx.export writes it into `metadata_props` (torch 2.5 and later,
 * keys `pkg.torch.onnx.*`); its TorchScript exporter writes module names into node names ("/layers/layers.0/Conv").
 */

import type { Frame } from '../../graph/graph';
import type { onnx } from '../../schema/generated/onnx';

export interface Origin {
  /** Module path, "encoder.layer.0"; "" where nothing tells. */
  readonly module: string;
  readonly moduleType: string;
  /** Source frames, outermost first. */
  readonly frames: readonly Frame[];
}

export function originOf(node: onnx.INodeProto): Origin {
  const property = (name: string): string =>
    (node.metadataProps ?? []).find(({ key }) => key === `pkg.torch.onnx.${name}`)?.value ?? '';
  const scopes = textsOf(property('name_scopes'));
  const frames = framesOf(property('stack_trace'));
  // The last scope is the operation itself.
  if (scopes.length > 0) {
    return { module: scopes.at(-2) ?? '', moduleType: textsOf(property('class_hierarchy')).at(-2) ?? '', frames };
  }
  return { module: moduleInName(node.name ?? ''), moduleType: '', frames };
}

/** "layers.0" for "/layers/layers.0/Conv": each part of the path is a name, or the whole of it up to there. */
export function moduleInName(name: string): string {
  if (!name.startsWith('/')) return '';
  const parts = name.split('/').slice(1, -1);
  return parts.reduce(
    (path, part) => (path === '' || part.startsWith(`${lastName(path)}.`) ? replaced(path, part) : `${path}.${part}`),
    '',
  );
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
  return [...list.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] ?? match[2] ?? '');
}

const FRAME = /^\s*File "([^"]+)", line (\d+), in (.*)$/;

/** A Python stack trace: for each frame a line with its place and, below it, its code. */
function framesOf(trace: string): Frame[] {
  const lines = trace.split('\n');
  return lines.flatMap((line, index) => {
    const [, file, number, name] = FRAME.exec(line) ?? [];
    if (file === undefined) return [];
    const next = lines[index + 1] ?? '';
    return [{ file, line: Number(number), function: name ?? '', code: FRAME.test(next) ? '' : next.trim() }];
  });
}
