/** Which line of the user's code an operation comes from. */

import type { Frame, Graph, NodeIndex } from './graph';

export interface SourceLine {
  readonly frame: Frame;
  /** The line calls something of torch, and the operation is in there: `self.fc(x)` for the `linear` of an nn.Linear. */
  readonly callSiteOnly: boolean;
  /**
   * Nothing but lines of `forward` is recorded, as torch.export keeps them unless it is strict, and this one calls something:
   * that may be a function of the user's with the operation in it.
   */
  readonly mayBeCallSite: boolean;
}

/** torch itself and its companions: not where a user would change anything. */
const LIBRARY = /[\\/](site|dist)-packages[\\/](torch|torch_tensorrt|functorch)[\\/]/;

/**
 * The innermost frame outside torch; undefined where torch.export recorded none, as for weights and for operations that
 * lowering adds. Frames of code that was generated, such as `<eval_with_key>.3`, lead to no file and count for nothing.
 */
export function sourceOfNode(graph: Graph, node: NodeIndex): SourceLine | undefined {
  const frames = graph.frames(node).filter((frame) => !frame.file.startsWith('<'));
  const position = frames.findLastIndex((frame) => !LIBRARY.test(frame.file));
  const frame = frames[position];
  if (!frame) return undefined;
  const callSiteOnly = position < frames.length - 1;
  return { frame, callSiteOnly, mayBeCallSite: !callSiteOnly && frames.every(isForward) && frame.code.includes('(') };
}

function isForward(frame: Frame): boolean {
  return frame.function === 'forward';
}
