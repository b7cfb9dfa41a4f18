/** Measuring text and cutting it to a width, so that no label in a picture runs over its box. */

/** Width in pixels of `text` in one font. */
export type Measure = (text: string) => number;

const ELLIPSIS = '…';

/** `text` where it fits into `width` pixels, else its longest beginning that does with "…" after it. */
export function cutToWidth(text: string, width: number, measure: Measure): string {
  if (measure(text) <= width) return text;
  const characters = Array.from(text);
  let fits = 0;
  let tooLong = characters.length;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (measure(characters.slice(0, middle).join('').trimEnd() + ELLIPSIS) <= width) fits = middle;
    else tooLong = middle;
  }
  return characters.slice(0, fits).join('').trimEnd() + ELLIPSIS;
}

/** The first text that fits into `width` pixels; the last one where none does. */
export function fitting(texts: readonly string[], width: number, measure: Measure): string {
  return texts.find((text) => measure(text) <= width) ?? texts.at(-1) ?? '';
}

/** The kinds of text in a picture; theme.css gives each its size and weight. */
export type TextKind = 'title' | 'label' | 'small' | 'code';

export type Rulers = Readonly<Record<TextKind, Measure>>;

const FONTS: Readonly<Record<TextKind, (families: Families, size: number) => string>> = {
  title: ({ plain }, size) => `600 ${size}px ${plain}`,
  label: ({ plain }, size) => `${size}px ${plain}`,
  small: ({ plain }, size) => `${size}px ${plain}`,
  code: ({ code }, size) => `${size}px ${code}`,
};
/** Pixels at a zoom of 100 %. */
export const TEXT_SIZES: Readonly<Record<TextKind, number>> = { title: 12, label: 12, small: 11, code: 12 };

interface Families {
  readonly plain: string;
  readonly code: string;
}

/** The theme's fonts, as a canvas and a style sheet take them. */
export type Fonts = (kind: TextKind, size?: number) => string;

/** Make new ones when the theme changes. */
export function themeFonts(page: Document): Fonts {
  const style = getComputedStyle(page.body);
  const families: Families = {
    plain: style.fontFamily || 'sans-serif',
    code: style.getPropertyValue('--vscode-editor-font-family').trim() || 'monospace',
  };
  return (kind, size = TEXT_SIZES[kind]) => FONTS[kind](families, size);
}

/** Rulers for fonts. */
export function rulersOf(page: Document, fonts: Fonts): Rulers {
  const ruler = (kind: TextKind): Measure => {
    const context = page.createElement('canvas').getContext('2d');
    if (!context) return (text) => text.length * 8;
    context.font = fonts(kind);
    return (text) => context.measureText(text).width;
  };
  return { title: ruler('title'), label: ruler('label'), small: ruler('small'), code: ruler('code') };
}
