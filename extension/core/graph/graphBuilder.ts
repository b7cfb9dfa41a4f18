/** Packs a graph's nodes, as a reader or the torch worker lists them, into columns. */

import { type Frame, Graph, type NodeOp, type TensorType } from './graph';
import { packLists } from './lists';
import { StringTableBuilder } from './stringTable';

/** One node as a reader knows it, nodes in topological order. */
export interface NodeRow {
  readonly name: string;
  readonly op: NodeOp;
  readonly target: string;
  readonly module: string;
  readonly moduleType: string;
  readonly arguments: string;
  /** Names of nodes listed earlier. */
  readonly inputs: readonly string[];
  readonly outputs: readonly TensorType[];
  readonly frames: readonly Frame[];
}

/** Throws RangeError where a node reads one that was not listed before it, or a name stands twice. */
export function buildGraph(rows: readonly NodeRow[]): Graph {
  const strings = new StringTableBuilder();
  const frames = new FrameTable(strings);
  const indexOf = new Map<string, number>();
  const column = (read: (row: NodeRow) => string): Uint32Array =>
    Uint32Array.from(rows, (row) => strings.add(read(row)));

  const inputs = rows.map((row, index) => {
    const list = row.inputs.map((input) => {
      const node = indexOf.get(input);
      if (node === undefined)
        throw new RangeError(`Node "${row.name}" reads "${input}", which is not listed before it`);
      return node;
    });
    if (indexOf.has(row.name)) throw new RangeError(`Node "${row.name}" is listed twice`);
    indexOf.set(row.name, index);
    return list;
  });
  const outputs = rows.flatMap((row) => row.outputs);

  return new Graph({
    name: column((row) => row.name),
    op: Uint8Array.from(rows, (row) => row.op),
    target: column((row) => row.target),
    module: column((row) => row.module),
    moduleType: column((row) => row.moduleType),
    arguments: column((row) => row.arguments),
    inputs: packLists(inputs),
    outputStarts: startsOf(rows.map((row) => row.outputs.length)),
    outputDtype: Uint8Array.from(outputs, (type) => type.dtype),
    outputShape: Uint32Array.from(outputs, (type) => strings.add(type.shape)),
    outputBytes: Float64Array.from(outputs, (type) => type.bytes),
    frames: packLists(rows.map((row) => row.frames.map((frame) => frames.add(frame)))),
    ...frames.columns(),
    strings: strings.build(),
  });
}

/** Each frame once: the nodes of one line share it. */
class FrameTable {
  private readonly rows: { file: number; line: number; function: number; code: number }[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(private readonly strings: StringTableBuilder) {}

  add(frame: Frame): number {
    const row = {
      file: this.strings.add(frame.file),
      line: frame.line,
      function: this.strings.add(frame.function),
      code: this.strings.add(frame.code),
    };
    const key = `${row.file}:${row.line}:${row.function}:${row.code}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.rows.push(row) - 1);
    return this.rows.length - 1;
  }

  columns(): { frameFile: Uint32Array; frameLine: Uint32Array; frameFunction: Uint32Array; frameCode: Uint32Array } {
    return {
      frameFile: Uint32Array.from(this.rows, (row) => row.file),
      frameLine: Uint32Array.from(this.rows, (row) => row.line),
      frameFunction: Uint32Array.from(this.rows, (row) => row.function),
      frameCode: Uint32Array.from(this.rows, (row) => row.code),
    };
  }
}

function startsOf(lengths: readonly number[]): Uint32Array {
  const starts = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, i) => (starts[i + 1] = starts[i]! + length));
  return starts;
}
