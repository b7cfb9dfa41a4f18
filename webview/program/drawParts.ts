/** Shapes and texts of which everything in the picture is made. */

import { svg } from '../ui/elements';
import { type Rulers, type TextKind, cutToWidth } from '../ui/text';
import type { Box } from './scene';

type Attributes = Readonly<Record<string, string | number | undefined>>;

export function drawShape(box: Box, attributes: Attributes): SVGRectElement {
  const { x, y, width, height } = box;
  return svg('rect', { x, y, width, height, ...attributes });
}

/**
 * Something that can be pointed at. Its title is its name for a screen reader and says in full, on hover, what its texts
 * may have been cut of.
 */
export function drawItem(className: string, level: 1 | 2, title: string, ...parts: readonly SVGElement[]): SVGGElement {
  return svg(
    'g',
    { class: `item ${className}`, role: 'treeitem', 'aria-level': level },
    svg('title', {}, title),
    ...parts,
  );
}

/** One line of text, cut to `width`. `y` is the base line. */
export function drawText(
  text: string,
  x: number,
  y: number,
  width: number,
  kind: TextKind,
  rulers: Rulers,
  attributes: Attributes = {},
): SVGTextElement {
  const className = `text ${kind} ${attributes['class'] ?? ''}`.trim();
  const shown = cutToWidth(text, width, rulers[kind]);
  return svg('text', { x, y, 'aria-hidden': 'true', ...attributes, class: className }, shown);
}

/** The label of a line, on a plate of the background's colour. */
export function drawLabel(
  label: Box & { text: string; title: string; align: 'start' | 'end' },
  rulers: Rulers,
  attributes: Attributes,
): SVGGElement {
  const x = label.align === 'start' ? label.x : label.x + label.width;
  const shown = cutToWidth(label.text, label.width, rulers.small);
  return svg(
    'g',
    { class: 'line-label', ...attributes },
    drawShape({ ...label, x: label.x - 3, width: label.width + 6 }, { class: 'plate' }),
    svg('text', { class: 'text small dim', x, y: label.y + 12, 'text-anchor': label.align }, shown),
    svg('title', {}, label.title),
  );
}

/** Arrow head and hatching; colours come from the style sheet. */
export function drawDefinitions(): SVGDefsElement {
  return svg(
    'defs',
    {},
    svg(
      'marker',
      {
        id: 'arrow',
        viewBox: '0 0 8 8',
        refX: 7,
        refY: 4,
        markerWidth: 7,
        markerHeight: 7,
        orient: 'auto-start-reverse',
      },
      svg('path', { class: 'arrow-head', d: 'M0 0.5 8 4 0 7.5z' }),
    ),
    svg(
      'pattern',
      { id: 'hatch', width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
      svg('line', { class: 'hatch-line', x1: 0, y1: 0, x2: 0, y2: 7 }),
    ),
  );
}
