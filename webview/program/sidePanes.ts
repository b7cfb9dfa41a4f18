/** What stands beside the picture: the outline and the details, each as wide as a person wants, the details hidden on demand. */

import { Splitter } from './splitter';
import type { ViewState } from './viewState';

export type PaneState = Pick<ViewState, 'outlineWidth' | 'inspector' | 'inspectorWidth'>;

export class SidePanes {
  private readonly outline: Splitter;
  private readonly inspector: Splitter;
  private hidesInspector = false;

  /** `onChange`: a person has changed something that is remembered. */
  constructor(
    outline: HTMLElement,
    private readonly details: HTMLElement,
    private readonly onChange: () => void,
  ) {
    this.outline = new Splitter(outline, {
      label: 'Width of the outline',
      edge: 'right',
      usual: 250,
      least: 130,
      onChange,
    });
    this.inspector = new Splitter(details, {
      label: 'Width of the details',
      edge: 'left',
      usual: 350,
      least: 180,
      onChange,
    });
    outline.append(this.outline.element);
  }

  /** The edge between picture and details, to be in the one: what is in the other comes and goes. */
  get edge(): HTMLElement {
    return this.inspector.element;
  }

  get state(): PaneState {
    return {
      outlineWidth: this.outline.width,
      inspector: !this.hidesInspector,
      inspectorWidth: this.inspector.width,
    };
  }

  set state({ outlineWidth, inspector, inspectorWidth }: PaneState) {
    this.outline.width = outlineWidth;
    this.inspector.width = inspectorWidth;
    this.show(inspector);
  }

  /** Hides the details, or shows them again. */
  switchInspector(): void {
    this.show(this.hidesInspector);
    this.onChange();
  }

  private show(isShown: boolean): void {
    this.hidesInspector = !isShown;
    this.inspector.element.hidden = this.details.hidden = !isShown;
  }
}
