/** Versions as Python packages write them: `2.13.0+cpu`, `1.5.0.114`. */

/** `2.13.0+cpu` → 2013: comparable, major and minor only. NaN for text that is no version, which compares false. */
export function minorOf(version: string): number {
  const match = /^(\d+)\.(\d+)/.exec(version);
  return match ? Number(match[1]) * 1000 + Number(match[2]) : Number.NaN;
}

/** `2.13.0+cpu` → `cpu`; "" for a version without a local part. */
export function localPart(version: string): string {
  const plus = version.indexOf('+');
  return plus < 0 ? '' : version.slice(plus + 1);
}
