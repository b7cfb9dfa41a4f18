/** Fonts, widths of texts and colours of the theme in force, measured once for each theme. */

import { type Fonts, type Rulers, rulersOf, themeFonts } from '../../ui/text';
import { type Palette, themePalette } from './palette';

export interface Look {
  readonly fonts: Fonts;
  readonly rulers: Rulers;
  readonly palette: Palette;
}

export class ThemeLook {
  private known: Look | undefined;

  /** `element`: where colours are looked up. */
  constructor(private readonly element: HTMLElement) {}

  get now(): Look {
    if (!this.known) {
      const fonts = themeFonts(document);
      this.known = { fonts, rulers: rulersOf(document, fonts), palette: themePalette(this.element) };
    }
    return this.known;
  }

  /** The theme has changed. */
  forget(): void {
    this.known = undefined;
  }
}
