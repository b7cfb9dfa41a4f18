/** Values of tensors in other files: named, never read, and refused where they are not beside the model. */

import type { Finding } from '../../findings/finding';

/**
 * True for a path that leads out of the model's folder, or would on another system: absolute, with a drive, or with more
 * ".." than folders. ONNX asks for a path relative to the model's folder (docs/ExternalData.md), within it.
 */
export function leavesFolder(location: string): boolean {
  const parts = location.replaceAll('\\', '/').split('/');
  if (parts[0] === '' || /^[a-z]:/i.test(location) || location.includes('\0')) return location !== '';
  let depth = 0;
  for (const part of parts) {
    depth += part === '..' ? -1 : part === '.' || part === '' ? 0 : 1;
    if (depth < 0) return true;
  }
  return false;
}

/** `load.external-data-outside`; undefined where every file is in the model's folder. */
export function externalDataOutside(file: string, locations: readonly string[]): Finding | undefined {
  const outside = locations.filter(leavesFolder);
  if (outside.length === 0) return undefined;
  const shown = outside.slice(0, 3).map((location) => JSON.stringify(location.slice(0, 200)));
  const more = outside.length > 3 ? ` and ${outside.length - 3} more` : '';
  return {
    code: 'load.external-data-outside',
    severity: 'error',
    message: `The model asks for values from outside of its folder: ${shown.join(', ')}${more}. They are never read.`,
    places: [{ kind: 'archive', file }],
    remedies: [{ title: 'Save the model again with its weights beside it, and trust no file that asks for others.' }],
  };
}
