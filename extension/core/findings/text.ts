/** A finding as lines of text: what the CLI prints and the log keeps. */

import type { Finding, Place, Remedy } from './finding';

/**
 * `net.py:12: error: message [code]`, then a remedy a line, indented. `shorten` makes paths shorter, by default it
 * leaves them; `howTo` says how a remedy is carried out here, "" where it cannot.
 */
export function formatFinding(
  finding: Finding,
  shorten: (path: string) => string = (path) => path,
  howTo: (remedy: Remedy) => string = () => '',
): string {
  const [place] = finding.places;
  const where = place ? `${formatPlace(place, shorten)}: ` : '';
  const lines = [`${where}${finding.severity}: ${finding.message} [${finding.code}]`];
  for (const remedy of finding.remedies) lines.push(`  try: ${formatRemedy(remedy, howTo(remedy))}`);
  return lines.join('\n');
}

/** "Set min_block_size to 1: 2 engines become 4 (--min-block-size 1)". */
export function formatRemedy({ title, effect }: Remedy, howTo = ''): string {
  return `${title}${effect ? `: ${effect}` : ''}${howTo ? ` (${howTo})` : ''}`;
}

export function formatPlace(place: Place, shorten: (path: string) => string = (path) => path): string {
  switch (place.kind) {
    case 'source':
      return `${shorten(place.file)}:${place.line}${place.column === undefined ? '' : `:${place.column}`}`;
    case 'node':
      return place.module ? `${place.module} (${place.node})` : place.node;
    case 'engine':
      return place.layer ? `${place.engine}, layer ${place.layer}` : place.engine;
    case 'archive': {
      const inside = [place.member, place.offset === undefined ? undefined : `byte ${place.offset}`];
      const text = inside.filter((part) => part !== undefined).join(', ');
      return text ? `${shorten(place.file)} (${text})` : shorten(place.file);
    }
  }
}
