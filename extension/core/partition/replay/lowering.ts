/** What lowering does to the operations of an exported program, as far as the graph alone tells. */

import { type Graph, NodeOp } from '../../graph/graph';
import { isRandom, isRemoved, partsOf } from './converterTable';

/**
 * 1 for each operation that lowering takes away: asserts and copies of nothing, what only those read, and what is computed
 * from constants alone, which is folded. `userInputs`: names of the placeholders that are no constants.
 */
export function goneInLowering(graph: Graph, userInputs: ReadonlySet<string>): Uint8Array {
  const gone = new Uint8Array(graph.mainCount);
  const isConstant = new Uint8Array(graph.mainCount);
  for (let node = 0; node < graph.mainCount; node++) {
    if (!graph.isOperation(node)) {
      const { placeholder, getAttr } = NodeOp;
      const op = graph.op(node);
      isConstant[node] = op === getAttr || (op === placeholder && !userInputs.has(graph.name(node))) ? 1 : 0;
      continue;
    }
    const target = graph.target(node);
    const isFolded = !isRandom(target) && graph.inputs(node).every((input) => isConstant[input] === 1);
    isConstant[node] = isFolded ? 1 : 0;
    gone[node] = isFolded || isRemoved(target) ? 1 : 0;
  }
  // What is read by nothing that is left goes as well; users come after what they read.
  for (let node = graph.mainCount - 1; node >= 0; node--) {
    if (!graph.isOperation(node) || gone[node] === 1) continue;
    const users = graph.users(node);
    const isCheckOnly = users.length > 0 && users.every((user) => user < graph.mainCount && isCheck(graph, user, gone));
    if (isCheckOnly) gone[node] = 1;
  }
  return gone;
}

/** Without a reader of its own: an assert, or something that only asserts read. */
function isCheck(graph: Graph, node: number, gone: Uint8Array): boolean {
  if (gone[node] !== 1) return false;
  return graph.users(node).every((user) => user < graph.mainCount && isCheck(graph, user, gone));
}

/** How many operations each node counts for in `min_block_size` once it is lowered. */
export function loweredWeights(graph: Graph, gone: Uint8Array): Float64Array {
  return Float64Array.from({ length: graph.mainCount }, (_, node) => {
    if (gone[node] === 1) return 0;
    const parts = partsOf(graph.target(node));
    return parts ? parts.filter((each) => !isRemoved(each)).length : 1;
  });
}
