/** Choose Target Machine: which GPU, system and versions opened files are held against beside this machine. */

import * as vscode from 'vscode';
import { GPU_FAMILIES } from '../../core/loading/gpus';
import { PLATFORMS, parseTarget } from '../../core/loading/target';
import { activeFile } from '../commands/models';
import { TARGET_SETTING } from './targets';

interface Choice extends vscode.QuickPickItem {
  /** A part of the target's text; "" where nothing is to be asked for. */
  readonly part: string;
}

const ANY = 'Any';
const TITLE = 'Choose Target Machine';
/** Of Torch-TensorRT, the newest first: each has a layout of engines of its own or shares it with its neighbour. */
const VERSIONS = ['2.14', '2.13', '2.12', '2.11', '2.10', '2.9', '2.8', '2.7', '2.6', '2.5', '2.4', '2.3'];

const QUESTIONS: readonly { readonly ask: string; readonly choices: readonly Choice[] }[] = [
  {
    ask: 'GPU of the machine',
    choices: GPU_FAMILIES.map(({ capability, title }) => ({
      label: title,
      description: `compute capability ${capability}`,
      part: `capability=${capability}`,
    })),
  },
  { ask: 'System of the machine', choices: PLATFORMS.map((each) => ({ label: each, part: `platform=${each}` })) },
  {
    ask: 'Torch-TensorRT that loads the file there',
    choices: VERSIONS.map((each) => ({ label: each, part: `torch-tensorrt=${each}` })),
  },
  {
    ask: 'TensorRT there',
    choices: [
      { label: 'TensorRT-RTX', part: 'flavour=rtx' },
      { label: 'TensorRT', part: 'flavour=standard' },
    ],
  },
];

/** Writes the setting; leaves it as it is where the user gives the question up. */
export async function chooseTarget(): Promise<void> {
  const first = await vscode.window.showQuickPick(
    [
      { label: '$(vm) Another machine…', detail: 'Asks for its GPU, system and versions', other: true },
      { label: '$(device-desktop) This machine only', other: false },
    ],
    // The program view takes the focus back as the palette closes, which would close this.
    { title: TITLE, placeHolder: 'Machine that opened files are held against', ignoreFocusOut: true },
  );
  if (!first) return;
  const text = first.other ? await askForTarget() : '';
  if (text !== undefined) await write(text);
}

async function askForTarget(): Promise<string | undefined> {
  const parts: string[] = [];
  for (const [index, { ask, choices }] of QUESTIONS.entries()) {
    const choice = await vscode.window.showQuickPick(
      [{ label: ANY, description: 'not asked for', part: '' }, ...choices],
      {
        title: `${TITLE} (${index + 1} of ${QUESTIONS.length})`,
        placeHolder: ask,
        matchOnDescription: true,
        ignoreFocusOut: true,
      },
    );
    if (!choice) return undefined;
    if (choice.part !== '') parts.push(choice.part);
  }
  const text = parts.join(',');
  // Of the user's own making it would have been checked: this holds our own lists against the reader of targets.
  const target = text === '' ? undefined : parseTarget(text);
  if (typeof target === 'string') throw new Error(target);
  return text;
}

function write(text: string): Thenable<void> {
  const scope = activeFile();
  const hasFolder = (vscode.workspace.workspaceFolders?.length ?? 0) > 0;
  const level = hasFolder ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  return vscode.workspace
    .getConfiguration('trtlens', scope)
    .update(TARGET_SETTING, text === '' ? undefined : text, level);
}
