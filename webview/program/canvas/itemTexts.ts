/** What an item says of itself: in its box as there is room, in full for a tool tip and a screen reader. */

import { formatCount } from '../../../extension/core/format/units';
import { type Graph, type NodeIndex, NodeOp } from '../../../extension/core/graph/graph';
import { isOnnxPartition } from '../../../extension/core/partition/partition';
import { isUnsupported, reasonLabel } from '../../../extension/core/partition/reasons';
import { shortTimeText, timeText } from '../../ui/layerTimes';
import { nodeKind } from '../../ui/nodeKind';
import { type ProgramModel, nounOf, programOutputs, titleOf, whereItRuns } from '../../ui/programModel';
import { bareOperator, listSome, shortOperator, tensorText, dtypeFirst } from '../../ui/words';
import { blockDetails, blockOutcome } from '../blockTexts';
import { crossingLabels } from '../crossingLabels';
import { type GroupTree, ItemKind, type ItemIndex } from '../graph/groupTree';

export interface ItemTexts {
  readonly title: string;
  /** Instead of a title that there is no room for. */
  readonly shortTitle?: string;
  /** Below the title; shorter ones after it. */
  readonly details: readonly string[];
  /** At the right of the title: what became of an engine. */
  readonly right: string;
  /** A line each. */
  readonly full: string;
}

export class TextsOfItems {
  private readonly known: (ItemTexts | undefined)[] = [];

  constructor(
    private readonly model: ProgramModel,
    private readonly tree: GroupTree,
  ) {}

  of(item: ItemIndex): ItemTexts {
    return (this.known[item] ??= this.make(item));
  }

  private make(item: ItemIndex): ItemTexts {
    const { model, tree } = this;
    switch (tree.kind[item]) {
      case ItemKind.node:
        return nodeTexts(model, tree.target[item]!, tree.childCount[item]!);
      case ItemKind.block:
        return tree.target[item]! < 0 ? this.groupTexts(item) : blockTexts(model, tree.target[item]!);
      case ItemKind.inputs:
        return endTexts(model, 'input', model.inputs);
      case ItemKind.outputs:
        return endTexts(model, 'output', programOutputs(model));
      case ItemKind.fold:
        return this.foldTexts(item);
      default:
        return this.groupTexts(item);
    }
  }

  private groupTexts(item: ItemIndex): ItemTexts {
    const { tree } = this;
    const operations = this.countText(item);
    const type = tree.kind[item] === ItemKind.module ? this.moduleType(item) : '';
    const title = tree.labels[item]!;
    const details = [[operations, type].filter(Boolean).join(' · '), operations];
    return { title, details, right: '', full: [title, details[0]].filter(Boolean).join('\n') };
  }

  /** A part of the many ends of a graph has no operations. */
  private countText(item: ItemIndex): string {
    const { model, tree } = this;
    const isOfEnds = tree.kind[item] === ItemKind.section && tree.nodeCount[item] === 0;
    return isOfEnds ? formatCount(tree.childCount[item]!, 'item') : formatCount(tree.nodeCount[item]!, nounOf(model));
  }

  private foldTexts(item: ItemIndex): ItemTexts {
    const { model, tree } = this;
    const title = tree.labels[item]!;
    const times = `×${formatCount(tree.repeats[item]!)}`;
    const details = [`${times} · ${formatCount(tree.nodeCount[item]!, nounOf(model))}`, times];
    return { title, details, right: '', full: `${title}\n${details[0]}` };
  }

  /** Class of the module that all of a group is, as its first operation tells it: "BertLayer". */
  private moduleType(item: ItemIndex): string {
    const { model, tree } = this;
    // The type is that of the innermost module: it is this one's where the operation stands in no further module.
    const first = tree.firstChild[item]!;
    if (tree.kind[first] !== ItemKind.node) return '';
    const type = model.program.graph.moduleType(tree.target[first]!);
    return type.slice(type.lastIndexOf('.') + 1);
  }
}

/** `graphs`: how many it runs. */
function nodeTexts(model: ProgramModel, node: number, graphs: number): ItemTexts {
  const {
    program: { graph, support, partition },
    times,
  } = model;
  // What stands in a subgraph but computes nothing is one of its ends: what comes in, or what it returns.
  const isOperation = graph.isOperation(node);
  const end = isOperation ? '' : nodeKind(model, node);
  const returned =
    graph.op(node) === NodeOp.output ? Array.from(graph.inputs(node), (each) => graph.outputs(each)).flat() : [];
  const [first, ...others] = [...graph.outputs(node), ...returned];
  const more = others.length > 0 ? ` +${others.length}` : '';
  const type = first ? tensorText(first) + more : 'no tensor';
  const reason = support.reason(node);
  const bad = isUnsupported(reason) ? reasonLabel(reason, isOnnxPartition(partition)) : '';
  const name = graph.name(node);
  const microseconds = times?.ofNode[node] ?? NaN;
  const hasTime = times !== undefined && !Number.isNaN(microseconds);
  const runs = graphs > 0 ? `runs ${formatCount(graphs, 'graph')}` : '';
  const full = [name, end || graph.target(node), type, runs, bad, hasTime ? timeText(times, microseconds) : ''];
  const time = hasTime ? shortTimeText(times, microseconds) : '';
  return {
    title: isOperation ? shortOperator(graph.target(node)) : endTitle(graph, node),
    ...(isOperation && { shortTitle: bareOperator(graph.target(node)) }),
    details: [
      [runs, time, type].filter(Boolean).join(' · '),
      runs || [time, first ? dtypeFirst(first) + more : type].filter(Boolean).join(' · '),
    ],
    // Beside the name of a group there is no room, and an end's name is in its title.
    right: graphs > 0 || !isOperation ? '' : name,
    full: full.filter(Boolean).join('\n'),
  };
}

/** The file says how the inputs of a graph are called, but of its end only what that returns. */
function endTitle(graph: Graph, node: NodeIndex): string {
  return graph.op(node) === NodeOp.output ? 'output' : `input ${graph.name(node)}`;
}

/** What a block reads: from the one before it, and from those further up. */
function readsOf(model: ProgramModel, block: number): string[] {
  const { next, far } = crossingLabels(model);
  return [next, far].flatMap((labels) => labels.get(block + 1)?.full ?? []);
}

function blockTexts(model: ProgramModel, index: number): ItemTexts {
  const block = model.program.partition.blocks[index]!;
  const title = titleOf(model, block);
  const details = blockDetails(model, index);
  const right = blockOutcome(model, index);
  return {
    title,
    details,
    right,
    full: [title, whereItRuns(model, block).short, details[0], right, ...readsOf(model, index)]
      .filter(Boolean)
      .join('\n'),
  };
}

function endTexts({ program: { graph } }: ProgramModel, word: string, nodes: readonly number[]): ItemTexts {
  const names = nodes.map((node) => graph.name(node));
  const title = `Program ${nodes.length === 1 ? word : `${word}s`} · ${listSome(names, 2)}`;
  return { title, details: [], right: '', full: title };
}
