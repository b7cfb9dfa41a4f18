/** How the graph is grouped and coloured, in the first line of the view. */

import { html } from '../ui/elements';
import type { GraphControl } from './graphControl';
import { Segmented } from './segmented';
import type { OverlayKind, ViewState } from './viewState';
import type { Hierarchy } from './worker/protocol';

const NO_TIMES =
  'No times are known here. They are shown for layer information (NAME_layer_information.json) that has the profile of ' +
  'its engine beside it (NAME_engine_execution_profile.trace)';

export class Toolbar {
  readonly element: HTMLElement;
  private readonly hierarchy: Segmented<Hierarchy>;
  private readonly overlay: Segmented<OverlayKind>;
  private readonly fold: HTMLButtonElement;
  private readonly outline: HTMLButtonElement;

  /** `say`: tells why something is not to be had. */
  constructor(
    private readonly picture: GraphControl,
    say: (text: string) => void,
  ) {
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
        { value: 'blocks', label: 'Where it runs', title: 'What runs in TensorRT, and what does not' },
        { value: 'precision', label: 'Precision', title: 'How precise each operation is' },
        { value: 'time', label: 'Time', title: 'How much of the time of a run each operation takes' },
      ],
      (value) => picture.setOverlay(value),
      say,
    );
    this.fold = toggle('Fold', 'Draw runs of alike groups as one', (isOn) => void picture.setFolded(isOn));
    this.outline = toggle('☰', 'Outline: what is in the picture as lines (O)', (isOn) => picture.setOutline(isOn));
    const all = action('⊞', 'Open all', () => void picture.setAllOpen(true));
    const none = action('⊟', 'Close all', () => void picture.setAllOpen(false));
    this.element = html(
      'div',
      { class: 'toolbar' },
      html('div', { class: 'control-group' }, this.outline, this.hierarchy.element),
      this.overlay.element,
      html('div', { class: 'control-group' }, this.fold, all, none),
    );
  }

  /** `hasTimes`: whether a profile is known. */
  show({ overlay, outline }: ViewState, hasTimes: boolean): void {
    this.overlay.disable('time', hasTimes ? undefined : NO_TIMES);
    this.overlay.value = overlay;
    this.outline.setAttribute('aria-pressed', String(outline));
    this.showKey();
  }

  /** The tree that the picture turns to. */
  showKey(): void {
    const { hierarchy, folded } = this.picture.key;
    this.hierarchy.value = hierarchy;
    this.fold.setAttribute('aria-pressed', String(folded));
  }

  /** Shows the outline, with the focus in it, or hides it; the picture has the focus then that it had. */
  switchOutline(): void {
    const { outline, view } = this.picture;
    const hadFocus = outline.element.contains(document.activeElement);
    this.outline.click();
    if (outline.isShown) outline.focus();
    else if (hadFocus) view.refresh(true);
  }

  /** To the other way of grouping. */
  switchHierarchy(): void {
    this.group(this.picture.key.hierarchy === 'partition' ? 'module' : 'partition');
  }

  private group(hierarchy: Hierarchy): void {
    void this.picture.setHierarchy(hierarchy);
    this.showKey();
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
