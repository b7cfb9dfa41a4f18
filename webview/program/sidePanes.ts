/** What stands beside the picture: the outline and the details, each as wide as a person wants, the details hidden on demand. */

import { html } from '../ui/elements';
import { Splitter } from './splitter';
import type { ViewState } from './viewState';

export type PaneState = Pick<ViewState, 'outlineWidth' | 'inspector' | 'inspectorWidth'>;

export class SidePanes {
  readonly inspector = html('aside', { class: 'inspector', 'aria-label': 'Details', tabindex: 0 });
  private readonly outlineEdge: Splitter;
  private readonly inspectorEdge: Splitter;
  private hidesInspector = false;
  private hasPicture = false;

  /** `onChange`: a person has changed something that is remembered. */
  constructor(
    outline: HTMLElement,
    private readonly onChange: () => void,
  ) {
    this.outlineEdge = new Splitter(outline, {
      label: 'Width of the outline',
      edge: 'right',
      usual: 250,
      least: 130,
      onChange,
    });
    this.inspectorEdge = new Splitter(this.inspector, {
      label: 'Width of the details',
      edge: 'left',
      usual: 350,
      least: 180,
      onChange,
    });
    outline.append(this.outlineEdge.element);
  }

  /** The edge between picture and details, to be in the one: what is in the other comes and goes. */
  get edge(): HTMLElement {
    return this.inspectorEdge.element;
  }

  get state(): PaneState {
    return {
      outlineWidth: this.outlineEdge.width,
      inspector: !this.hidesInspector,
      inspectorWidth: this.inspectorEdge.width,
    };
  }

  set state({ outlineWidth, inspector, inspectorWidth }: PaneState) {
    this.outlineEdge.width = outlineWidth;
    this.inspectorEdge.width = inspectorWidth;
    this.hidesInspector = !inspector;
    this.tell();
  }

  /** Where there is no picture, details are not hidden for it. */
  stand(hasPicture: boolean): void {
    this.hasPicture = hasPicture;
    this.tell();
  }

  /** Hides the details, or shows them again. */
  switchInspector(): void {
    this.hidesInspector = !this.hidesInspector;
    this.tell();
    this.onChange();
  }

  private tell(): void {
    this.edge.hidden = this.inspector.hidden = this.hasPicture && this.hidesInspector;
  }
}
