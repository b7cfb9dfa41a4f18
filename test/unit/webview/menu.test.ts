import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { menuPlace } from '../../../webview/program/menu';

const page = { width: 800, height: 600 };
const menu = { width: 160, height: 100 };

describe('menuPlace', () => {
  it('is below its button, at its left edge', () => {
    expect(menuPlace({ left: 40, top: 10, bottom: 30 }, menu, page)).toEqual({ left: 40, top: 32, height: 100 });
  });

  it('stays inside the window at the right', () => {
    expect(menuPlace({ left: 760, top: 10, bottom: 30 }, menu, page).left).toBe(638);
  });

  it('is above its button where there is no room below', () => {
    expect(menuPlace({ left: 40, top: 560, bottom: 580 }, menu, page)).toEqual({ left: 40, top: 458, height: 100 });
  });

  it('is never outside the window nor over its button, however low the window is', () => {
    const any = fc.record({
      width: fc.integer({ min: 170, max: 900 }),
      height: fc.integer({ min: 60, max: 700 }),
      left: fc.nat(900),
      top: fc.nat(30),
      menuHeight: fc.integer({ min: 1, max: 900 }),
    });
    fc.assert(
      fc.property(any, ({ width, height, left, top, menuHeight }) => {
        const button = { left, top, bottom: top + 20 };
        const at = menuPlace(button, { width: 160, height: menuHeight }, { width, height });
        expect(at.left).toBeGreaterThanOrEqual(0);
        expect(at.left + 160).toBeLessThanOrEqual(width);
        expect(at.top).toBeGreaterThanOrEqual(0);
        expect(at.top + at.height).toBeLessThanOrEqual(height);
        expect(at.top >= button.bottom || at.top + at.height <= button.top).toBe(true);
        expect(at.height).toBeLessThanOrEqual(menuHeight);
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});
