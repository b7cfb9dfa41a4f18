import assert from 'node:assert/strict';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { ui } from '../support/ui';
import { activated, closeAll, eventually, inWorkspace, programInFront, remove, write } from '../support/workspace';

const MODEL = '# plays: breaks\ndef forward(x):\n    x = relu(x)\n    x = erfinv(x)\n    return tanh(x)\n';

async function compiled(name: string): Promise<vscode.Uri> {
  await vscode.commands.executeCommand('trtlens.compile', write(`${name}.py`, MODEL));
  await eventually('the program view', programInFront);
  // Closed while they load for the first time, pages of this server may never come up: they share one service worker.
  await ui.wait(`text=${basename(name)}.trtlens`, 'program');
  await ui.wait(`text=${basename(name)}.trtlens`, 'breaks');
  return vscode.Uri.file(inWorkspace(`${name}.trtlens`));
}

describe('program view', () => {
  before(activated);
  afterEach(async () => {
    await closeAll();
    remove('program');
  });

  it('is what a report opens in, and shows its operations', async () => {
    const report = await compiled('program/net');
    await closeAll();
    await vscode.commands.executeCommand('vscode.open', report);
    await eventually('the program view', () => programInFront() === report.fsPath);
    await ui.wait('[role=treeitem][title*=erfinv]', 'program');
  });

  it('exports the graph to a file that the user names', async () => {
    await compiled('program/net');
    await ui.wait('[role=treeitem]', 'program');
    await ui.click('.menu-button > button', 'program');
    await ui.click('[role=menuitem]:has-text("Graph as DOT")', 'program');
    await ui.wait('.quick-input-widget:visible input');
    await ui.press('.quick-input-widget input', 'Enter');
    const file = inWorkspace('program/net.dot');
    await eventually('the exported file', () => existsSync(file));
    await ui.wait('text=Exported to program/net.dot.', 'program');
    assert.match(readFileSync(file, 'utf8'), /^digraph "net" \{[^]*erfinv/);
  });

  it('follows the file: a report that replaces it is shown', async () => {
    const report = await compiled('program/net');
    await ui.wait('[role=treeitem][title*=erfinv]', 'program');
    const good = readFileSync(report.fsPath);
    replace(report, Buffer.from('no report at all'));
    await ui.gone('[role=treeitem][title*=erfinv]', 'program');
    replace(report, good);
    await ui.wait('[role=treeitem][title*=erfinv]', 'program');
  });

  it('an empty report is said to be one', async () => {
    const report = write('program/empty.trtlens', '');
    await vscode.commands.executeCommand('vscode.open', report);
    await ui.wait('text=empty.trtlens', 'program');
    await ui.wait('text=load.empty', 'program');
  });
});

describe('Graph Breaks panel', () => {
  before(activated);
  afterEach(async () => {
    await closeAll();
    remove('program');
  });

  it('opens after a compile with breaks, lists them and counts them on its tab', async () => {
    await compiled('program/net');
    await ui.wait('text=erfinv', 'breaks');
    await eventually('the badge', async () =>
      /1 graph break/.test(await ui.label('.panel .action-item:has-text("Graph Breaks") a')),
    );
  });

  it('follows the program view that was looked at last', async () => {
    const first = await compiled('program/one');
    await compiled('program/two');
    await ui.wait('text=two.trtlens', 'breaks');
    await vscode.commands.executeCommand('vscode.open', first);
    await ui.wait('text=one.trtlens', 'breaks');
  });

  it('is there without a report', async () => {
    await vscode.commands.executeCommand('trtlens.showBreaks');
    await ui.wait('text=No report is open', 'breaks');
    assert.equal(programInFront(), undefined);
  });
});

/** As a compile does it: a new file is renamed into the place of the old one. */
function replace(uri: vscode.Uri, bytes: Uint8Array): void {
  const next = `${uri.fsPath}.tmp`;
  writeFileSync(next, bytes);
  renameSync(next, uri.fsPath);
}
