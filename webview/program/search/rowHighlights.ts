/** What made each listed node a hit: of the first rows it comes with the hits, of others it is asked for when they are seen. */

import type { HitRow, Hits } from '../worker/protocol';
import type { Highlight } from './highlights';

const NONE: readonly Highlight[] = [];

export class RowHighlights {
  private hits: Hits | undefined;
  private readonly known = new Map<number, readonly Highlight[]>();
  private wanted: number[] = [];

  /** `onChange`: rows that were seen without have theirs now. */
  constructor(
    private readonly explain: (text: string, nodes: readonly number[]) => Promise<readonly HitRow[]>,
    private readonly onChange: () => void,
  ) {}

  /** Of these hits from now on. */
  show(hits: Hits | undefined): void {
    if (hits === this.hits) return;
    this.hits = hits;
    this.known.clear();
    this.wanted = [];
    for (const { node, highlights } of hits?.rows ?? []) this.known.set(node, highlights);
  }

  of(node: number): readonly Highlight[] {
    const known = this.known.get(node);
    if (known) return known;
    // Once, whatever comes of it; rows that are seen together are asked for together.
    this.known.set(node, NONE);
    if (this.wanted.length === 0) setTimeout(() => void this.ask());
    this.wanted.push(node);
    return NONE;
  }

  private async ask(): Promise<void> {
    const { hits, wanted } = this;
    this.wanted = [];
    if (!hits || wanted.length === 0) return;
    // Rows without are as good as they were.
    const rows = await this.explain(hits.text, wanted).catch(() => []);
    if (hits !== this.hits || rows.length === 0) return;
    for (const { node, highlights } of rows) this.known.set(node, highlights);
    this.onChange();
  }
}
