import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { plainColour } from '../../../../webview/program/canvas/palette';
import { PATTERN_LINES } from '../../../../webview/program/canvas/patterns';

const SHEET = readFileSync(new URL('../../../../webview/ui/theme.css', import.meta.url), 'utf8');
/** Where each kind of theme is in the sheet, and the background that VS Code's own theme of that kind has. */
const THEMES: readonly (readonly [selector: string, background: string])[] = [
  [':root', '#1f1f1f'],
  ['body.vscode-light', '#ffffff'],
  ['body.vscode-high-contrast', '#000000'],
  ['body.vscode-high-contrast-light', '#ffffff'],
];

/** Values of `--NAME: #…` that hold under a selector: its own, else those of the kind that it is of, else the first. */
function colours(selector: string): Map<string, string> {
  const found = new Map<string, string>();
  const layers =
    selector === 'body.vscode-high-contrast-light' ? [':root', 'body.vscode-light', selector] : [':root', selector];
  for (const layer of layers) {
    const block = new RegExp(`(?:^|\\n)${layer.replaceAll('.', '\\.')} \\{([^}]*)\\}`).exec(SHEET)?.[1] ?? '';
    for (const [, name, value] of block.matchAll(/--([a-z]+\d*): (#[0-9a-f]{6});/g)) found.set(name!, value!);
  }
  return found;
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

describe('colours of overlays', () => {
  for (const [selector, background] of THEMES) {
    it(`stand out from the background by 3 to 1 in ${selector}`, () => {
      const known = colours(selector);
      const names = [...known.keys()].filter((name) => /^(chart\d|tensorrt|torch)$/.test(name));
      expect(names).toHaveLength(10);
      for (const name of names) expect(contrast(known.get(name)!, background), name).toBeGreaterThanOrEqual(3);
    });
  }

  it('come with patterns that differ', () => {
    const drawn = Object.values(PATTERN_LINES).map((lines) => JSON.stringify(lines));
    expect(new Set(drawn).size).toBe(drawn.length);
  });
});

describe('plainColour', () => {
  it('says mixed colours as every viewer of SVG reads them', () => {
    expect(plainColour('color(srgb 0 0.5 1)')).toBe('rgb(0, 128, 255)');
    expect(plainColour('color(srgb 0.2 0.4 0.6 / 0.5)')).toBe('rgba(51, 102, 153, 0.5)');
    expect(plainColour('rgb(1, 2, 3)')).toBe('rgb(1, 2, 3)');
  });
});
