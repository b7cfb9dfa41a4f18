import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { runTask } from '../support/task';
import { ui } from '../support/ui';
import { activated, closeAll, eventually, filesIn, inWorkspace, problemsIn, remove, write } from '../support/workspace';

const model = (play: string): string =>
  `# plays: ${play}\ndef forward(x):\n    x = relu(x)\n    x = erfinv(x)\n    return tanh(x)\n`;

describe('tasks of type tensorrt', () => {
  before(activated);
  afterEach(async () => {
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await eventually('no terminal', () => vscode.window.terminals.length === 0);
    await closeAll();
    remove('.vscode/tasks.json');
    remove('tasks');
  });

  it('are offered for the model in front', async () => {
    await vscode.window.showTextDocument(write('tasks/net.py', model('breaks')));
    const tasks = await vscode.tasks.fetchTasks({ type: 'tensorrt' });
    assert.deepEqual(
      tasks.map(({ definition }) => definition),
      [{ type: 'tensorrt', model: 'tasks/net.py' }],
    );
  });

  it('of tasks.json run the same compile: files, problems and exit code 0', async () => {
    const uri = write('tasks/net.py', model('breaks'));
    const exit = await runTask({ model: '${workspaceFolder}/tasks/net.py', settings: { min_block_size: 1 } });
    assert.equal(exit, 0);
    assert.deepEqual(filesIn('tasks'), ['net.py', 'net.trt.pt2', 'net.trtlens']);
    assert.deepEqual(JSON.parse(readFileSync(inWorkspace('tasks/net.trt.pt2'), 'utf8')), { min_block_size: 1 });
    assert.equal(problemsIn(uri)[0]?.range.start.line, 3);
  });

  it('say in their terminal what was found', async () => {
    write('tasks/net.py', model('fails'));
    assert.equal(await runTask({ model: 'tasks/net.py' }), 1);
    await eventually('the finding in the terminal', async () =>
      (await ui.text('.terminal-wrapper.active .xterm-rows')).includes('[build.failed]'),
    );
  });

  it('that end early leave nothing behind', async () => {
    write('tasks/net.py', model('slow'));
    const ended = runTask({ model: 'tasks/net.py' });
    await ui.wait('.terminal-wrapper.active .xterm-rows:has-text("Building engine 1")');
    const execution = await eventually('the running task', () => vscode.tasks.taskExecutions[0]);
    execution.terminate();
    await ended;
    await eventually('the files are gone', () => filesIn('tasks').length === 1);
  });

  it('without a model end with status 2', async () => {
    assert.equal(await runTask({ model: '' }), 2);
  });
});
