import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { TYPE, model, node, value } from '../../support/onnxModel';
import { ui } from '../support/ui';
import {
  activated,
  closeAll,
  eventually,
  fixture,
  folder,
  inWorkspace,
  openProgram,
  programInFront,
  remove,
  write,
} from '../support/workspace';

/** Far longer than it takes to show a small file anew. */
const SHOWN_ANEW_MS = 3000;

const onnx = (operator: string): Uint8Array =>
  model({
    name: 'net',
    node: [node(operator, ['x'], ['y'])],
    input: [value('x', TYPE.float, ['batch', 8])],
    output: [value('y', TYPE.float, ['batch', 8])],
  });

describe('files that hold a program', () => {
  before(activated);
  afterEach(async () => {
    await closeAll();
    remove('artifacts');
  });

  it('an .onnx opens in the program view, with its graph and inputs', async () => {
    await openProgram(write('artifacts/net.onnx', onnx('Softplus')));
    await ui.wait('[role=treeitem][title*=Softplus]', 'program');
    await ui.wait('text=batch×8', 'program');
    await ui.wait('text=not partitioned', 'program');
  });

  it('an exported program opens with the partition that is worked out for it, which is not exact', async () => {
    await openProgram(write('artifacts/detector.pt2', fixture('exported/detector.pt2')));
    await ui.wait('text=partition not exact', 'program');
    await ui.wait('text=would be', 'program');
    await ui.wait('text=This partition was worked out without Torch-TensorRT', 'program');
    await ui.wait('text=partition.inexact', 'program');
    await ui.wait('[role=treeitem][title^="PyTorch 1"]', 'program');
  });

  it('is shown anew when the file is written anew', async () => {
    await openProgram(write('artifacts/net.onnx', onnx('Softplus')));
    await ui.wait('[role=treeitem][title*=Softplus]', 'program');
    write('artifacts/net.onnx', onnx('Softsign'));
    await ui.wait('[role=treeitem][title*=Softsign]', 'program');
    await ui.gone('[role=treeitem][title*=Softplus]', 'program');
  });

  it('a compiled program tells what made it and for which GPU, and its breaks', async () => {
    await openProgram(write('artifacts/net.trt.pt2', fixture('compiled/alternating.trt.pt2')));
    await ui.wait('text=program compiled with Torch-TensorRT', 'program');
    await ui.wait('text=NVIDIA RTX 6000 Ada', 'program');
    await ui.wait('text=_run_on_acc_0_engine', 'program');
  });

  it('a damaged one says where', async () => {
    await openProgram(write('artifacts/cut.pt2', fixture('exported/mlp.pt2').subarray(0, 5000)));
    await ui.wait('text=This file cannot be shown', 'program');
    await ui.wait('text=load.truncated', 'program');
  });

  it('is held against the machine that the setting names', async () => {
    const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('trtlens', folder().uri);
    await openProgram(write('artifacts/net.trt.pt2', fixture('compiled/alternating.trt.pt2')));
    await ui.wait('text=_run_on_acc_0_engine', 'program');
    try {
      await settings().update('target', 'platform=windows_x86_64', vscode.ConfigurationTarget.Workspace);
      await ui.wait('text=cannot be loaded on the chosen machine', 'program');
    } finally {
      await settings().update('target', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await ui.gone('text=cannot be loaded on the chosen machine', 'program');
  });

  it('an .onnx, which no machine loads, is not shown anew for another machine', async () => {
    const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('trtlens', folder().uri);
    await openProgram(write('artifacts/net.onnx', onnx('Softplus')));
    await ui.wait('[role=treeitem][title*=Softplus]', 'program');
    await ui.click('.menu-button > button', 'program');
    await ui.click('[role=menuitem]:has-text("Selection as DOT")', 'program');
    // Said until there is something else to say, such as of a file that is shown anew.
    await ui.wait('text=Nothing is selected.', 'program');
    try {
      await settings().update('target', 'platform=windows_x86_64', vscode.ConfigurationTarget.Workspace);
      await new Promise((resolve) => setTimeout(resolve, SHOWN_ANEW_MS));
      assert.equal(await ui.count('text=Nothing is selected.', 'program'), 1);
    } finally {
      await settings().update('target', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('Choose Target Machine writes the setting from four questions', async () => {
    const picked = vscode.commands.executeCommand('trtlens.chooseTarget');
    const row = (text: string): string => `.quick-input-list .monaco-list-row:has-text(${JSON.stringify(text)})`;
    try {
      await ui.click(row('Another machine…'));
      for (const choice of ['H100, H200, GH200', 'linux_x86_64', '2.13', 'TensorRT-RTX']) await ui.click(row(choice));
      await picked;
      const target = vscode.workspace.getConfiguration('trtlens', folder().uri).get('target');
      assert.equal(target, 'capability=9.0,platform=linux_x86_64,torch-tensorrt=2.13,flavour=rtx');
    } finally {
      await vscode.workspace
        .getConfiguration('trtlens', folder().uri)
        .update('target', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('others open by Open in Program View, and say what they are not', async () => {
    const text = write('artifacts/notes.txt', 'nothing of ours\n');
    await vscode.commands.executeCommand('trtlens.open', text);
    await eventually('the program view', () => programInFront() === inWorkspace('artifacts/notes.txt'));
    await ui.wait('text=load.unknown-format', 'program');
  });
});
