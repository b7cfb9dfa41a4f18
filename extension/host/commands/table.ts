/** Every command of the extension, by its id: the one place where they are registered. */

import * as vscode from 'vscode';
import type { Log } from '../log';

// A command may be called with anything: by menus (uri, uris), by keybindings, by other extensions.
export type CommandHandler = (...args: never[]) => unknown;

/** Commands that package.json contributes. */
export const COMMANDS = [
  'trtlens.compile',
  'trtlens.setUpEnvironment',
  'trtlens.selectInterpreter',
  'trtlens.showBreaks',
  'trtlens.showLog',
  'trtlens.openSettings',
  'trtlens.openExamples',
] as const;
export type CommandId = (typeof COMMANDS)[number];

/** Commands behind links and quick fixes, which no menu shows. */
export const LINK_COMMANDS = ['_trtlens.explainFinding', '_trtlens.applyRemedy'] as const;
export type LinkCommandId = (typeof LINK_COMMANDS)[number];

/** A report or a page may ask for these, and for nothing else. */
export function isOffered(command: string): command is CommandId {
  return (COMMANDS as readonly string[]).includes(command);
}

export type CommandTable = Readonly<Record<CommandId | LinkCommandId, CommandHandler>>;

/** A handler that fails is logged; VS Code shows its message. */
export function registerCommands(table: CommandTable, log: Log): vscode.Disposable {
  const registrations = Object.entries(table).map(([id, handler]) =>
    vscode.commands.registerCommand(id, async (...args: never[]) => {
      try {
        return await handler(...args);
      } catch (failure) {
        log.error(failure);
        throw failure;
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}
