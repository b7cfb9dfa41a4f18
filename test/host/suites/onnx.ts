import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { encodeRemedy } from '../../../extension/core/findings/codec';
import { TYPE, model, node, value } from '../../support/onnxModel';
import { playTensorRT, restoreTensorRT, withoutAddon } from '../support/fakeTensorRT';
import { runTask } from '../support/task';
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

/** A model that adds up its inputs, or hands the only one on. */
function onnx(inputs: Readonly<Record<string, (number | string)[]>>): Uint8Array {
  const names = Object.keys(inputs);
  return model({
    name: 'net',
    node: [names.length === 1 ? node('Relu', names, ['y']) : node('Add', names, ['y'])],
    input: names.map((name) => value(name, TYPE.float, inputs[name]!)),
    output: [value('y', TYPE.float, Object.values(inputs)[0]!)],
  });
}

const IMAGE = { image: ['batch', 3, 'height', 'width'] };
const QUESTION = '.quick-input-widget';
const box = `${QUESTION} input`;
const row = (text: string): string => `.quick-input-list .monaco-list-row:has-text(${JSON.stringify(text)})`;
const FIXED = { input: 'image', min: [1, 3, 224, 224], opt: [1, 3, 224, 224], max: [1, 3, 224, 224] };

const compile = (uri: vscode.Uri): Thenable<unknown> => vscode.commands.executeCommand('trtlens.compile', uri);
const asked = (title: string): Promise<unknown> => ui.wait(`${QUESTION}:has-text(${JSON.stringify(title)})`);

/** The options that an engine was built with. */
function builtWith(engine: string): { shapes?: unknown; refit?: boolean } {
  return JSON.parse(readFileSync(inWorkspace(engine), 'utf8')) as { shapes?: unknown };
}

const codesIn = (uri: vscode.Uri): string[] => problemsIn(uri).map(({ code }) => (code as { value: string }).value);

