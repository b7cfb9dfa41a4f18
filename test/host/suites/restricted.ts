import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { buttonSelector, notifications, ui } from '../support/ui';
import { activated, closeAll, eventually, filesIn, programInFront, remove, write } from '../support/workspace';

describe('in a workspace that is not trusted', () => {
  before(activated);
  afterEach(async () => {
    await closeAll();
    remove('restricted');
  });

  it('the workspace is not trusted', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it('compiling is refused with the reason and the way to change it', async () => {
    const uri = write('restricted/net.py', '# plays: breaks\n');
    const compile = vscode.commands.executeCommand('trtlens.compile', uri);
    await notifications.wait('runs Python code of this folder', buttonSelector('Manage Workspace Trust'));
    await vscode.commands.executeCommand('notifications.clearAll');
    await compile;
    assert.deepEqual(filesIn('restricted'), ['net.py']);
  });

  it('its settings choose no interpreter', () => {
    assert.equal(vscode.workspace.getConfiguration('trtlens').get('python.path'), '');
  });

  it('the status bar says so', async () => {
    await vscode.window.showTextDocument(write('restricted/net.py', '# plays: breaks\n'));
    const status = '#trtlens\\.trtlens\\.trtlens\\.environment';
    await ui.wait(status);
    await eventually('the tooltip', async () => /TensorRT/.test(await ui.text(status)));
    assert.equal(await notifications.count('TensorRT'), 0);
  });

  it('a report can be viewed', async () => {
    const report = write('restricted/net.trtlens', 'no report');
    await vscode.commands.executeCommand('vscode.open', report);
    await eventually('the program view', () => programInFront() === report.fsPath);
    await ui.wait('text=report.corrupt', 'program');
  });
});
