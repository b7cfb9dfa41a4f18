import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { ui } from '../support/ui';
import {
  activated,
  closeAll,
  filesIn,
  inWorkspace,
  problemsIn,
  programInFront,
  remove,
  write,
} from '../support/workspace';

const python = process.env['TRTLENS_PYTHON'];

const MODEL = `import torch


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.nn.Linear(8, 8)
        self.second = torch.nn.Linear(8, 8)

    def forward(self, x):
        x = torch.relu(self.first(x))
        x = torch.special.digamma(x + 1.0)
        return torch.relu(self.second(x))


model = Net().eval()
inputs = (torch.randn(2, 8),)
`;

describe('with a real Torch-TensorRT', function () {
  this.timeout(180_000);
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('trtlens', null);
  const workspace = vscode.ConfigurationTarget.Workspace;

  before(async function () {
    if (!python) this.skip();
    await activated();
    await settings().update('python.path', python, workspace);
    await settings().update('compile.settings', { min_block_size: 1 }, workspace);
  });

  after(async () => {
    await settings().update('python.path', process.env['TRTLENS_FAKE_PYTHON'], workspace);
    await settings().update('compile.settings', undefined, workspace);
    await closeAll();
    remove('real');
  });

  it('compiles a model and shows where its graph breaks', async () => {
    const uri = write('real/net.py', MODEL);
    await vscode.commands.executeCommand('trtlens.compile', uri);
    assert.deepEqual(filesIn('real'), ['net.py', 'net.trt.pt2', 'net.trtlens']);
    assert.equal(readFileSync(inWorkspace('real/net.trt.pt2')).subarray(0, 2).toString(), 'PK');
    assert.equal(programInFront(), inWorkspace('real/net.trtlens'));
    const [problem] = problemsIn(uri);
    assert.match(problem?.message ?? '', /digamma/);
    assert.equal(
      problem?.range.start.line,
      MODEL.split('\n').findIndex((line) => line.includes('digamma')),
    );
    await ui.wait('text=digamma', 'breaks');
  });
});
