import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS, LINK_COMMANDS } from '../../../extension/host/commands/ids';
import { activated, closeAll, eventually, write } from '../support/workspace';
import { ui } from '../support/ui';

const STATUS = '#trtlens\\.trtlens\\.trtlens\\.environment';

describe('activation', () => {
  it('activates, and says how long that took', async () => {
    const api = await activated();
    assert.ok(api.activationMilliseconds > 0, `${api.activationMilliseconds} ms`);
  });

  it('registers every command', async () => {
    const present = new Set(await vscode.commands.getCommands());
    for (const command of [...COMMANDS, ...LINK_COMMANDS]) assert.ok(present.has(command), command);
  });
});

describe('status item', () => {
  before(activated);
  afterEach(closeAll);

  it('shows the environment while a model is in front, and only then', async () => {
    await vscode.window.showTextDocument(write('status/model.py', '# plays: breaks\n'));
    await ui.wait(`${STATUS}:has-text("TensorRT-RTX 1.5.0.114")`);
    await vscode.window.showTextDocument(write('status/notes.txt', 'no model\n'));
    await eventually('the status item is gone', async () => !(await ui.count(`${STATUS}:visible`)));
  });

  it('is spoken without its icon', async () => {
    await vscode.window.showTextDocument(write('status/model.py', '# plays: breaks\n'));
    await ui.wait(`${STATUS}:has-text("TensorRT-RTX 1.5.0.114")`);
    assert.match(await ui.label(`${STATUS} a`), /^Torch-TensorRT Lens, TensorRT-RTX 1\.5\.0\.114/);
  });
});
