/** Frames that are drawn around a part of the picture. */

import type { Locator, Page } from 'playwright-core';

/** Selects as a person does, with Shift, from beside the first item to beside the last. */
export async function drawFrame(page: Page, first: Locator, last: Locator, beside: number): Promise<void> {
  const [from, to] = [(await first.boundingBox())!, (await last.boundingBox())!];
  await page.keyboard.down('Shift');
  await page.mouse.move(from.x - beside, from.y - beside);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width + beside, to.y + to.height + beside, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
}
