/** Texts cut to the room that they have, each once: a frame asks for the same again and again. */

import { type Rulers, TEXT_SIZES, type TextKind, cutToWidth, fitting } from '../../ui/text';

const MOST = 20_000;

export class TextCutter {
  private readonly known = new Map<string, string>();

  constructor(readonly rulers: Rulers) {}

  /** `width`: pixels at a zoom of 100 %, for a text of `size` pixels. */
  cut(text: string, width: number, kind: TextKind, size: number): string {
    const room = Math.floor((width * TEXT_SIZES[kind]) / size);
    const key = `${kind} ${room} ${text}`;
    let cut = this.known.get(key);
    if (cut === undefined) {
      if (this.known.size >= MOST) this.known.clear();
      this.known.set(key, (cut = room < 8 ? '' : cutToWidth(text, room, this.rulers[kind])));
    }
    return cut;
  }

  /** The first text that has room, or the last, cut. */
  fitting(texts: readonly string[], width: number, kind: TextKind, size: number): string {
    const room = (width * TEXT_SIZES[kind]) / size;
    return this.cut(fitting(texts, room, this.rulers[kind]), width, kind, size);
  }

  widthOf(text: string, kind: TextKind, size: number): number {
    return (this.rulers[kind](text) * size) / TEXT_SIZES[kind];
  }
}
