/** What a break moves between TensorRT and what is not in it, in words. Pure. */

import { formatBytes, formatCount } from '../../extension/core/format/units';
import type { GraphBreak } from '../../extension/core/partition/breaks';

/** "524 KB in, 262 KB out a run"; "3 tensors in a run" where a size is not known before one, "nothing" where nothing crosses. */
export function crossingSummary({ block, crossings }: GraphBreak): string {
  const side = (into: boolean): string => {
    const own = crossings.filter((crossing) => (crossing.to === block) === into);
    if (own.length === 0) return '';
    const sizes = own.map((crossing) => crossing.type.bytes);
    const bytes = sizes.reduce((sum, each) => sum + each, 0);
    return `${sizes.includes(0) ? formatCount(own.length, 'tensor') : formatBytes(bytes)} ${into ? 'in' : 'out'}`;
  };
  const sides = [side(true), side(false)].filter((part) => part !== '');
  return sides.length > 0 ? `${sides.join(', ')} a run` : 'nothing';
}
