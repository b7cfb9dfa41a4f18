/** What keys and buttons have the view do, and the controls of its first line. */

import { html } from '../ui/elements';
import { button } from '../ui/toolkit';
import type { Exporter } from './exporter';
import type { GraphControl } from './graphControl';
import type { Help } from './help';
import type { Command } from './keys';
import { menuButton } from './menu';
import type { Places } from './places';
import type { SearchBox } from './search/searchBox';
import type { SidePanes } from './sidePanes';
import type { Toolbar } from './toolbar';

export interface Controlled {
  readonly picture: GraphControl;
  readonly search: SearchBox;
  readonly toolbar: Toolbar;
  readonly exporter: Exporter;
  readonly places: Places;
  readonly help: Help;
  readonly panes: SidePanes;
}

export type Commands = Readonly<Record<Command, () => void>>;

export function commandsOf({ picture, search, toolbar, places, help, panes }: Controlled): Commands {
  const { view } = picture;
  return {
    search: () => search.focus(),
    nextHit: () => search.step(1),
    previousHit: () => search.step(-1),
    back: () => void places.go(-1),
    forward: () => void places.go(1),
    hierarchy: () => toolbar.switchHierarchy(),
    outline: () => toolbar.switchOutline(),
    details: () => panes.switchInspector(),
    zoomIn: () => view.camera.zoomIn(),
    zoomOut: () => view.camera.zoomOut(),
    fit: () => view.fit(),
    zoomToSelection: () => picture.zoomToSelection(),
    help: () => help.open(),
  };
}

/** In groups that stay together where the line is wrapped. */
export function controlsOf({ search, toolbar, exporter, places }: Controlled, commands: Commands): HTMLElement[] {
  const icon = (sign: string, title: string, command: Command): HTMLElement =>
    button(sign, commands[command], { appearance: 'icon', title });
  return [
    search.element,
    toolbar.element,
    html(
      'div',
      { class: 'control-group' },
      menuButton('Export', 'Export the picture or the graph', exporter.entries),
      ...places.buttons,
      icon('−', 'Zoom out (−)', 'zoomOut'),
      icon('+', 'Zoom in (+)', 'zoomIn'),
      icon('Fit', 'Fit the whole program (F)', 'fit'),
      icon('⊡', 'Zoom to the selection (Z)', 'zoomToSelection'),
      icon('◨', 'Show or hide the details (I)', 'details'),
      icon('?', 'Keys and pointer (?)', 'help'),
    ),
  ];
}
