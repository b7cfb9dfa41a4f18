/**
 * The parts of the page around what they show. Those that one document has as the one before are left where they are, with the
 * focus and what is typed in them.
 */

import { html } from '../ui/elements';
import { keepChildren, keepFocus } from '../ui/focus';
import type { SidePanes } from './sidePanes';
import type { TitleRow } from './titleRow';

/** Each shown or not, as a whole. */
export interface FrameParts {
  readonly titleRow: TitleRow;
  readonly outline: HTMLElement;
  readonly panes: SidePanes;
  readonly picture: HTMLElement;
  readonly footer: HTMLElement;
  readonly help: HTMLElement;
}

export interface Framed {
  readonly title: string;
  readonly madeBy: string;
  readonly headline: readonly HTMLElement[];
  /** Above the picture. */
  readonly notice: readonly HTMLElement[];
  /** In place of the picture. */
  readonly message: readonly HTMLElement[];
  /** `page`: details are all that there is; `message`: none can be told either. */
  readonly layout: 'picture' | 'message with details' | 'message' | 'page';
}

export class Frame {
  private readonly headline = html('div');
  private readonly notice = html('div', { class: 'notice' });
  private readonly message = html('div', { class: 'message' }, html('p', { class: 'dim' }, 'Reading the file…'));
  private readonly main = html('main', { class: 'main' }, this.message);
  /** Instead of picture and inspector, for a file without a graph: it is all that its details say. */
  private readonly page = html('main', { class: 'inspector whole', 'aria-label': 'Details', tabindex: 0 });
  private readonly body = html('div', { class: 'body' }, this.main);
  private layout: Framed['layout'] = 'message';
  private about: readonly unknown[] = [];

  constructor(
    root: HTMLElement,
    private readonly parts: FrameParts,
  ) {
    const top = html('header', { class: 'top' }, parts.titleRow.element, this.headline);
    root.replaceChildren(top, this.body, parts.footer, parts.help);
  }

  show({ title, madeBy, headline, notice, message, layout }: Framed): void {
    const { titleRow, picture, outline, panes } = this.parts;
    const hasPicture = layout === 'picture';
    this.layout = layout;
    titleRow.show(title, madeBy, hasPicture);
    this.headline.replaceChildren(...headline);
    this.notice.replaceChildren(...notice);
    this.message.replaceChildren(...message);
    keepChildren(
      this.main,
      hasPicture ? [...(notice.length > 0 ? [this.notice] : []), picture, panes.edge] : [this.message],
    );
    const { main, page } = this;
    const { inspector } = panes;
    panes.stand(hasPicture);
    const bodies = {
      picture: [outline, main, inspector],
      'message with details': [main, inspector],
      message: [main],
      page: [page],
    };
    keepChildren(this.body, bodies[layout]);
  }

  /**
   * All there is to say about what is selected, or about the file. `about`: what that depends on; while it is the same, what a
   * person has unfolded and scrolled to stays.
   */
  showDetails(about: readonly unknown[], panel: () => readonly HTMLElement[]): void {
    const { details, about: before } = this;
    this.keepDetails(about);
    const { about: now } = this;
    if (now.length === before.length && now.every((each, at) => each === before[at])) return;
    keepFocus(details, () => details.replaceChildren(...panel()));
    details.scrollTop = 0;
  }

  /** What the details depend on is another, which they have followed by themselves. */
  keepDetails(about: readonly unknown[]): void {
    this.about = [this.details, ...about];
  }

  private get details(): HTMLElement {
    return this.layout === 'page' ? this.page : this.parts.panes.inspector;
  }
}
