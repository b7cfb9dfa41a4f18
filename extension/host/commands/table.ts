/** Every command of the extension, by its id: the one place where they are registered. */

import * as vscode from 'vscode';
import type { Log } from '../log';
import type { CommandId, LinkCommandId } from './ids';

// A command may be called with anything: by menus (uri, uris), by keybindings, by other extensions.
export type CommandHandler = (...args: never[]) => unknown;

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
