/** The picture, or what is selected in it, as a file. */

import { type Drawing, composeFrame } from '../canvas/composeFrame';
import { paintFrame } from '../canvas/paintCanvas';
import { MARGIN, svgOf } from '../canvas/paintSvg';
import type { Palette } from '../canvas/palette';
import type { Rectangle } from '../graph/walk';
import type { Fonts } from '../../ui/text';

/** What a picture is made of. */
export interface PictureSource {
  readonly drawing: Drawing;
  /** What of the drawing it shows, in pixels at 100 %. */
  readonly bounds: Rectangle;
  readonly palette: Palette;
  readonly fonts: Fonts;
  readonly title: string;
}

/** Operations from which on a picture leaves out what could not be made out at its size. */
const MANY = 30_000;
/** Pixels at most: browsers give up beyond it. */
const MOST_SIDE = 16_000;
const MOST_PIXELS = 80_000_000;

export function pictureSvg({ drawing, bounds, palette, fonts, title }: PictureSource): Uint8Array {
  const scale = drawing.placed.nodesShown > MANY ? Math.min(1, 4000 / Math.max(bounds.width, bounds.height)) : 1;
  return new TextEncoder().encode(svgOf(composeFrame(drawing, bounds, scale), bounds, palette, fonts, title));
}

/** At twice its size as far as that is possible, on the background of the theme. */
export async function picturePng({ drawing, bounds, palette, fonts }: PictureSource): Promise<Uint8Array> {
  const [width, height] = [bounds.width + 2 * MARGIN, bounds.height + 2 * MARGIN];
  const scale = Math.min(2, MOST_SIDE / Math.max(width, height), Math.sqrt(MOST_PIXELS / (width * height)));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This window has no canvas to draw on');
  const view = { scale, x: (MARGIN - bounds.x) * scale, y: (MARGIN - bounds.y) * scale, ratio: 1 };
  paintFrame(context, composeFrame(drawing, bounds, scale), view, palette, fonts);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = palette('back');
  context.fillRect(0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('The picture is too large');
  return new Uint8Array(await blob.arrayBuffer());
}
