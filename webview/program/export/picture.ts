/** The picture, or what is selected in it, as a file, with the legend below it. */

import { type Drawing, composeFrame } from '../canvas/composeFrame';
import { paintFrame } from '../canvas/paintCanvas';
import { MARGIN, svgOf } from '../canvas/paintSvg';
import type { Palette } from '../canvas/palette';
import type { Rectangle } from '../graph/walk';
import type { Overlay } from '../overlays/overlay';
import type { Fonts } from '../../ui/text';
import { type PictureLegend, pictureLegend } from './pictureLegend';

/** What a picture is made of. */
export interface PictureSource {
  readonly drawing: Drawing;
  /** What of the drawing it shows, in pixels at 100 %. */
  readonly bounds: Rectangle;
  /** What its colours and patterns tell. */
  readonly overlay: Overlay;
  readonly palette: Palette;
  readonly fonts: Fonts;
  readonly title: string;
}

/** Operations, with those within others, from which on a picture leaves out what could not be made out at its size. */
const MANY = 30_000;
/** Pixels of the drawing at most: with the legend below it no side is beyond 16,384, where browsers give up. */
const MOST_SIDE = 15_600;
const MOST_PIXELS = 80_000_000;
/** Of a picture in pixels, where there is room for it. */
const SCALE = 2;

export function pictureSvg({ drawing, bounds, overlay, palette, fonts, title }: PictureSource): Uint8Array {
  const scale = drawing.placed.nodesDrawn > MANY ? Math.min(1, 4000 / Math.max(bounds.width, bounds.height)) : 1;
  const picture = svgOf(composeFrame(drawing, bounds, scale), bounds, palette, fonts, title);
  const legend = pictureLegend(overlay, drawing.styles, drawing.cutter, bounds.width);
  const text = legend ? withLegend(picture, bounds, legend, palette, fonts) : picture;
  return new TextEncoder().encode(text);
}

/** One below the other, each a picture of its own: what of a selection's neighbours reaches into its picture ends with it. */
function withLegend(
  picture: string,
  { width, height }: Rectangle,
  legend: PictureLegend,
  palette: Palette,
  fonts: Fonts,
): string {
  const size = { width: Math.max(width, legend.width) + 2 * MARGIN, top: height + MARGIN };
  const whole = size.top + legend.height + 2 * MARGIN;
  const below = svgOf(
    legend.frame,
    { x: 0, y: 0, width: legend.width, height: legend.height },
    palette,
    fonts,
    'Legend',
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${whole}" width="${size.width}" height="${whole}">`,
    `<rect width="${size.width}" height="${whole}" fill="${palette('back')}"/>`,
    picture.trimEnd(),
    below.trimEnd().replace('<svg ', `<svg y="${size.top}" `),
    '</svg>\n',
  ].join('\n');
}

/** `scale`: of the drawing in it; below 1 a person has to be told that texts may be too small. */
export interface PixelPicture {
  readonly bytes: Uint8Array;
  readonly scale: number;
}

/** At twice its size as far as that is possible, on the background of the theme. */
export async function picturePng(source: PictureSource): Promise<PixelPicture> {
  const { drawing, bounds, overlay } = source;
  const [width, height] = [bounds.width + 2 * MARGIN, bounds.height + 2 * MARGIN];
  const scale = Math.min(SCALE, MOST_SIDE / Math.max(width, height), Math.sqrt(MOST_PIXELS / (width * height)));
  // Its texts are read whatever the size of the drawing.
  const legendScale = Math.max(1, scale);
  const legend = pictureLegend(overlay, drawing.styles, drawing.cutter, (bounds.width * scale) / legendScale);
  const canvas = document.createElement('canvas');
  const drawn = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const below = legend && paintLegend(legend, legendScale, source);
  canvas.width = Math.max(drawn.width, below?.width ?? 0);
  canvas.height = drawn.height + (below?.height ?? 0);
  const context = contextOf(canvas);
  const view = { scale, x: (MARGIN - bounds.x) * scale, y: (MARGIN - bounds.y) * scale, ratio: 1 };
  paintFrame(context, composeFrame(drawing, bounds, scale), view, source.palette, source.fonts);
  context.setTransform(1, 0, 0, 1, 0, 0);
  // What reaches out of the picture.
  context.clearRect(0, drawn.height, canvas.width, canvas.height);
  context.clearRect(drawn.width, 0, canvas.width, canvas.height);
  if (below) context.drawImage(below, 0, drawn.height);
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = source.palette('back');
  context.fillRect(0, 0, canvas.width, canvas.height);
  return { bytes: await encoded(canvas), scale };
}

function paintLegend(legend: PictureLegend, scale: number, { palette, fonts }: PictureSource): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil((legend.width + 2 * MARGIN) * scale);
  canvas.height = Math.ceil((legend.height + MARGIN) * scale);
  paintFrame(contextOf(canvas), legend.frame, { scale, x: MARGIN * scale, y: 0, ratio: 1 }, palette, fonts);
  return canvas;
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This window has no canvas to draw on');
  return context;
}

async function encoded(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('The picture is too large');
  return new Uint8Array(await blob.arrayBuffer());
}
