/** What the colours and patterns in the picture mean; a press on one singles out what has it. */

import { formatCount } from '../../extension/core/format/units';
import { html, svg } from '../ui/elements';
import { PATTERN_LINES, PATTERN_SIZE } from './canvas/patterns';
import { type Category, type Overlay, legendRows, needsLegend } from './overlays/overlay';

export class Legend {
  readonly element = html('section', { class: 'legend', 'aria-label': 'Legend' });
  private focused: number | undefined;

  /** `onFocus`: a category is singled out; undefined where none is any more. */
  constructor(private readonly onFocus: (category: number | undefined) => void) {}

  show(overlay: Overlay): void {
    this.focused = undefined;
    const rows = legendRows(overlay).map(({ category, number, isCounted }) =>
      isCounted ? this.row(category, number) : this.still(category),
    );
    const note = overlay.note !== '' && html('p', { class: 'dim' }, overlay.note);
    this.element.hidden = !needsLegend(overlay);
    this.element.replaceChildren(html('ul', {}, ...rows), note || '');
  }

  private row(category: Category, number: number): HTMLElement {
    const button = html(
      'button',
      { type: 'button', 'aria-pressed': 'false', title: `Show only what is ${category.label}` },
      swatch(category),
      html('span', {}, category.label),
      html('span', { class: 'dim count' }, formatCount(category.count)),
    );
    button.addEventListener('click', () => {
      this.focused = this.focused === number ? undefined : number;
      for (const other of this.element.querySelectorAll('button')) {
        other.setAttribute('aria-pressed', String(other === button && this.focused === number));
      }
      this.onFocus(this.focused);
    });
    return html('li', {}, button);
  }

  private still(category: Category): HTMLElement {
    return html('li', { class: 'still' }, swatch(category), html('span', {}, category.label));
  }
}

function swatch({ colour, pattern }: Category): SVGSVGElement {
  const id = `swatch-${colour}-${pattern}`;
  const name = colour === 'neutral' || colour === 'mixed' ? 'dim' : colour;
  const lines = PATTERN_LINES[pattern].map(([x, y, toX, toY]) =>
    svg('path', { d: `M${x} ${y}L${x === toX && y === toY ? toX + 0.01 : toX} ${toY}`, stroke: `var(--${name})` }),
  );
  const [width, height] = [22, 14];
  return svg(
    'svg',
    { class: 'swatch', width, height, 'aria-hidden': 'true' },
    svg(
      'defs',
      {},
      svg('pattern', { id, width: PATTERN_SIZE, height: PATTERN_SIZE, patternUnits: 'userSpaceOnUse' }, ...lines),
    ),
    svg('rect', {
      x: 0.5,
      y: 0.5,
      width: width - 1,
      height: height - 1,
      rx: 2,
      class: 'fill',
      stroke: `var(--${name})`,
    }),
    svg('rect', { x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 2, fill: `url(#${id})` }),
    svg('rect', { x: 0, y: 0, width: 3, height, fill: `var(--${name})` }),
  );
}
