/** What the options of the search box look like: a completion, a hit, and the help for the language. */

import { formatCount } from '../../../extension/core/format/units';
import { html } from '../../ui/elements';
import type { Completion } from './completions';
import type { Highlight } from './highlights';
import { FIELDS, type Field } from './query';
import { type NodeDescription, type Piece, rowText } from './rowText';

/** Heights in the font's size. */
export const COMPLETION_HEIGHT = 1.85;
export const HIT_HEIGHT = 3.25;

const FIELD_HELP: Readonly<Record<Field, string>> = {
  name: 'name of an operation',
  op: 'operator, such as softmax',
  module: 'path of its module',
  dtype: 'type of an output, such as fp16',
  shape: 'shape of an output, such as 2x*x64',
  reason: 'why it is not in TensorRT',
  block: 'number or title of its block',
  in: 'what it reads',
  out: 'what reads it',
  file: 'source, such as model.py:142',
};

/** `position`: of `count`, from 0 on. */
export function asOption(row: HTMLElement, position: number, count: number): HTMLElement {
  row.setAttribute('role', 'option');
  row.setAttribute('aria-posinset', String(position + 1));
  row.setAttribute('aria-setsize', String(count));
  return row;
}

export function completionRow({ kind, label, count }: Completion): HTMLElement {
  const field = FIELDS.find((each) => label === `${each}:`);
  const says = kind === 'field' ? field && FIELD_HELP[field] : count !== undefined && formatCount(count);
  return html(
    'div',
    { class: `search-completion ${kind}`, title: label },
    html('span', { class: 'search-label cut' }, label),
    says && html('span', { class: 'search-says cut' }, says),
  );
}

export function hitRow(description: NodeDescription, highlights: readonly Highlight[]): HTMLElement {
  const { title, operator, block, detail, others } = rowText(description, highlights);
  const whole = [description.title, description.operator, description.block, description.detail];
  return html(
    'div',
    { class: 'search-hit', title: whole.filter((text) => text !== '').join('\n') },
    html(
      'span',
      { class: 'search-line' },
      html('span', { class: 'search-title cut' }, ...marked(title)),
      operator.length > 0 && html('span', { class: 'search-operator cut' }, ...marked(operator)),
    ),
    html(
      'span',
      { class: 'search-line search-second' },
      block.length > 0 && html('span', { class: `search-block ${classOf(description)}` }, ...marked(block)),
      ...others.map(({ label, pieces }) => html('span', { class: 'search-found cut' }, `${label} `, ...marked(pieces))),
      detail.length > 0 && html('span', { class: 'search-detail cut' }, ...marked(detail)),
    ),
  );
}

/** What a query may hold beside the fields. */
export function languageHelp(): HTMLElement {
  const part = (code: string, says: string): HTMLElement => {
    return html('span', { class: 'search-sign' }, html('code', {}, code), ` ${says}`);
  };
  return html(
    'p',
    { class: 'search-help' },
    part('-word', 'without it'),
    part('"two words"', 'as they stand'),
    part('op:a,b', 'either'),
  );
}

/** `noun`: what is searched for. */
export function noHits(noun: string): HTMLElement {
  return html(
    'div',
    { class: 'search-none' },
    html('p', {}, `No ${noun} matches.`),
    html('p', { class: 'search-help' }, 'Fields: ', ...FIELDS.flatMap((field) => [html('code', {}, `${field}:`), ' '])),
  );
}

function classOf({ blockClass }: NodeDescription): string {
  return blockClass === '' ? '' : `of-${blockClass}`;
}

function marked(pieces: readonly Piece[]): (HTMLElement | string)[] {
  return pieces.map(({ text, found }) => (found ? html('mark', {}, text) : text));
}
