/** Search as it is meant, node by node through the graph's own words: slow, and what the index is compared with. */

import { dtypeName } from '../../../../extension/core/graph/dtype';
import { shapeText, splitShape } from '../../../../extension/core/graph/shape';
import { sourceOfNode } from '../../../../extension/core/graph/source';
import { blockTitle, isOnnxPartition } from '../../../../extension/core/partition/partition';
import { operatorName } from '../../../../extension/core/partition/operators';
import { Reason, isUnsupported, reasonId, reasonLabel } from '../../../../extension/core/partition/reasons';
import type { Program } from '../../../../extension/core/report/report';
import { fileName } from '../../../../webview/ui/words';
import { type Field, type Term, fold, parseQuery } from '../../../../webview/program/search/query';

export function searchSlowly(program: Program, text: string): number[] {
  const { terms } = parseQuery(text);
  const nodes = Array.from({ length: program.graph.nodeCount }, (_, node) => node);
  return nodes.filter((node) => terms.every((term) => holds(program, term, node)));
}

/** Values of a field that a node has, as they are offered; of names none are. */
export function valuesOf(program: Program, field: Field, node: number): string[] {
  const { graph, partition } = program;
  const some = (text: string): string[] => (text === '' ? [] : [text]);
  switch (field) {
    case 'name':
      return [];
    case 'op':
      return some(operatorOf(program, node));
    case 'module':
      return some(graph.module(node));
    case 'dtype':
      return graph.outputs(node).map(({ dtype }) => dtypeName(dtype));
    case 'shape':
      return graph.outputs(node).map(({ shape }) => shape || 'scalar');
    case 'reason': {
      const reason = reasonOf(program, node);
      const isTold = partition.partitioner !== 'none' && reason !== Reason.notAnOperation;
      if (!isTold || (partition.partitioner === 'stored' && !isUnsupported(reason))) return [];
      return [reasonLabel(reason, isOnnxPartition(partition))];
    }
    case 'block':
      return some(titleOf(program, node)?.title ?? '');
    case 'in':
      return [...graph.inputs(node)].flatMap((input) => some(operatorOf(program, input)));
    case 'out':
      return [...graph.users(node)].flatMap((user) => some(operatorOf(program, user)));
    case 'file':
      return some(fileName(sourceOfNode(graph, node)?.frame.file ?? ''));
  }
}

function holds(program: Program, { alternatives, exclude, field }: Term, node: number): boolean {
  const asked = alternatives.filter(({ text }) => text !== '');
  if (asked.length === 0) return true;
  return asked.some(({ text }) => finds(program, field, fold(text), text, node)) !== exclude;
}

function finds(program: Program, field: Term['field'], needle: string, typed: string, node: number): boolean {
  const { graph } = program;
  const has = (text: string): boolean => fold(text).includes(needle);
  const operatorHas = (at: number): boolean => {
    const wanted = fold(operatorName(typed)) || needle;
    return fold(operatorOf(program, at)).includes(wanted);
  };
  switch (field) {
    case undefined:
      return (
        [graph.name(node), operatorOf(program, node), graph.module(node), graph.arguments(node)].some(has) ||
        operatorHas(node)
      );
    case 'name':
      return has(graph.name(node));
    case 'op':
      return operatorHas(node);
    case 'module':
      return has(graph.module(node));
    case 'dtype': {
      const name = { fp16: 'float16', bf16: 'bfloat16' }[needle] ?? needle;
      return graph.outputs(node).some(({ dtype }) => dtypeName(dtype).startsWith(name));
    }
    case 'shape':
      return graph
        .outputs(node)
        .some(({ shape }) => shapeFits(fold(shape), needle) || needle === fold(shapeText(shape)));
    case 'reason':
      return reasonFits(program, node, needle);
    case 'block': {
      const title = titleOf(program, node);
      if (title === undefined) return false;
      if (/^\d+$/.test(needle)) return title.title.endsWith(` ${needle}`);
      return has(title.title) || has(title.name);
    }
    case 'in':
      return [...graph.inputs(node)].some((input) => has(graph.name(input)) || operatorHas(input));
    case 'out':
      return [...graph.users(node)].some((user) => has(graph.name(user)) || operatorHas(user));
    case 'file': {
      const frame = sourceOfNode(graph, node)?.frame;
      if (!frame) return false;
      const [, file, line] = /^([^]*):(\d+)$/.exec(needle) ?? [];
      return line === undefined ? has(frame.file) : fold(frame.file).includes(file!) && frame.line === Number(line);
    }
  }
}

function operatorOf({ graph }: Program, node: number): string {
  if (graph.isOperation(node)) return operatorName(graph.target(node));
  return { 0: 'placeholder', 1: 'get_attr', 3: 'output' }[graph.op(node) as 0 | 1 | 3];
}

/** As an expression over sizes each behind a comma; an open end is any sizes. */
function shapeFits(shape: string, pattern: string): boolean {
  if (pattern === shape) return true;
  const sizes = splitShape(pattern);
  const any = '(?:,[^,]*)*';
  const parts = sizes.map((size) => (size === '*' ? ',[^,]*' : `,${size.replace(/[^\w]/gu, '\\$&')}`));
  const middle =
    sizes.length === 1 ? parts : parts.filter((_, i) => sizes[i] !== '' || (i > 0 && i < parts.length - 1));
  const start = sizes.length === 1 || sizes[0] === '' ? any : '';
  const end = sizes.length === 1 || sizes.at(-1) === '' ? any : '';
  const text = splitShape(shape).map((size) => `,${size}`);
  return new RegExp(`^${start}${middle.join('')}${end}$`).test(text.join(''));
}

function reasonFits(program: Program, node: number, needle: string): boolean {
  const { support, partition, graph } = program;
  if (partition.partitioner === 'none') return false;
  const textsOf = (reason: Reason): string[] => [reasonLabel(reason, isOnnxPartition(partition)), reasonId(reason)];
  const means = (reason: Reason): boolean =>
    textsOf(reason)
      .map(fold)
      .some((text) => {
        const starts = [0, ...[...text.matchAll(/[ _]/g)].map(({ index }) => index + 1)];
        return starts.some((start) => text.startsWith(needle, start));
      });
  const reason = reasonOf(program, node);
  // A compiled program holds what was left out, and not why the rest is as it is.
  if (partition.partitioner === 'stored' && !isUnsupported(reason)) return false;
  if (!graph.isOperation(node) || reason === Reason.notAnOperation) return false;
  if (Object.values(Reason).some((each) => each !== Reason.notAnOperation && means(each))) return means(reason);
  return fold(support.detail(node)).includes(needle);
}

function reasonOf({ support, partition }: Program, node: number): Reason {
  const block = partition.blocks.find(({ kind, nodes }) => kind === 'torch' && nodes.includes(node));
  if (partition.partitioner === 'stored') return support.reason(node);
  const tooSmall = block && ![...block.nodes].some((each) => isUnsupported(support.reason(each)));
  return tooSmall ? Reason.minBlockSize : support.reason(node);
}

function titleOf({ graph, partition }: Program, node: number): { title: string; name: string } | undefined {
  const owner =
    graph.columns.subgraphs.find(({ first, count }) => first <= node && node < first + count)?.owner ?? node;
  const block = partition.blocks.find(({ nodes }) => nodes.includes(owner));
  if (!block) return undefined;
  const kind = partition.skippedWholeGraph ? 'torch' : block.kind;
  return { title: blockTitle({ ...block, kind }, partition), name: block.name };
}
