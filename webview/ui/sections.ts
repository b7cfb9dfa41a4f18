/** The parts of which the inspector and the detail area are made. */

import { formatBytes, formatCount } from '../../extension/core/format/units';
import type { Frame } from '../../extension/core/graph/graph';
import { sourceOfNode } from '../../extension/core/graph/source';
import { NO_BLOCK, isOnnxPartition } from '../../extension/core/partition/partition';
import type { Remedy } from '../../extension/core/findings/finding';
import type { Actions } from './documents';
import { remedyCards } from './remedyCard';
import { type Child, html, linkButton } from './elements';
import { nodeKind } from './nodeKind';
import { type ProgramModel, titleOf } from './programModel';
import { frameText, tensorText } from './words';

export function section(title: string, ...children: readonly Child[]): HTMLElement {
  return html('section', {}, html('h3', {}, title), ...children);
}

export function remedySection(remedies: readonly Remedy[], actions: Actions): HTMLElement {
  const none = html('p', { class: 'dim' }, 'Nothing is known to help.');
  return section('What to do', ...(remedies.length > 0 ? remedyCards(remedies, actions) : [none]));
}

export type Fact = readonly [name: string, value: Node | string | undefined];

/** Names and values in two columns; facts without a value are left out. */
export function facts(rows: readonly Fact[]): HTMLElement {
  const list = html('dl', { class: 'facts' });
  for (const [name, value] of rows) {
    if (value === undefined || value === '') continue;
    list.append(
      html('dt', {}, name),
      html('dd', {}, typeof value === 'string' ? html('span', { class: 'break-all' }, value) : value),
    );
  }
  return list;
}

export function sourceLink(frame: Frame, actions: Actions): HTMLElement {
  return linkButton(
    frameText(frame),
    () => actions.openSource(frame.file, frame.line),
    `Open ${frame.file}:${frame.line}`,
  );
}

/** Where an operation is written: a link, and whether that is its own line or only the call that leads to it. */
export function sourceFact(model: ProgramModel, node: number, actions: Actions): HTMLElement {
  const { graph } = model.program;
  const source = sourceOfNode(graph, node);
  const inside = graph.frames(node).findLast((frame) => !frame.file.startsWith('<'));
  if (!source && !inside) return html('span', { class: 'dim' }, 'not recorded in the model');
  if (!source) {
    const note = 'inside torch; the export recorded no line of yours';
    return html('span', { class: 'stack' }, sourceLink(inside!, actions), html('span', { class: 'dim' }, note));
  }
  const note = source.callSiteOnly
    ? 'the call that leads to it; the operation itself is inside torch'
    : source.mayBeCallSite
      ? 'maybe only the call that leads to it: export kept lines of forward alone'
      : '';
  return html(
    'span',
    { class: 'stack' },
    sourceLink(source.frame, actions),
    source.frame.code !== '' && html('code', { class: 'cut', title: source.frame.code }, source.frame.code),
    note !== '' && html('span', { class: 'dim' }, note),
  );
}

/** What an operation's block is called: one of an .onnx that TensorRT does not take runs nowhere. */
export function runsInLabel({ program }: ProgramModel): string {
  return isOnnxPartition(program.partition) ? 'Block' : 'Runs in';
}

/**
 * "add_4  2×4×64×64 float32 · 131 KB · Engine 2", with a link to the node; `where` may say more than its block. `also`: said
 * behind it.
 */
export function nodeLine(
  model: ProgramModel,
  node: number,
  go: (node: number) => void,
  where?: string,
  also = '',
): HTMLElement {
  const { graph, partition } = model.program;
  const [type, ...others] = graph.outputs(node);
  const block = partition.blocks[model.blockOf[node] ?? NO_BLOCK];
  const parts = [
    type && tensorText(type) + (others.length > 0 ? ` +${others.length}` : ''),
    // Symbols in the shape say better that the size depends on the input.
    graph.outputBytes(node) > 0 && formatBytes(graph.outputBytes(node)),
    where ?? (block ? titleOf(model, block) : nodeKind(model, node)),
    also,
  ];
  return html(
    'li',
    {},
    linkButton(graph.name(node), () => go(node)),
    partsText(parts.filter((part): part is string => Boolean(part))),
  );
}

/** Parts with dots between them, on as many lines as they need: a part is on one of them where it fits there. */
function partsText(parts: readonly string[]): HTMLElement {
  const words = parts.flatMap((part, at) => [at > 0 && ' · ', html('span', { class: 'whole' }, part)]);
  return html('span', { class: 'dim' }, ...words);
}

/** Lines that a press on "more" adds at most. */
const STEP = 200;

/** Some lines of a list, and a button for more of them. */
export function longList(lines: readonly (() => HTMLElement)[], most = 8): HTMLElement {
  return html('ul', { class: 'lines-list' }, ...someLines(lines, most));
}

function someLines(lines: readonly (() => HTMLElement)[], most: number): HTMLElement[] {
  const shown = lines.slice(0, most).map((line) => line());
  const rest = lines.slice(most);
  if (rest.length === 0) return shown;
  const [next, left] = [formatCount(Math.min(rest.length, STEP)), formatCount(rest.length)];
  const more = html(
    'li',
    {},
    linkButton(next === left ? `${left} more` : `${next} of ${left} more`, () => {
      const added = someLines(rest, STEP);
      more.replaceWith(...added);
      const first = added[0]!;
      // A line without a button is no stop for the Tab key, but what comes after it is the next one from there.
      first.tabIndex = -1;
      (first.querySelector('button') ?? first).focus();
    }),
  );
  return [...shown, more];
}
