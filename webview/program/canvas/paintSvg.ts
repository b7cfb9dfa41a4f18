/** Writes a frame as an SVG file, with the colours and fonts of the theme in force. */

import type { Fonts } from '../../ui/text';
import type { Rectangle } from '../graph/walk';
import type { BoxBatch, Frame, LineBatch, TextRun } from './frame';
import { type PathSink, arrowHead, arrowSize, tracePath } from './linePath';
import type { Palette } from './palette';
import { PATTERN_LINES, PATTERN_OPACITY, PATTERN_SIZE } from './patterns';
import { traceStripe } from './stripePath';
import type { BoxStyle } from './styles';

/** Around a picture that is written to a file, in its pixels. */
export const MARGIN = 16;

/** `bounds`: what of the frame the picture shows, in its coordinates. */
export function svgOf(frame: Frame, bounds: Rectangle, palette: Palette, fonts: Fonts, title: string): string {
  const box = [bounds.x - MARGIN, bounds.y - MARGIN, bounds.width + 2 * MARGIN, bounds.height + 2 * MARGIN];
  const [x, y, width, height] = box.map(number) as [string, string, string, string];
  const groups = frame.groups;
  const leaves = [...frame.leaves, ...frame.marks];
  const lines = frame.lines;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escaped(title)}</title>`,
    patternDefinitions([...groups, ...leaves], palette),
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${palette('back')}"/>`,
    ...groups.map((batch) => boxes(batch, palette)),
    ...lines.filter(({ style }) => style.rank < 3).map((batch) => lineGroup(batch, palette)),
    ...leaves.map((batch) => boxes(batch, palette)),
    ...lines.filter(({ style }) => style.rank >= 3).map((batch) => lineGroup(batch, palette)),
    ...frame.texts.map((run) => textOf(run, palette, fonts)),
    '</svg>\n',
  ].join('\n');
}

function boxes({ style, boxes: all }: BoxBatch, palette: Palette): string {
  const shapes: string[] = [];
  const stripes: string[] = [];
  for (let at = 0; at < all.length; at += 4) {
    const box = all.slice(at, at + 4) as [number, number, number, number];
    const [x, y, width, height] = box.map(number) as [string, string, string, string];
    shapes.push(`<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${style.radius}"/>`);
    if (style.stripe !== undefined) {
      const path = pathOf((sink) => traceStripe(sink, box[0], box[1], box[3], style.radius));
      stripes.push(`<path d="${path}Z" fill="${palette(style.stripe)}"/>`);
    }
  }
  const fill = style.fill === undefined ? 'none' : palette(style.fill);
  const hatch =
    style.pattern === 'plain' || style.stroke === undefined
      ? ''
      : `<g fill="url(#${patternId(style)})">${shapes.join('')}</g>`;
  return `<g${opacity(style.opacity)}><g fill="${fill}"${stroke(style, palette)}>${shapes.join('')}</g>${hatch}${stripes.join('')}</g>`;
}

function stroke({ stroke: colour, strokeWidth, dash }: BoxStyle, palette: Palette): string {
  if (colour === undefined) return '';
  return ` stroke="${palette(colour)}" stroke-width="${strokeWidth}"${dashes(dash)}`;
}

function dashes(dash: readonly number[]): string {
  return dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : '';
}

function opacity(share: number): string {
  return share < 1 ? ` opacity="${share}"` : '';
}

function lineGroup({ style, lines }: LineBatch, palette: Palette): string {
  const colour = palette(style.colour);
  const paths = lines.map((line) => `<path d="${pathOf((sink) => tracePath(sink, line))}"/>`).join('');
  const size = arrowSize(style, 1);
  const heads = style.arrow
    ? lines.flatMap((line) => {
        const head = arrowHead(line, size);
        return head ? [`<path d="M${pairs(head).join('L')}Z"/>`] : [];
      })
    : [];
  return `<g${opacity(style.opacity)}><g fill="none" stroke="${colour}" stroke-width="${style.width}"${dashes(style.dash)}>${paths}</g><g fill="${colour}">${heads.join('')}</g></g>`;
}

function pathOf(trace: (sink: PathSink) => void): string {
  const steps: string[] = [];
  const step =
    (letter: string) =>
    (...places: number[]): void =>
      void steps.push(letter + places.map(number).join(' '));
  const sink: PathSink = {
    moveTo: step('M'),
    lineTo: step('L'),
    quadraticCurveTo: step('Q'),
    bezierCurveTo: step('C'),
  };
  trace(sink);
  return steps.join('');
}

function textOf({ text, x, y, kind, size, colour, align, plate }: TextRun, palette: Palette, fonts: Fonts): string {
  const behind =
    plate > 0
      ? `<rect x="${number(x - 3)}" y="${number(y - size)}" width="${number(plate)}" height="${number(size + 4)}" fill="${palette('back')}"/>`
      : '';
  const anchor = align === 'start' ? '' : ` text-anchor="${align}"`;
  return `${behind}<text x="${number(x)}" y="${number(y)}" style="font:${escaped(fonts(kind, size))}" fill="${palette(colour)}"${anchor}>${escaped(text)}</text>`;
}

function patternDefinitions(batches: readonly BoxBatch[], palette: Palette): string {
  const styles = new Map(batches.map(({ style }) => [patternId(style), style]));
  const definitions = [...styles].flatMap(([id, { pattern, patternColour }]) => {
    if (pattern === 'plain') return [];
    const lines = PATTERN_LINES[pattern].map(
      ([x, y, toX, toY]) => `<path d="M${x} ${y}L${toX === x && toY === y ? toX + 0.01 : toX} ${toY}"/>`,
    );
    return [
      `<pattern id="${id}" width="${PATTERN_SIZE}" height="${PATTERN_SIZE}" patternUnits="userSpaceOnUse"><g stroke="${palette(patternColour)}" stroke-width="1.6" stroke-linecap="round" opacity="${PATTERN_OPACITY}">${lines.join('')}</g></pattern>`,
    ];
  });
  return `<defs>${definitions.join('')}</defs>`;
}

function patternId({ pattern, patternColour }: BoxStyle): string {
  return `${pattern}-${patternColour}`;
}

function pairs(places: readonly number[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < places.length; at += 2) found.push(`${number(places[at]!)} ${number(places[at + 1]!)}`);
  return found;
}

function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** What a file says may be any text, also characters that XML has no place for. */
function escaped(text: string): string {
  return text

    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      '\ufffd',
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
