/** Drawings for tests: of any graph, without a page. */

import type { Report } from '../../../../extension/core/report/report';
import { type Drawing } from '../../../../webview/program/canvas/composeFrame';
import { drawingOf, drawingParts } from '../../../../webview/program/canvas/drawings';
import { Styles } from '../../../../webview/program/canvas/styles';
import { ArrangedTree } from '../../../../webview/program/graph/arrangedTree';
import { NO_CONNECTIONS } from '../../../../webview/program/graph/connections';
import { itemCategories, overlayOf } from '../../../../webview/program/overlays/overlay';
import { GraphService } from '../../../../webview/program/worker/graphService';
import type { Hierarchy } from '../../../../webview/program/worker/protocol';
import { type ProgramModel, programModel } from '../../../../webview/ui/programModel';
import { encodeReport } from '../../../../extension/core/report/codec';
import type { Rulers } from '../../../../webview/ui/text';

/** Every character is as wide as its kind of text says. */
export const RULERS: Rulers = {
  title: (text) => text.length * 7,
  label: (text) => text.length * 6.5,
  small: (text) => text.length * 6,
  code: (text) => text.length * 7.2,
};

export interface Drawn {
  readonly model: ProgramModel;
  readonly placed: ArrangedTree;
  readonly drawing: Drawing;
}

/** As the page gets it from the worker, with all groups open or none. */
export function drawn(report: Report, hierarchy: Hierarchy = 'partition', all = true): Drawn {
  const service = new GraphService();
  service.load({ report: encodeReport(report), inputs: undefined });
  const key = { hierarchy, folded: false };
  const { structure, layout } = service.arrange({ ...key, title: report.model.name, open: { all, ids: [] } });
  const placed = new ArrangedTree(key, structure!.tree, structure!.edges, layout);
  const model = programModel(report, report.program!);
  const overlay = overlayOf(model, 'blocks')!;
  const drawing = drawingOf(drawingParts(model, placed, new Styles(), RULERS), {
    tones: overlay.categories,
    categories: itemCategories(placed.tree, overlay),
    lit: undefined,
    hits: undefined,
    connections: NO_CONNECTIONS,
  });
  return { model, placed, drawing };
}
