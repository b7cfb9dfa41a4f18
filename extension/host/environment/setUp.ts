/** Set Up Managed Environment: a Python with torch_tensorrt made for the user, with progress, cancel and a question first. */

import * as vscode from 'vscode';
import type { LargeDownload } from '../../core/environment/managedEnvironment';
import { formatBytes } from '../../core/format/units';
import { defaultDataFolder } from '../../jobs/environment/dataFolder';
import { setUpManagedEnvironment } from '../../jobs/environment/managed';
import type { SetUpProgress } from '../../jobs/environment/setupOptions';
import type { Log } from '../log';
import type { ExtensionPaths } from '../paths';
import { requireTrust } from '../trust';
import type { Environments } from './environments';
import { describeInterpreter } from './words';

const SHOW_LOG = 'Show Log';
const DOWNLOAD = 'Download';

const STEPS: Readonly<Record<SetUpProgress['step'], string>> = {
  wait: 'Waiting for another window',
  choose: 'Choosing Python and packages',
  create: 'Making the environment',
  download: 'Downloading',
  install: 'Installing',
  verify: 'Checking',
};

export class SetUpCommand {
  private running: Promise<void> | undefined;

  constructor(
    private readonly paths: ExtensionPaths,
    private readonly environments: Environments,
    private readonly log: Log,
  ) {}

  /** A second call while one is running joins it. */
  run(): Promise<void> {
    this.running ??= this.setUp().finally(() => (this.running = undefined));
    return this.running;
  }

  private async setUp(): Promise<void> {
    if (!(await requireTrust('Setting up an environment'))) return;
    const options: vscode.ProgressOptions = {
      location: vscode.ProgressLocation.Notification,
      title: 'Setting up the managed environment',
      cancellable: true,
    };
    const outcome = await vscode.window.withProgress(options, (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return setUpManagedEnvironment({
        dataFolder: defaultDataFolder(),
        locksFolder: this.paths.locksFolder,
        workerFolder: this.paths.workerFolder,
        confirmLargeDownload: confirmDownload,
        onProgress: progressReporter(progress, this.log),
        signal: abort.signal,
      }).catch((failure: unknown) => {
        if (abort.signal.aborted) return undefined;
        throw failure;
      });
    });
    this.environments.forget();
    if (!outcome) return;
    for (const finding of outcome.findings) this.log.warn([finding.message, finding.detail].filter(Boolean).join('\n'));
    if (outcome.ok) {
      void vscode.window.showInformationMessage(`Managed environment ready: ${describeInterpreter(outcome.value)}.`);
      return;
    }
    const [finding] = outcome.findings;
    // The user said no a moment ago.
    if (finding.code === 'environment.declined') return;
    const choice = await vscode.window.showErrorMessage(finding.message, SHOW_LOG);
    if (choice === SHOW_LOG) this.log.show();
  }
}

type Reporter = vscode.Progress<{ message?: string; increment?: number }>;

/** VS Code wants steps of a percentage rather than the fraction itself. */
function progressReporter(progress: Reporter, log: Log): (state: SetUpProgress) => void {
  let reached = 0;
  let logged = '';
  return ({ step, fraction, detail }) => {
    const message = detail ? `${STEPS[step]}: ${detail}` : STEPS[step];
    const increment = fraction === undefined ? 0 : Math.max(0, fraction * 100 - reached);
    reached += increment;
    progress.report({ message, increment });
    if (message !== logged) log.info(message);
    logged = message;
  };
}

async function confirmDownload(plan: LargeDownload): Promise<boolean> {
  const choice = await vscode.window.showWarningMessage(
    `The managed environment takes ${formatBytes(plan.installed)}. Download it?`,
    { modal: true, detail: downloadDetail(plan) },
    DOWNLOAD,
  );
  return choice === DOWNLOAD;
}

function downloadDetail(plan: LargeDownload): string {
  return [
    plan.reason,
    `It goes to ${plan.folder}, is made with Python ${plan.pythonVersion} (${plan.python}), and needs ${formatBytes(plan.needed)} free.`,
  ].join('\n\n');
}
