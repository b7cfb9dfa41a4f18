import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { notifications, ui } from '../support/ui';
import {
  activated,
  closeAll,
  compileSettings,
  eventually,
  inWorkspace,
  problemsIn,
  remove,
  write,
} from '../support/workspace';

const MODEL = '# plays: fails\ndef forward(x):\n    x = relu(x)\n    x = erfinv(x)\n    return tanh(x)\n';
const CHANGE = { torch_executed_ops: ['torch.ops.aten.relu.default'] };

const choose = (label: string): Promise<unknown> => ui.click(`.quick-input-list .monaco-list-row:has-text("${label}")`);

describe('remedies', () => {
  before(activated);
  afterEach(async () => {
    await closeAll();
    remove('remedies');
    const settings = vscode.workspace.getConfiguration('trtlens', null);
    await settings.update('compile.settings', undefined, vscode.ConfigurationTarget.Workspace);
  });

  async function failedModel(): Promise<vscode.Uri> {
    const uri = write('remedies/net.py', MODEL);
    await vscode.commands.executeCommand('trtlens.compile', uri);
    return uri;
  }

  it('of a notification are saved in the settings of the workspace, beside what is there', async () => {
    const settings = vscode.workspace.getConfiguration('trtlens', null);
    await settings.update('compile.settings', { min_block_size: 2 }, vscode.ConfigurationTarget.Workspace);
    await failedModel();
    await notifications.click('TensorRT could not build', 'Leave relu in PyTorch');
    await ui.wait('.quick-input-widget input[placeholder*="torch.ops.aten.relu.default"]');
    await choose('Save in the Settings');
    assert.deepEqual(
      await eventually('the saved setting', () =>
        compileSettings()?.['torch_executed_ops'] ? compileSettings() : undefined,
      ),
      { min_block_size: 2, ...CHANGE },
    );
  });

  it('are compiled with once, leaving the settings alone', async () => {
    const uri = await failedModel();
    write('remedies/net.py', MODEL.replace('fails', 'breaks'));
    await notifications.click('TensorRT could not build', 'Leave relu in PyTorch');
    await choose('Compiles remedies/net.py once');
    const used = await eventually('the second compile', () => {
      try {
        return JSON.parse(readFileSync(inWorkspace('remedies/net.trt.pt2'), 'utf8')) as unknown;
      } catch {
        return undefined;
      }
    });
    assert.deepEqual(used, CHANGE);
    assert.equal(compileSettings(), undefined);
    await eventually('the problems of the second compile', () => problemsIn(uri).length === 1);
  });

  it('change nothing when the question is left', async () => {
    await failedModel();
    await notifications.click('TensorRT could not build', 'Leave relu in PyTorch');
    await ui.wait('.quick-input-widget:has-text("Compile Now")');
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await ui.gone('.quick-input-widget');
    assert.equal(compileSettings(), undefined);
  });

  it('are quick fixes on the line of the problem', async () => {
    const uri = await failedModel();
    const line = problemsIn(uri).find(({ range }) => range.start.line === 2)!.range;
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      line,
    );
    const titles = actions.map(({ title }) => title);
    assert.ok(titles.includes('Leave relu in PyTorch (the other engine builds)'), titles.join('\n'));
  });
});
