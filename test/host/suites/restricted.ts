import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { buttonSelector, notifications, ui } from '../support/ui';
import { TYPE, model, node, value } from '../../support/onnxModel';
import {
  activated,
  closeAll,
  eventually,
  filesIn,
  fixture,
  openProgram,
  programInFront,
  remove,
  write,
} from '../support/workspace';

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

  it('an exported program, an ONNX model and an engine can be viewed, and no Python is asked about them', async () => {
    await openProgram(write('restricted/detector.pt2', fixture('exported/detector.pt2')));
    await ui.wait('text=partition not exact', 'program');
    // Only an interpreter says whether the program loads here, and none is looked for.
    await ui.wait('text=Not known, and so not held against this machine: the version of torch', 'program');
    await closeAll();
    const input = value('x', TYPE.float, ['batch', 8]);
    const output = value('y', TYPE.float, ['batch', 8]);
    const softplus = node('Softplus', ['x'], ['y']);
    const onnx = model({ name: 'net', node: [softplus], input: [input], output: [output] });
    await openProgram(write('restricted/net.onnx', onnx));
    await ui.wait('[role=treeitem][title*=Softplus]', 'program');
    await closeAll();
    await openProgram(write('restricted/tiny.engine', fixture('engines/tiny.onnx.engine.gz')));
    await ui.wait('text=TensorRT-RTX 1.7.1.116', 'program');
    await ui.wait('text=the version of TensorRT-RTX on the machine', 'program');
    assert.deepEqual(filesIn('restricted'), ['detector.pt2', 'net.onnx', 'tiny.engine']);
  });
});