describe('Compile with TensorRT, for an .onnx', () => {
  before(async () => {
    await activated();
    await playTensorRT();
  });
  after(restoreTensorRT);
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await closeAll();
    remove('.vscode/tasks.json');
    remove('onnx');
  });

  it('without open dimensions asks nothing, writes an engine and opens the program view', async () => {
    await compile(write('onnx/fixed.onnx', onnx({ image: [1, 3, 8, 8] })));
    assert.deepEqual(filesIn('onnx'), ['fixed.engine', 'fixed.onnx', 'fixed.trtlens']);
    assert.deepEqual(builtWith('onnx/fixed.engine').shapes, []);
    await eventually('the program view', () => programInFront() === inWorkspace('onnx/fixed.trtlens'));
    await ui.wait('text=TensorRT-RTX 1.5.0.114', 'program');
  });

  it('asks for the shape of an input with open dimensions, with offers', async () => {
    const running = compile(write('onnx/offers.onnx', onnx(IMAGE)));
    await asked('Shape of image');
    await ui.wait(`${QUESTION} input[placeholder*="batch×3×height×width"]`);
    await ui.wait(row('Batch 1 to 8'));
    await ui.click(row('Fixed, batch 1'));
    await running;
    assert.deepEqual(builtWith('onnx/offers.engine').shapes, [FIXED]);
  });

  it('takes another shape, says what is wrong with one, and offers it first the next time', async () => {
    const uri = write('onnx/other.onnx', onnx(IMAGE));
    const running = compile(uri);
    await ui.click(row('Another Shape…'));
    const message = (text: string): Promise<unknown> => ui.wait(`${QUESTION}:has-text(${JSON.stringify(text)})`);
    await asked('one shape, or MIN:OPT:MAX');
    await ui.fill(box, '2x3');
    await message('has 4 dimensions, and 2x3 has 2');
    await ui.fill(box, 'two');
    await message('"two" is neither a shape');
    await ui.fill(box, '2x4x8x8');
    await message('Dimension 1 of image');
    await ui.press(box, 'Enter');
    assert.deepEqual(filesIn('onnx'), ['other.onnx']);
    await ui.fill(box, '2x3x8x8:2x3x16x16:4x3x32x32');
    await ui.gone(`${QUESTION}:has-text("says otherwise")`);
    await ui.press(box, 'Enter');
    await running;
    const range = { input: 'image', min: [2, 3, 8, 8], opt: [2, 3, 16, 16], max: [4, 3, 32, 32] };
    assert.deepEqual(builtWith('onnx/other.engine').shapes, [range]);

    const again = compile(uri);
    await asked('Shape of image');
    assert.match(
      await ui.text('.quick-input-list .monaco-list-row'),
      /2x3x8x8:2x3x16x16:4x3x32x32[^]*as the last time/,
    );
    await ui.press(box, 'Escape');
    await again;
  });

  it('given up with Escape compiles nothing', async () => {
    const running = compile(write('onnx/given-up.onnx', onnx(IMAGE)));
    await asked('Shape of image');
    await ui.press(box, 'Escape');
    await running;
    assert.deepEqual(filesIn('onnx'), ['given-up.onnx']);
  });

  it('counts its questions where there are several', async () => {
    const running = compile(write('onnx/two.onnx', onnx({ image: ['n', 8], tokens: ['n', 8] })));
    await asked('Shape of image (1 of 2)');
    await ui.click(row('Fixed, batch 1'));
    await asked('Shape of tokens (2 of 2)');
    await ui.click(row('Batch 1 to 8'));
    await running;
    assert.deepEqual(builtWith('onnx/two.engine').shapes, [
      { input: 'image', min: [1, 8], opt: [1, 8], max: [1, 8] },
      { input: 'tokens', min: [1, 8], opt: [1, 8], max: [8, 8] },
    ]);
  });

  it('as a task takes its shapes from tasks.json', async () => {
    write('onnx/task.onnx', onnx(IMAGE));
    assert.equal(await runTask({ model: 'onnx/task.onnx', shapes: { image: '1x3x224x224' } }), 0);
    assert.deepEqual(builtWith('onnx/task.engine').shapes, [FIXED]);
  });

  describe('as a task without shapes', () => {
    const REMEDY = 'Give the shapes, or ranges of them';
    const settings = { immutable_weights: false };
    let uri: vscode.Uri;

    beforeEach(async () => {
      uri = write('onnx/short.onnx', onnx(IMAGE));
      write('onnx/out/keep.txt', '');
      const definition = { model: 'onnx/short.onnx', outputFolder: 'onnx/out', settings };
      assert.equal(await runTask(definition), 1);
      assert.deepEqual(codesIn(uri), ['build.shapes-missing']);
      assert.equal(problemsIn(uri)[0]?.source, 'TensorRT-RTX');
      await eventually('the program view', () => programInFront() === inWorkspace('onnx/out/short.trtlens'));
    });

    /** The question is for this model, and its answer goes into all that the task asked for. */
    async function answered(): Promise<void> {
      await asked('Shape of image');
      // Whether as the last time or as the first offer.
      await ui.click(row('1x3x224x224'));
      await eventually('the engine', () => filesIn('onnx/out').includes('short.engine'));
      const { shapes, refit } = builtWith('onnx/out/short.engine');
      assert.deepEqual(shapes, [FIXED]);
      assert.equal(refit, true);
      await eventually('no problem', () => problemsIn(uri).length === 0);
    }

    it('asks for them from the notification', async () => {
      await notifications.click('An engine needs to know the shapes', REMEDY);
      await answered();
    });

    it('asks for them from the program view', async () => {
      await ui.click('.notice .remedy vscode-button', 'program');
      await answered();
    });

    it('asks for them from the problem', async () => {
      await vscode.workspace.openTextDocument(uri);
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        problemsIn(uri)[0]!.range,
      );
      const fix = actions.find(({ title }) => title.startsWith(REMEDY));
      assert.ok(fix?.command, actions.map(({ title }) => title).join('\n'));
      void vscode.commands.executeCommand(fix.command.command, ...(fix.command.arguments as unknown[]));
      await answered();
    });
  });

  it('keeps its shapes when a remedy changes a setting', async () => {
    const uri = write('onnx/kept.onnx', onnx(IMAGE));
    const running = compile(uri);
    await ui.click(row('Fixed, batch 1'));
    await running;
    const remedy = encodeRemedy({
      title: 'Let weights be refitted',
      action: { kind: 'settings', change: { immutable_weights: false } },
    });
    const applied = vscode.commands.executeCommand('_trtlens.applyRemedy', remedy, uri.fsPath);
    await ui.click(row('Compiles onnx/kept.onnx once'));
    await applied;
    assert.deepEqual(builtWith('onnx/kept.engine').shapes, [FIXED]);
    assert.equal(builtWith('onnx/kept.engine').refit, true);
  });

  it('says so, and asks nothing first, where the installation has no native part', async () => {
    withoutAddon();
    try {
      const uri = write('onnx/universal.onnx', onnx(IMAGE));
      await compile(uri);
      await notifications.wait('has no bridge to TensorRT-RTX', buttonSelector('Show Log'));
      assert.deepEqual(filesIn('onnx'), ['universal.onnx']);
      assert.deepEqual(problemsIn(uri), []);
    } finally {
      await playTensorRT();
    }
  });
});
