/**
 * The picture itself, beside one that was looked at and kept (test/webview/images): at zooms where nothing is written, so that
 * fonts, which machines have different ones of, do not matter. `UPDATE_IMAGES=1` keeps what is drawn now; look at it then.
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../extension/core/report/report';
import { chainReport, recordedReport } from './models';
import { type WebviewPage, documentOf } from './page';
import { testPages } from './pages';
import { THEME_NAMES, type ThemeName } from './themes';

const KEPT = fileURLToPath(new URL('images', import.meta.url));
const SEEN = fileURLToPath(new URL('../../.cache/screenshots', import.meta.url));
/** How large the picture is, whatever room a machine's fonts leave below the bar above it and above the details. */
const SIZE = { width: 760, height: 440 };
/** Share of pixels that may differ, and by how much of 255 one may before it counts: edges fall a little otherwise. */
const MOST_DIFFERENT = 0.01;
const NOTICED = 40;

const pages = testPages();
let view: WebviewPage;

/** Share of the pixels of two PNG files that differ; 1 where they are not of one size. */
function difference(page: WebviewPage['page'], first: Buffer, second: Buffer): Promise<number> {
  const [a, b] = [first, second].map((bytes) => `data:image/png;base64,${bytes.toString('base64')}`);
  return page.evaluate(
    async ([one, other, noticed]) => {
      const pixels = async (address: string): Promise<ImageData> => {
        const image = new Image();
        image.src = address;
        await image.decode();
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [image.width, image.height];
        const context = canvas.getContext('2d', { willReadFrequently: true })!;
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, image.width, image.height);
      };
      const [left, right] = await Promise.all([pixels(one), pixels(other)]);
      if (left.width !== right.width || left.height !== right.height) return 1;
      let different = 0;
      for (let at = 0; at < left.data.length; at += 4) {
        const isOther = [0, 1, 2].some((part) => Math.abs(left.data[at + part]! - right.data[at + part]!) > noticed);
        if (isOther) different++;
      }
      return different / (left.width * left.height);
    },
    [a!, b!, NOTICED] as const,
  );
}

async function picture(report: Report, state: object, theme: ThemeName): Promise<Buffer> {
  const options = { theme, state, bodyClass: 'vscode-reduce-motion', width: SIZE.width, height: 900 };
  view = await pages.open('program', documentOf(report), options);
  const { page } = view;
  await page.locator('.item').first().waitFor();
  await page.locator('.picture-pane').evaluate((pane: HTMLElement, { width, height }) => {
    const place = {
      position: 'fixed',
      inset: '0 auto auto 0',
      zIndex: '100',
      background: 'var(--vscode-editor-background)',
    };
    Object.assign(pane.style, place, { width: `${width}px`, height: `${height}px` });
  }, SIZE);
  await page.keyboard.press('f');
  await page.waitForTimeout(400);
  expect(view.troubles).toEqual([]);
  return page.locator('canvas.canvas').screenshot();
}

const LEFT_OUT = ['torch.ops.aten.scaled_dot_product_attention.default'];
const ALL = { all: true, ids: [] };
const PICTURES: readonly (readonly [name: string, report: Report, state: object])[] = [
  ['blocks', recordedReport('bert', LEFT_OUT), { open: { partition: ALL } }],
  ['modules', recordedReport('bert', LEFT_OUT), { hierarchy: 'module', folded: [], open: { module: ALL } }],
  ['chain', chainReport('chain', { blocks: 30, nodesPerBlock: 4 }), {}],
];

describe('the picture', () => {
  for (const theme of THEME_NAMES) {
    for (const [name, report, state] of PICTURES) {
      it(`of ${name} is as it was in the theme ${theme}`, async () => {
        const drawn = await picture(report, state, theme);
        const file = join(KEPT, `${name}-${theme}.png`);
        mkdirSync(SEEN, { recursive: true });
        writeFileSync(join(SEEN, `image-${name}-${theme}.png`), drawn);
        if (process.env['UPDATE_IMAGES']) {
          mkdirSync(KEPT, { recursive: true });
          writeFileSync(file, drawn);
        }
        expect(existsSync(file), `${file} is missing`).toBe(true);
        expect(await difference(view.page, drawn, readFileSync(file))).toBeLessThan(MOST_DIFFERENT);
      });
    }
  }

  it('counts as another where a group is closed', async () => {
    const [, report, state] = PICTURES[0]!;
    const open = await picture(report, state, 'dark');
    await view.close();
    const closed = await picture(report, {}, 'dark');
    expect(await difference(view.page, open, closed)).toBeGreaterThan(MOST_DIFFERENT);
  });
});
