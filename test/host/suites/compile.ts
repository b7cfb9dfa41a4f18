import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { buttonSelector, notifications, ui } from '../support/ui';
import {
  activated,
  closeAll,
  eventually,
  filesIn,
  inWorkspace,
  problemsIn,
  programInFront,
  remove,
  write,
} from '../support/workspace';

const model = (play: string): string =>
  `# plays: ${play}\ndef forward(x):\n    x = relu(x)\n    x = erfinv(x)\n    return tanh(x)\n`;

const compile = (...args: unknown[]): Thenable<unknown> => vscode.commands.executeCommand('trtlens.compile', ...args);

describe('Compile with TensorRT', () => {
  before(activated);
  afterEach(async () => {
    await closeAll();
    remove('compile');
  });

  it('writes program and report beside the model and opens the program view', async () => {
    const uri = write('compile/net.py', model('breaks'));
    await compile(uri, [uri]);
    assert.deepEqual(filesIn('compile'), ['net.py', 'net.trt.pt2', 'net.trtlens']);
    await eventually('the program view', () => programInFront() === inWorkspace('compile/net.trtlens'));
  });

  it('puts the graph break on its Python line, and only there', async () => {
    const uri = write('compile/net.py', model('breaks'));
    await compile(uri);
    const [problem, ...more] = await eventually('problems', () =>
      problemsIn(uri).length ? problemsIn(uri) : undefined,
    );
    assert.deepEqual(more, []);
    assert.equal(problem?.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal((problem.code as { value: string }).value, 'break.no-converter');
    assert.match(problem.message, /erfinv/);
    // From the first character of the line that is not blank to its end.
    assert.deepEqual(problem.range, new vscode.Range(3, 4, 3, 17));
  });

  it('takes the model of the active editor, saved first', async () => {
    const uri = write('compile/active.py', model('fails'));
    const editor = await vscode.window.showTextDocument(uri);
    await editor.edit((edit) => edit.replace(new vscode.Range(0, 0, 0, 100), '# plays: breaks'));
    await compile();
    assert.equal(editor.document.isDirty, false);
    assert.match(readFileSync(uri.fsPath, 'utf8'), /^# plays: breaks/);
    assert.ok(filesIn('compile').includes('active.trt.pt2'));
  });

  it('compiles all files that are selected, one after the other', async () => {
    const uris = ['a', 'b'].map((name) => write(`compile/${name}.py`, model('breaks')));
    await compile(uris[0], uris);
    assert.deepEqual(
      filesIn('compile').filter((name) => name.endsWith('.pt2')),
      ['a.trt.pt2', 'b.trt.pt2'],
    );
  });

  it('replaces what an earlier compile found', async () => {
    const uri = write('compile/net.py', model('fails'));
    await compile(uri);
    assert.ok(problemsIn(uri).some(({ code }) => (code as { value: string }).value === 'build.failed'));
    write('compile/net.py', model('breaks'));
    await compile(uri);
    assert.deepEqual(
      problemsIn(uri).map(({ code }) => (code as { value: string }).value),
      ['break.no-converter'],
    );
  });

  it('a failed build: a problem, a notification with the remedy, and the graph all the same', async () => {
    const uri = write('compile/net.py', model('fails'));
    await compile(uri);
    await notifications.wait('TensorRT could not build', buttonSelector('Leave relu in PyTorch'));
    await notifications.wait('TensorRT could not build', buttonSelector('Show Log'));
    assert.deepEqual(filesIn('compile'), ['net.py', 'net.trtlens']);
    await eventually('the program view', () => programInFront() === inWorkspace('compile/net.trtlens'));
    const failed = problemsIn(uri).find(({ code }) => (code as { value: string }).value === 'build.failed');
    assert.equal(failed?.range.start.line, 2);
    assert.equal(failed.severity, vscode.DiagnosticSeverity.Error);
    assert.match(failed.message, /Try: Leave relu in PyTorch \(the other engine builds\)/);
  });

  it('a worker that crashes: a finding that names what was being built', async () => {
    const uri = write('compile/net.py', model('crashes'));
    await compile(uri);
    const crash = problemsIn(uri).find(({ code }) => (code as { value: string }).value === 'build.crashed');
    assert.match(crash?.message ?? '', /_run_on_acc_2|engine 2/i);
    assert.deepEqual(filesIn('compile'), ['net.py', 'net.trtlens']);
  });

  it('cancelled while building: nothing is left, and it ends within 2 s', async () => {
    const uri = write('compile/slow.py', model('slow'));
    const running = compile(uri);
    await notifications.wait('Building engine 1 of 2');
    const start = Date.now();
    await notifications.click('Compiling slow.py', 'Cancel');
    await running;
    assert.ok(Date.now() - start < 2500, `${Date.now() - start} ms`);
    assert.deepEqual(filesIn('compile'), ['slow.py']);
    assert.deepEqual(problemsIn(uri), []);
    assert.equal(programInFront(), undefined);
  });

  it('asked for again while it runs: says so and offers to cancel', async () => {
    const uri = write('compile/again.py', model('slow'));
    const running = compile(uri);
    await notifications.wait('Building engine 1 of 2');
    await compile(uri);
    await notifications.click('is being compiled already', 'Cancel It');
    await running;
    assert.deepEqual(filesIn('compile'), ['again.py']);
  });

  it('a compiled program is not compiled again, and a text file is none', async () => {
    await compile(write('compile/net.trt.pt2', 'PK'));
    await notifications.wait('net.trt.pt2 is compiled already');
    await compile(write('compile/notes.txt', ''));
    await notifications.wait('notes.txt is no .py, .pt2, .ep or .onnx file');
  });

  it('writes into the folder that the setting names', async () => {
    const settings = vscode.workspace.getConfiguration('trtlens', null);
    await settings.update('compile.outputFolder', 'compile/out', vscode.ConfigurationTarget.Workspace);
    try {
      write('compile/out/keep.txt', '');
      await compile(write('compile/net.py', model('breaks')));
      assert.deepEqual(filesIn('compile/out'), ['keep.txt', 'net.trt.pt2', 'net.trtlens']);
    } finally {
      await settings.update('compile.outputFolder', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('a setting that Torch-TensorRT does not have: said before anything runs', async () => {
    const settings = vscode.workspace.getConfiguration('trtlens', null);
    await settings.update('compile.settings', { min_block_sise: 3 }, vscode.ConfigurationTarget.Workspace);
    try {
      await compile(write('compile/net.py', model('breaks')));
      await notifications.wait('There is no setting "min_block_sise"');
      assert.deepEqual(filesIn('compile'), ['net.py']);
    } finally {
      await settings.update('compile.settings', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});

describe('log', () => {
  before(activated);
  afterEach(closeAll);

  it('has what the model printed', async () => {
    await compile(write('log/net.py', model('breaks')));
    await vscode.commands.executeCommand('trtlens.showLog');
    await ui.wait(
      '.output-view-content :text("a line that the model printed"), .view-line:has-text("a line that the model printed")',
    );
    remove('log');
  });
});
