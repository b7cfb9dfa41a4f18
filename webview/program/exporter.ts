/** What the Export menu does: the picture or the graph, all of it or what is selected, as a file. */

import type { NodeIndex } from '../../extension/core/graph/graph';
import type { Actions } from '../ui/documents';
import { pictureSvg, picturePng, type PictureSource } from './export/picture';
import type { Rectangle } from './graph/walk';
import type { GraphControl } from './graphControl';
import { operationsBelow } from './inspector/nodeSet';
import type { MenuEntry } from './menu';
import type { GraphClient } from './worker/graphClient';

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
    const nodes = isSelection ? this.selectedNodes() : undefined;
    const title = this.picture.view.showing?.model.report.model.name ?? 'graph';
    if (isSelection && !nodes) return this.say('Nothing is selected.');
    try {
      const contents = await this.contents(format, title, nodes);
      this.actions.saveFile(`${title}${isSelection ? '-selection' : ''}.${format}`, contents);
    } catch (failure) {
      this.say(`The export failed: ${failure instanceof Error ? failure.message : String(failure)}`);
    }
  }

  private contents(format: Format, title: string, nodes: Uint32Array | undefined): Promise<Uint8Array> {
    if (format === 'dot' || format === 'json') return this.client.request('write', { format, title, nodes });
    const source = this.source(title, nodes);
    if (!source) return Promise.reject(new Error('there is no picture of it'));
    return format === 'svg' ? Promise.resolve(pictureSvg(source)) : picturePng(source);
  }

  private source(title: string, nodes: Uint32Array | undefined): PictureSource | undefined {
    const { showing } = this.picture.view;
    if (!showing) return undefined;
    const { palette, fonts } = this.picture.view.look();
    const bounds = nodes ? this.boundsOf(nodes) : showing.parts.pills.bounds(showing.placed);
    return bounds && { drawing: showing.drawing, bounds, palette, fonts, title };
  }

  /** Around all items that stand for the nodes in the picture. */
  private boundsOf(nodes: Uint32Array): Rectangle | undefined {
    const { view } = this.picture;
    const tree = view.showing?.placed.tree;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const node of nodes) {
      const item = tree?.itemOfNode[node] ?? -1;
      const box = item < 0 ? undefined : view.boxOf(item);
      if (!box) continue;
      [left, top] = [Math.min(left, box.x), Math.min(top, box.y)];
      [right, bottom] = [Math.max(right, box.x + box.width), Math.max(bottom, box.y + box.height)];
    }
    return left < right ? { x: left, y: top, width: right - left, height: bottom - top } : undefined;
  }

  private selectedNodes(): Uint32Array | undefined {
    const { selected, selectedItem, view } = this.picture;
    const { showing } = view;
    if (!selected || !showing) return undefined;
    if (selected.kind === 'nodes') return selected.nodes;
    if (selected.kind === 'node') return Uint32Array.of(selected.node satisfies NodeIndex);
    if (selected.kind === 'block') return showing.model.program.partition.blocks[selected.block]!.nodes;
    return selectedItem === undefined ? undefined : operationsBelow(showing.placed.tree, selectedItem);
  }
}
