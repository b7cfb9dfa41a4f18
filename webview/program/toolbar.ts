/** How the graph is grouped and coloured, in the first line of the view. */

import { html } from '../ui/elements';
import type { GraphControl } from './graphControl';
import { Segmented } from './segmented';
import type { OverlayKind, ViewState } from './viewState';
import type { Hierarchy } from './worker/protocol';

const NO_TIMES =
  'No times are known here. They are shown for layer information (NAME_layer_information.json) that has the profile of ' +
  'its engine beside it (NAME_engine_execution_profile.trace), as Torch-TensorRT writes them';

export class Toolbar {
  readonly element: HTMLElement;
  private readonly hierarchy: Segmented<Hierarchy>;
  private readonly overlay: Segmented<OverlayKind>;
  private readonly fold: HTMLButtonElement;
  private readonly outline: HTMLButtonElement;
  private folded: ReadonlySet<Hierarchy> = new Set();
  private now: Hierarchy = 'partition';

  constructor(private readonly picture: GraphControl) {
    this.hierarchy = new Segmented<Hierarchy>(
      'Grouped by',
      [
        { value: 'partition', label: 'Blocks', title: 'As the graph is cut: engines and what runs between them (M)' },
        { value: 'module', label: 'Modules', title: 'As the model was written: modules within modules (M)' },
      ],
      (value) => this.group(value),
    );
    this.overlay = new Segmented<OverlayKind>(
      'Coloured by',
      [
        { value: 'blocks', label: 'TensorRT', title: 'What runs in TensorRT, and what does not' },
        { value: 'precision', label: 'Precision', title: 'How precise each operation is' },
        { value: 'time', label: 'Time', title: 'How much of the time of a run each operation takes' },
      ],
      (value) => picture.setOverlay(value),
    );
    this.fold = toggle('Fold', 'Draw runs of alike groups as one', (isOn) => {
      void picture.setFolded(isOn);
      this.folded = new Set(isOn ? [...this.folded, this.now] : [...this.folded].filter((each) => each !== this.now));
    });
    this.outline = toggle('☰', 'Outline: what is in the picture as lines (O)', (isOn) => picture.setOutline(isOn));
    const all = action('⊞', 'Open all', () => void picture.setAllOpen(true));
    const none = action('⊟', 'Close all', () => void picture.setAllOpen(false));
    this.element = html(
      'div',
      { class: 'toolbar' },
      this.outline,
      this.hierarchy.element,
      this.overlay.element,
      this.fold,
      all,
      none,
    );
  }

  /** `hasTimes`: whether a profile is known. */
  show({ hierarchy, overlay, folded, outline }: ViewState, hasTimes: boolean): void {
    this.overlay.disable('time', hasTimes ? undefined : NO_TIMES);
    this.now = hierarchy;
    this.folded = new Set(folded);
    this.hierarchy.value = hierarchy;
    this.overlay.value = overlay;
    this.outline.setAttribute('aria-pressed', String(outline));
    this.showFold();
  }

  /** Shows the outline, with the focus in it, or hides it. */
  switchOutline(): void {
    this.outline.click();
    if (this.picture.outline.isShown) this.picture.outline.focus();
  }

  /** To the other way of grouping. */
  switchHierarchy(): void {
    const other = this.now === 'partition' ? 'module' : 'partition';
    this.hierarchy.value = other;
    this.group(other);
  }

  private group(hierarchy: Hierarchy): void {
    this.now = hierarchy;
    this.showFold();
    void this.picture.setHierarchy(hierarchy);
  }

  private showFold(): void {
    this.fold.setAttribute('aria-pressed', String(this.folded.has(this.now)));
  }
}

function toggle(label: string, title: string, listener: (isOn: boolean) => void): HTMLButtonElement {
  const button = action(label, title, () => {
    const isOn = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(isOn));
    listener(isOn);
  });
  return button;
}

function action(label: string, title: string, listener: () => void): HTMLButtonElement {
  // A sign is read out by its title.
  const name = /\w/.test(label) ? undefined : title;
  const button = html('button', { type: 'button', class: 'toggle', title, 'aria-label': name }, label);
  button.addEventListener('click', listener);
  return button;
}
