/** Select Interpreter: which Python compiles, written into the setting `trtlens.python.path`. */

import * as vscode from 'vscode';
import { type Probe, describeProbe, isUsable } from '../../core/environment/interpreter';
import { defaultDataFolder } from '../../jobs/environment/dataFolder';
import { probeAll } from '../../jobs/environment/discover';
import type { ExtensionPaths } from '../paths';
import { requireTrust } from '../trust';
import { findCandidates, interpreterSetting } from './candidates';
import { describeInterpreter, originText } from './words';

interface Choice extends vscode.QuickPickItem {
  run(): Promise<unknown>;
}

export class SelectInterpreterCommand {
  constructor(private readonly paths: ExtensionPaths) {}

  async run(): Promise<void> {
    if (!(await requireTrust('Looking for interpreters'))) return;
    const choice = await vscode.window.showQuickPick(this.choices(), {
      title: 'Select Interpreter',
      placeHolder: 'Python that has torch_tensorrt',
      matchOnDescription: true,
      matchOnDetail: true,
    });
    await choice?.run();
  }

  private async choices(): Promise<Choice[]> {
    const probes = await probeAll({
      candidates: await findCandidates(undefined, { besidesSetting: true }),
      dataFolder: defaultDataFolder(),
      workerFolder: this.paths.workerFolder,
    });
    const current = interpreterSetting(undefined);
    const automatic: Choice = {
      label: '$(sync) Choose automatically',
      description: current ? '' : 'in use',
      detail: 'The Python extension’s choice, the PATH, the managed environment: the first that has torch_tensorrt.',
      run: () => savePath(undefined),
    };
    return [
      ...probes.map((probe) => probeChoice(probe, current)),
      automatic,
      { label: '$(folder-opened) Browse…', run: browse },
      {
        label: '$(cloud-download) Set up the managed environment',
        run: async () => vscode.commands.executeCommand('trtlens.setUpEnvironment'),
      },
    ];
  }
}

function probeChoice(probe: Probe, current: string | undefined): Choice {
  const { executable, origin } = probe.kind === 'answered' ? probe.interpreter : probe.candidate;
  const usable = probe.kind === 'answered' && isUsable(probe.interpreter);
  return {
    label: `${usable ? '$(check)' : '$(circle-slash)'} ${executable}`,
    description: executable === current ? 'in use' : originText(origin),
    detail: usable ? describeInterpreter(probe.interpreter) : describeProbe(probe),
    run: () => savePath(executable),
  };
}

async function browse(): Promise<void> {
  const [uri] = (await vscode.window.showOpenDialog({ title: 'Python interpreter', openLabel: 'Select' })) ?? [];
  if (uri) await savePath(uri.fsPath);
}

async function savePath(executable: string | undefined): Promise<void> {
  const target = vscode.workspace.workspaceFolders
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration('trtlens').update('python.path', executable, target);
}
