/** Every kind of file opens by a double click, and says first what a person asks first. */

import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { ARTIFACTS } from './support/artifacts';
import { type TestWindow, openWindow } from './support/window';

let window: TestWindow;
beforeAll(async () => {
  window = await openWindow({ files: ARTIFACTS });
  await window.workbench.extensionRead();
});
afterEach(() => window.workbench.closeEditors());
afterAll(() => window.close());

/** The lines over the picture. */
const top = (view: Frame): Promise<string> => view.locator('.top').innerText();

/** The block, operation or overview beside the picture. */
const details = (view: Frame): Promise<string> => view.locator('.inspector').innerText();

it('an exported program: where it would break, by a partition that is not exact', async () => {
  const { workbench } = window;
  const view = await workbench.openByDoubleClick('detector.pt2');
  await view.getByRole('treeitem').first().waitFor();
  await view.getByText('loads on this machine').first().waitFor();
  expect(await top(view)).toContain('torch 2.13.0+cpu');
  expect(await top(view)).toContain('exported program');
  expect(await top(view)).toContain('partition not exact');
  expect(await details(view)).toContain('worked out without Torch-TensorRT');
  await workbench.screenshot('opened-pt2-dark');
});

it('an exported program that branches: what torch.cond runs, within it', async () => {
  const { workbench } = window;
  const view = await workbench.openByDoubleClick('cond.pt2');
  await view.getByRole('treeitem', { name: /^PyTorch 0/ }).dblclick();
  await view.getByRole('treeitem', { name: /^cond/ }).dblclick();
  await view.getByRole('treeitem', { name: /^true_graph_0/ }).waitFor();
  await view.getByRole('treeitem', { name: /^relu/ }).click();
  expect(await view.locator('.breadcrumbs').innerText()).toMatch(/cond\s+true_graph_0\s+relu/);
  expect(await details(view)).toMatch(/Inside\s+cond \(true_graph_0\)/);
  await workbench.screenshot('opened-branches-dark');
});

it('a compiled program: who made it, for which GPU, with which engines', async () => {
  const { workbench } = window;
  const view = await workbench.openByDoubleClick('alternating.trt.pt2');
  await view.getByRole('treeitem', { name: /^Engine 0/ }).waitFor();
  await view.getByText('load.not-known').waitFor();
  expect(await top(view)).toContain('program compiled with Torch-TensorRT');
  expect(await top(view)).toContain('TensorRT-RTX 1.5.0.114');
  expect(await top(view)).toContain('NVIDIA RTX 6000 Ada, compute capability 8.9');
  expect(await details(view)).toContain('linux_x86_64');
  await workbench.screenshot('opened-compiled-dark');
  expect(await details(view)).toContain('min_block_size');
  await view.getByRole('button', { name: '_run_on_acc_2_engine' }).click();
  await view.getByText('Engine inputs').waitFor();
  await workbench.screenshot('opened-compiled-engine-dark');
});

it('a program for another platform: the reason, and what a target changes of it', async () => {
  const { workbench } = window;
  const view = await workbench.openByDoubleClick('windows.ep');
  await view.getByText('cannot be loaded on this machine').first().waitFor();
  await view.getByText('for the platform "win_x86_64", and the machine is "linux_x86_64"').first().waitFor();
  expect(await top(view)).toContain('cannot be loaded on this machine');
  expect(await details(view)).toContain('load.platform');
  await workbench.screenshot('opened-windows-dark');

  const choose = 'TensorRT: Choose Target Machine…';
  await workbench.runAndAnswer(choose, ['Another machine…', 'GeForce RTX 40', 'linux_aarch64', '2.11', 'TensorRT-RTX']);
  const target = 'capability=8.9,platform=linux_aarch64,torch-tensorrt=2.11,flavour=rtx';
  await view.getByText(target, { exact: true }).waitFor();
  await view.getByText('cannot be loaded on the chosen machine').first().waitFor();
  await view.getByText('Torch-TensorRT 2.11 reads ABI "8"').first().waitFor();
  expect(await details(view)).toContain('the machine is "linux_aarch64"');
  await workbench.screenshot('opened-windows-target-dark');

  await workbench.runAndAnswer(choose, ['This machine only']);
  await view.getByText(target, { exact: true }).waitFor({ state: 'detached' });
});

it('a damaged program: the member, the place, and a way on', async () => {
  const { workbench } = window;
  const view = await workbench.openByDoubleClick('damaged.pt2');
  await view.getByText('This file cannot be shown').waitFor();
  expect(await view.locator('main').innerText()).toMatch(/damaged\/models\/model\.json.*byte \d+/s);
  await workbench.screenshot('opened-damaged-dark');
});

it('a program that is cut off: how much of it there is, and a way on', async () => {
  const { workbench } = window;
  const view = await workbench.openByDoubleClick('cut.pt2');
  await view.getByText('The file ends before its directory: 5 KB of a larger archive.').waitFor();
  await view.getByText(/Save the program again with torch.export.save/).waitFor();
});

it('an ONNX model, in a light theme', async () => {
  const { workbench } = window;
  await workbench.setTheme('Light Modern');
  const view = await workbench.openByDoubleClick('segnet.onnx');
  await view.getByRole('treeitem').first().waitFor();
  expect(await top(view)).toContain('ONNX model');
  expect(await top(view)).toContain('not partitioned');
  // An .onnx is built, not loaded.
  expect(await top(view)).not.toContain('machine');
  expect(await details(view)).toContain('Operator sets');
  await workbench.screenshot('opened-onnx-light');
});

it('an engine, which has no graph', async () => {
  const { workbench } = window;
  const view = await workbench.openByDoubleClick('tiny.engine');
  expect(await top(view)).toContain('TensorRT engine');
  expect(await top(view)).toContain('TensorRT-RTX');
  await view.getByText('This machine', { exact: true }).waitFor();
  await workbench.screenshot('opened-engine-light');
});

it('a report, in a high-contrast theme', async () => {
  const { workbench } = window;
  await workbench.setTheme('Dark High Contrast');
  const view = await workbench.openByDoubleClick('alternating.trtlens');
  await view.getByRole('treeitem').first().waitFor();
  await view.getByRole('treeitem', { name: /^Graph break 1/ }).waitFor();
  expect(await top(view)).toContain('3 graph breaks');
  await workbench.screenshot('opened-report-high-contrast');
});

it('layer information, from its menu', async () => {
  const { workbench } = window;
  await workbench.pickFromContextMenu('layers.json', 'Open in Program View');
  const view = await workbench.programView();
  await view.getByRole('heading', { level: 1, name: 'layers.json' }).waitFor();
  await view.getByRole('treeitem').first().waitFor();
  expect(await top(view)).toContain('layer information of an engine');
  await workbench.screenshot('opened-layers-high-contrast');
});

it('times of layers, from the profile beside layer information', async () => {
  const { workbench } = window;
  await workbench.setTheme('Dark Modern');
  await workbench.pickFromContextMenu('resnet_layer_information.json', 'Open in Program View');
  const view = await workbench.programView();
  await view.getByRole('heading', { level: 1, name: 'resnet_layer_information.json' }).waitFor();
  await view.getByRole('radio', { name: 'Time' }).click();
  await view.getByText('10 % of the time or more').waitFor();
  expect(await details(view)).toContain('of a run, in resnet_engine_execution_profile.trace');
  await workbench.screenshot('opened-times-dark');
});
