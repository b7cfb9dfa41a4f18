/** What a layered drawing is made of: nodes with their sizes, what each reads, and the distances to keep. */

export interface LayoutInput {
  readonly count: number;
  /** Nodes that each node reads, as positions lower than its own. */
  readonly inputs: readonly (readonly number[])[];
  /** Pixels of each node; all have the size of `LayoutSizes` where they are left out. */
  readonly widths?: ArrayLike<number>;
  readonly heights?: ArrayLike<number>;
}

/** Pixels. */
export interface LayoutSizes {
  readonly nodeWidth: number;
  readonly nodeHeight: number;
  readonly columnGap: number;
  readonly rowGap: number;
  /** Between two bands; room for the lines that lead from one into the next. */
  readonly bandGap: number;
  /** Most nodes side by side in a band. */
  readonly maxPerRow: number;
}

/** Rows that a line may lead down between the nodes of its band; a longer one goes along the gutter beside them. */
export const LONGEST_THROUGH = 12;

export function widthOf({ widths }: LayoutInput, { nodeWidth }: LayoutSizes, node: number): number {
  return widths?.[node] ?? nodeWidth;
}

export function heightOf({ heights }: LayoutInput, { nodeHeight }: LayoutSizes, node: number): number {
  return heights?.[node] ?? nodeHeight;
}
