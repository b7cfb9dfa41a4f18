import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { buttonSelector, notifications, ui } from '../support/ui';
import { activated, closeAll, filesIn, problemsIn, remove, write } from '../support/workspace';

const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('trtlens', null);
const setPython = (path: string | undefined): Thenable<void> =>
  settings().update('python.path', path, vscode.ConfigurationTarget.Workspace);

describe('environment', () => {
  before(activated);
  afterEach(async () => {
    await setPython(process.env['TRTLENS_FAKE_PYTHON']);
    await closeAll();
    remove('environment');
  });

  it('an interpreter that is not there: said with what to do, and nothing is compiled', async () => {
    await setPython('/nowhere/python');
    const uri = write('environment/net.py', '# plays: breaks\n');
    await vscode.commands.executeCommand('trtlens.compile', uri);
    await notifications.wait('/nowhere/python', buttonSelector('Set up the managed environment'));
    assert.deepEqual(filesIn('environment'), ['net.py']);
    // It is about the machine, not about a line of the model.
    assert.deepEqual(problemsIn(uri), []);
  });

  it('a missing one shows in the status bar, and the next choice takes over without a reload', async () => {
    await setPython('/nowhere/python');
    await vscode.window.showTextDocument(write('environment/net.py', '# plays: breaks\n'));
    const status = '#trtlens\\.trtlens\\.trtlens\\.environment';
    await ui.wait(`${status}:has-text("no environment")`);
    await setPython(process.env['TRTLENS_FAKE_PYTHON']);
    await ui.wait(`${status}:has-text("TensorRT-RTX")`);
  });

  it('Select Interpreter lists what there is, with what is in use', async () => {
    const chosen = vscode.commands.executeCommand('trtlens.selectInterpreter');
    await ui.wait('.quick-input-list .monaco-list-row:has-text("fake python"):has-text("in use")');
    await ui.wait('.quick-input-list .monaco-list-row:has-text("Choose automatically")');
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await chosen;
    assert.equal(settings().get('python.path'), process.env['TRTLENS_FAKE_PYTHON']);
    assert.equal(await notifications.count('Select Interpreter'), 0);
  });
});
