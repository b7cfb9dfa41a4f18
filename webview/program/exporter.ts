/** What the Export menu does: the picture or the graph, all of it or what is selected, as a file. */

import type { Actions } from '../ui/documents';
import { programOutputs } from '../ui/programModel';
import { pictureSvg, picturePng, type PictureSource } from './export/picture';
import type { ItemIndex } from './graph/groupTree';
import type { Rectangle } from './graph/walk';
import type { GraphControl } from './graphControl';
import type { Showing } from './graphView';
import { operationsBelow } from './inspector/nodeSet';
import type { MenuEntry } from './menu';
import { overlayOf } from './overlays/overlay';
import { itemOfNode } from './selectionItems';
import { boxOfItems } from './sight';
import type { GraphClient } from './worker/graphClient';

/** What of the picture and the graph is exported. */
interface Part {
  /** That stands for it; undefined where that is none, or several. */
  readonly item: ItemIndex | undefined;
  readonly nodes: Uint32Array;
}

/** Milliseconds. */
const SEEN = 20;

type Format = 'svg' | 'png' | 'dot' | 'json';

const FORMATS: readonly (readonly [format: Format, label: string, detail: string])[] = [
  ['svg', 'Picture as SVG', 'drawings, papers'],
  ['png', 'Picture as PNG', 'chats, issues'],
  ['dot', 'Graph as DOT', 'Graphviz'],
  ['json', 'Graph as JSON', 'scripts'],
];

export class Exporter {
  constructor(
    private readonly picture: GraphControl,
    private readonly client: GraphClient,
    private readonly actions: Actions,
    /** Tells what could not be done. */
    private readonly say: (message: string) => void,
  ) {}

  get entries(): MenuEntry[] {
    return [
      ...FORMATS.map(([format, label, detail]) => ({ label, detail, run: () => void this.export(format, false) })),
      ...FORMATS.map(([format, label]) => ({
        label: label.replace(/^(Picture|Graph)/, 'Selection'),
        detail: format === 'svg' || format === 'png' ? 'picture' : 'graph',
        run: () => void this.export(format, true),
      })),
    ];
  }

  private async export(format: Format, isSelection: boolean): Promise<void> {
    const { showing } = this.picture.view;
    if (!showing) return;
    const title = showing.model.report.model.name || 'graph';
    try {
      const part = isSelection ? this.selectedPart(showing) : undefined;
      if (typeof part === 'string') return this.say(part);
      this.say('Exporting…');
      // Making it may take long: what was said is seen before.
      await new Promise((resolve) => setTimeout(resolve, SEEN));
      const { contents, note } = await this.contents(format, title, showing, part);
      this.actions.saveFile(`${title}${isSelection ? '-selection' : ''}.${format}`, contents, note);
    } catch (failure) {
      this.say(`The export failed: ${failure instanceof Error ? failure.message : String(failure)}`);
    }
  }

  /** `note`: what a person should know of it. */
  private async contents(
    format: Format,
    title: string,
    showing: Showing,
    part: Part | undefined,
  ): Promise<{ contents: Uint8Array; note: string }> {
    if (format === 'dot' || format === 'json') {
      return { contents: await this.client.request('write', { format, title, nodes: part?.nodes }), note: '' };
    }
    const source = this.source(title, showing, part);
    if (!source) throw new Error('the picture does not show it. DOT and JSON have it');
    if (format === 'svg') return { contents: pictureSvg(source), note: '' };
    const { bytes, scale } = await picturePng(source);
    return { contents: bytes, note: scale < 1 ? reducedNote(scale) : '' };
  }

  private source(title: string, showing: Showing, part: Part | undefined): PictureSource | undefined {
    const { palette, fonts } = this.picture.view.look();
    const bounds = part ? this.boundsOf(showing, part) : showing.parts.pills.bounds(showing.placed);
    const overlay = overlayOf(showing.model, this.picture.state.overlay)!;
    return bounds && { drawing: showing.drawing, bounds, overlay, palette, fonts, title };
  }

  /** Around what stands for the selection in the picture. */
  private boundsOf({ placed, model }: Showing, { item, nodes }: Part): Rectangle | undefined {
    const { tree } = placed;
    const { graph } = model.program;
    const items = item === undefined ? Array.from(nodes, (node) => itemOfNode(tree, graph, node) ?? []).flat() : [item];
    return boxOfItems(this.picture.view, [...new Set(items)]);
  }

  /** What is selected, or why that cannot be exported. */
  private selectedPart({ model, placed: { tree } }: Showing): Part | string {
    const { selected, selectedItem: item } = this.picture;
    switch (selected?.kind) {
      case undefined:
        return 'Nothing is selected.';
      case 'nodes':
        return { item: undefined, nodes: selected.nodes };
      case 'node':
        return { item, nodes: Uint32Array.of(selected.node) };
      case 'inputs':
        return { item, nodes: Uint32Array.from(model.inputs) };
      case 'outputs':
        return { item, nodes: Uint32Array.from(programOutputs(model)) };
      case 'block':
        return { item, nodes: model.program.partition.blocks[selected.block]!.nodes };
      case 'break':
        return { item, nodes: model.program.partition.blocks[model.breaks[selected.index]!.block]!.nodes };
      case 'group':
        return item === undefined
          ? 'The selected group is not in the picture as it is grouped now.'
          : { item, nodes: operationsBelow(tree, item) };
    }
  }
}

function reducedNote(scale: number): string {
  const share = Math.max(1, Math.round(scale * 100));
  return `It is reduced to ${share} % of its size, more than that no PNG holds; an SVG is not.`;
}
