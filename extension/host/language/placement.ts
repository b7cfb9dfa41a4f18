/** Which line of which file a finding belongs to. */

import { isAbsolute, join } from 'node:path';
import type { Finding, Place } from '../../core/findings/finding';

/** A place in a file: line and column are 1-based, column 0 says the whole line. */
export interface Spot {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface PlacedFinding {
  readonly finding: Finding;
  readonly spot: Spot;
  /** Further source lines that the finding names. */
  readonly related: readonly Spot[];
}

/**
 * The first source line that a finding names, else the start of the model. Findings about the machine (`environment.*`,
 * `native.*`) have no place in a file and are left out. `folder` is what relative paths are relative to.
 */
export function placeFindings(findings: readonly Finding[], model: string, folder: string): PlacedFinding[] {
  return findings
    .filter((finding) => !/^(environment|native)\./.test(finding.code))
    .map((finding) => {
      const [spot, ...related] = finding.places.flatMap((place) => sourceSpot(place, folder) ?? []);
      return { finding, spot: spot ?? { file: model, line: 1, column: 0 }, related };
    });
}

function sourceSpot(place: Place, folder: string): Spot | undefined {
  if (place.kind !== 'source' || place.file === '') return undefined;
  const file = isAbsolute(place.file) ? place.file : join(folder, place.file);
  return { file, line: Math.max(1, place.line), column: place.column ?? 0 };
}

/** Message with what to try under it: what the Problems panel and a hover show. */
export function problemText(finding: Finding): string {
  const remedies = finding.remedies.map(({ title, effect }) => `Try: ${title}${effect ? ` (${effect})` : ''}`);
  return [finding.message, ...remedies].join('\n');
}
