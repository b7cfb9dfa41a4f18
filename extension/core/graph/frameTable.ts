/** Source frames of a graph, each once: the nodes of one line share it. */

import type { Frame, GraphColumns } from './graph';
import type { StringTableBuilder } from './stringTable';

type FrameColumns = Pick<GraphColumns, 'frameFile' | 'frameLine' | 'frameFunction' | 'frameCode'>;

export class FrameTable {
  private readonly rows: { file: number; line: number; function: number; code: number }[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(private readonly strings: StringTableBuilder) {}

  /** The frame's position in the columns. */
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

  columns(): FrameColumns {
    return {
      frameFile: Uint32Array.from(this.rows, (row) => row.file),
      frameLine: Uint32Array.from(this.rows, (row) => row.line),
      frameFunction: Uint32Array.from(this.rows, (row) => row.function),
      frameCode: Uint32Array.from(this.rows, (row) => row.code),
    };
  }
}
