/** Texts cut to the room that they have, each once: a frame asks for the same again and again. */

import { type Rulers, TEXT_SIZES, type TextKind, cutToWidth, fitting } from '../../ui/text';

const MOST = 20_000;
/** Pixels below which nothing is written. */
const LEAST = 8;

export class TextCutter {
  private readonly known = new Map<string, string>();
  private readonly widths = new Map<string, number>();

  constructor(private readonly rulers: Rulers) {}

  /** `width`: pixels at a zoom of 100 %, for a text of `size` pixels. */
  cut(text: string, width: number, kind: TextKind, size: number): string {
    const room = Math.floor((width * TEXT_SIZES[kind]) / size);
    if (room < LEAST) return '';
    if (this.measure(text, kind) <= room) return text;
    const key = `${kind} ${room} ${text}`;
    let cut = this.known.get(key);
    if (cut === undefined) remember(this.known, key, (cut = cutToWidth(text, room, this.rulers[kind])));
    return cut;
  }

  /** The first text that has room, or the last, cut. */
  fitting(texts: readonly string[], width: number, kind: TextKind, size: number): string {
    const room = (width * TEXT_SIZES[kind]) / size;
    return this.cut(
      fitting(texts, room, (text) => this.measure(text, kind)),
      width,
      kind,
      size,
    );
  }

  widthOf(text: string, kind: TextKind, size: number): number {
    return (this.measure(text, kind) * size) / TEXT_SIZES[kind];
  }

  /** At the size that texts of its kind have. */
  private measure(text: string, kind: TextKind): number {
    const key = `${kind} ${text}`;
    let width = this.widths.get(key);
    if (width === undefined) remember(this.widths, key, (width = this.rulers[kind](text)));
    return width;
  }
}

function remember<Value>(known: Map<string, Value>, key: string, value: Value): void {
  if (known.size >= MOST) known.clear();
  known.set(key, value);
}
