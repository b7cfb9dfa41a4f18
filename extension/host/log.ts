/** The log "Torch-TensorRT Lens": what a compile prints, and what went wrong in the extension itself. */

import * as vscode from 'vscode';
import { type LogLevel, isAtLeast, levelOf } from './compile/logLevel';

export class Log implements vscode.Disposable {
  private readonly channel = vscode.window.createOutputChannel('Torch-TensorRT Lens', { log: true });

  info(text: string): void {
    this.channel.info(text);
  }

  warn(text: string): void {
    this.channel.warn(text);
  }

  error(failure: unknown): void {
    if (failure instanceof Error) this.channel.error(failure);
    else this.channel.error(String(failure));
  }

  /** A line of a compile; left out when `trtlens.log.level` asks for less. */
  compileLine(level: string, text: string): void {
    const wanted = vscode.workspace.getConfiguration('trtlens').get<LogLevel>('log.level', 'info');
    const known = levelOf(level);
    if (!isAtLeast(known, wanted)) return;
    if (known === 'error') this.channel.error(text);
    else if (known === 'warning') this.channel.warn(text);
    // At the channel's own default level "debug" would be dropped, although the setting asked for it.
    else this.channel.info(text);
  }

  show(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.channel.dispose();
  }
}
