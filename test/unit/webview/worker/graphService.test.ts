import { describe, expect, it } from 'vitest';
import { encodeReport } from '../../../../extension/core/report/codec';
import { GraphTrees } from '../../../../webview/program/graphTrees';
import type { GraphClient } from '../../../../webview/program/worker/graphClient';
import { GraphService } from '../../../../webview/program/worker/graphService';
import type { Answer, Params, RequestName, TreeKey } from '../../../../webview/program/worker/protocol';
import { recordedReport } from '../../../webview/models';

const report = recordedReport('bert', ['torch.ops.aten.gelu.default']);
const BLOCKS: TreeKey = { hierarchy: 'partition', folded: false };
const MODULES: TreeKey = { hierarchy: 'module', folded: true };

/** A page's trees over a service that answers in order, each answer later. */
function trees(): { trees: GraphTrees; service: GraphService } {
  const service = new GraphService();
  service.load({ report: encodeReport(report), inputs: undefined });
  const request = async <Name extends RequestName>(name: Name, params: Params<Name>): Promise<Answer<Name>> => {
    const answer = (service as unknown as Record<Name, (given: Params<Name>) => Answer<Name>>)[name](params);
    await Promise.resolve();
    return answer;
  };
  const client = { request } as unknown as GraphClient;
  return { service, trees: new GraphTrees(client, report.program!, 'bert', {}) };
}

describe('trees of a program', () => {
  it('are laid out again without being sent again, however quickly they are asked for', async () => {
    const { trees: pages } = trees();
    const [first, second, third] = await Promise.all([
      pages.arrange(MODULES),
      pages.arrange(BLOCKS),
      pages.arrange(MODULES),
    ]);
    expect(third).toBe(first);
    expect(second.key).toEqual(BLOCKS);
  });

  it('open groups of the tree that they are of, whichever was laid out last', async () => {
    const { trees: pages } = trees();
    const blocks = await pages.arrange(BLOCKS);
    const modules = await pages.arrange(MODULES);
    const before = [...modules.openFlags];
    const block = blocks.tree.firstChild[0]! + 1;
    await pages.setOpen(blocks, [block], true);
    expect(blocks.isOpen(block)).toBe(true);
    expect(blocks.x).toHaveLength(blocks.tree.count);
    expect([...modules.openFlags]).toEqual(before);
  });

  it('say what is open as it is, after each change', async () => {
    const { trees: pages } = trees();
    const blocks = await pages.arrange(BLOCKS, { all: true, ids: [] });
    expect(pages.saved['partition']).toEqual({ all: true, ids: [] });
    const block = blocks.tree.firstChild[0]! + 1;
    await pages.setOpen(blocks, [block], false);
    expect(pages.saved['partition']!.ids).toEqual(['block:_run_on_acc_0']);
  });

  it('cannot open what was never laid out', () => {
    const { service } = trees();
    expect(() => service.setOpen({ key: MODULES, items: [1], isOpen: true })).toThrow('not arranged');
  });
});
