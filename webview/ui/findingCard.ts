/** A finding as people read it: how bad, what, where, what to try, and what was printed for those who want it. */

import type { Finding, Place } from '../../extension/core/findings/finding';
import { formatPlace } from '../../extension/core/findings/text';
import type { Actions } from './documents';
import { html, linkButton, svg } from './elements';
import { remedyCards } from './remedyCard';
import { fileName } from './words';

/** Gives a function that shows a place in the page; undefined for places that the page does not have. */
export type GoTo = (place: Place) => (() => void) | undefined;

export function findingCard(finding: Finding, actions: Actions, goTo: GoTo = () => undefined): HTMLElement {
  return html(
    'article',
    { class: `finding ${finding.severity}` },
    html(
      'div',
      { class: 'finding-head' },
      severityIcon(finding.severity),
      html('div', { class: 'finding-text' }, finding.message),
    ),
    html(
      'div',
      { class: 'finding-places' },
      ...finding.places.map((place) => placeElement(place, actions, goTo)),
      html('code', { class: 'dim' }, finding.code),
    ),
    ...remedyCards(finding.remedies, actions),
    finding.detail !== undefined &&
      html('details', {}, html('summary', {}, 'Details'), html('pre', { tabindex: 0 }, finding.detail)),
  );
}

function placeElement(place: Place, actions: Actions, goTo: GoTo): HTMLElement {
  if (place.kind === 'source') {
    const { file, line, column } = place;
    return linkButton(
      formatPlace(place, fileName),
      () => actions.openSource(file, line, column),
      `Open ${file}:${line}`,
    );
  }
  const go = goTo(place);
  const text = formatPlace(place, fileName);
  return go ? linkButton(text, go) : html('span', { class: 'dim cut', title: text }, text);
}

const SHAPES: Readonly<Record<Finding['severity'], string>> = {
  error: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M5.5 5.5l5 5M10.5 5.5l-5 5',
  warning: 'M8 2 1.5 14h13L8 2M8 6.5v4M8 12v.6',
  information: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M8 7.2v4M8 4.8v.6',
};

export function severityIcon(severity: Finding['severity']): SVGSVGElement {
  const names = { error: 'Error', warning: 'Warning', information: 'Information' };
  return svg(
    'svg',
    {
      class: `icon ${severity}`,
      viewBox: '0 0 16 16',
      width: 16,
      height: 16,
      role: 'img',
      'aria-label': names[severity],
    },
    svg('path', { d: SHAPES[severity] }),
  );
}
