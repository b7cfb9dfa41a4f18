/** The colours of the theme in force, as a canvas and an SVG file take them. */

import type { ColourName } from './styles';

export type Palette = (name: ColourName) => string;

/** Names to what style sheets call them. */
const NAMED: Readonly<Record<string, string>> = {
  neutral: 'var(--dim)',
  inner: 'color-mix(in srgb, var(--text) 4%, var(--back))',
  speck: 'color-mix(in srgb, var(--text) 38%, var(--back))',
  mixed: 'var(--dim)',
  frame: 'color-mix(in srgb, var(--text) 24%, var(--back))',
  badge: 'var(--vscode-badge-background, #4d4d4d)',
  badgeText: 'var(--vscode-badge-foreground, #ffffff)',
};

/** Shares of the colour itself in a colour over the background; "" where the theme says it. */
const OVER: readonly (readonly [suffix: string, share: string])[] = [
  ['Tint', 'var(--tint)'],
  ['Faint', 'calc(var(--tint) * 0.6)'],
  ['StrongSpeck', 'var(--strong-speck)'],
  ['Speck', 'var(--speck)'],
];

/** Make a new one when the theme changes. `host`: an element in the page, to whose style the colours are resolved. */
export function themePalette(host: HTMLElement): Palette {
  const known = new Map<ColourName, string>();
  const probe = document.createElement('span');
  probe.hidden = true;
  // The sheet names the system's colours itself where colours are forced.
  probe.style.setProperty('forced-color-adjust', 'none');
  host.append(probe);
  const resolve = (name: ColourName): string => {
    probe.style.color = sheetColour(name);
    return plainColour(getComputedStyle(probe).color);
  };
  return (name) => {
    let colour = known.get(name);
    if (colour === undefined) known.set(name, (colour = resolve(name)));
    return colour;
  };
}

function sheetColour(name: ColourName): string {
  for (const [suffix, share] of OVER) {
    if (!name.endsWith(suffix)) continue;
    return `color-mix(in srgb, ${sheetColour(name.slice(0, -suffix.length))} ${share}, var(--back))`;
  }
  return NAMED[name] ?? `var(--${name})`;
}

/** "rgb(12 34 56)" for "color(srgb 0.05 0.13 0.22)", which viewers of SVG do not know. */
export function plainColour(colour: string): string {
  const mixed = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.e-]+))?\)$/.exec(colour);
  if (!mixed) return colour;
  const [red, green, blue] = mixed.slice(1, 4).map((part) => Math.round(Number(part) * 255));
  return mixed[4] === undefined ? `rgb(${red}, ${green}, ${blue})` : `rgba(${red}, ${green}, ${blue}, ${mixed[4]})`;
}
