/** The file that was opened last, kept while it does not change: a view that opens one asks several times. */

import { stat } from 'node:fs/promises';
import type { Opened } from '../../core/formats/opened';
import { isLoadable, verdictOn } from '../../core/loading/verdict';
import { withPartition } from '../../core/partition/replay/openedPartition';
import { profileBeside } from '../../core/profile/layerTimes';
import type { trtlens } from '../../core/schema/generated/trtlens';
import { openArtifactAt } from './openArtifact';

export class ArtifactCache {
  private last: { readonly key: string; readonly opened: Promise<Opened> } | undefined;

  /** As `openArtifactAt`; an exported program with the partition that is worked out for it. */
  async open(path: string, targets: readonly trtlens.ITarget[]): Promise<Opened> {
    const key = await keyOf(path);
    if (this.last?.key !== key) this.last = { key, opened: openArtifactAt(path).then((each) => withPartition(each)) };
    const { artifact, report } = await this.last.opened;
    const verdicts = isLoadable(artifact) ? targets.map((target) => verdictOn(artifact, target)) : [];
    return { artifact: { ...artifact, verdicts }, report };
  }
}

/** Changes when the file does, or a profile that is read with it; a file that is not there has none that stays. */
async function keyOf(path: string): Promise<string> {
  const profile = profileBeside(path);
  const times = profile === undefined ? '' : await stateOf(profile);
  return [path, (await stateOf(path)) ?? Date.now(), times ?? ''].join('\0');
}

async function stateOf(path: string): Promise<string | undefined> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return [mtimeMs, size, ino].join('\0');
  } catch {
    return undefined;
  }
}
