/** The first line: which file, made by what, and the controls. It stays while documents come and go. */

import { cutText, html } from '../ui/elements';
import { keepChildren } from '../ui/focus';

export class TitleRow {
  readonly element = html('div', { class: 'title-row' });
  private readonly title = html('h1', { class: 'cut' });
  private readonly environment = cutText('', 'dim environment');

  /** In groups that stay together where the line is wrapped. */
  constructor(private readonly controls: readonly HTMLElement[]) {}

  /** `madeBy`: of the file that is shown. `hasControls`: whether there is a picture to control. */
  show(title: string, madeBy: string, hasControls: boolean): void {
    setText(this.title, title || 'Program');
    setText(this.environment, madeBy);
    this.environment.hidden = madeBy === '';
    keepChildren(this.element, [this.title, this.environment, ...(hasControls ? this.controls : [])]);
  }
}

function setText(element: HTMLElement, text: string): void {
  element.textContent = text;
  element.title = text;
}
