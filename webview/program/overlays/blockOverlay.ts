/** Where each operation runs. */

import { NO_BLOCK } from '../../../extension/core/partition/partition';
import { type ProgramModel, whereItRuns } from '../../ui/programModel';
import type { Tone } from '../canvas/styles';
import { NO_CATEGORY, type Overlay, overlayFrom } from './overlay';

const TONES: Readonly<Record<string, Tone>> = {
  tensorrt: { colour: 'tensorrt', pattern: 'plain' },
  torch: { colour: 'torch', pattern: 'rising' },
  graph: { colour: 'neutral', pattern: 'plain' },
};
const CLASSES = Object.keys(TONES);

export function blockOverlay(model: ProgramModel): Overlay {
  const { blocks } = model.program.partition;
  const places = blocks.map((block) => whereItRuns(model, block));
  const ofBlock = places.map((place) => CLASSES.indexOf(place.class));
  const { graph } = model.program;
  const ofNode = new Uint8Array(graph.nodeCount).fill(NO_CATEGORY);
  for (let node = 0; node < ofNode.length; node++) {
    const block = model.blockOf[node]!;
    if (block !== NO_BLOCK && graph.isOperation(node)) ofNode[node] = ofBlock[block]!;
  }
  const categories = CLASSES.map((name) => {
    const words = places.find((place) => place.class === name)?.short ?? name;
    return { label: words, ...TONES[name]! };
  });
  return overlayFrom('blocks', categories, ofNode, { mixed: 'partly in TensorRT', counted: graph.mainCount });
}
