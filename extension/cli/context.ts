/** What a command of the CLI gets instead of reaching for globals, so that a test can be the terminal. */

export interface CliContext {
  /** Folder that holds `dist`, `native` and `media`. */
  readonly extensionRoot: string;
  readonly dataFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  stdout(text: string): void;
  stderr(text: string): void;
  /** Asks on the terminal; only called where `isTTY`. */
  ask(question: string): Promise<string>;
  setExitCode(code: number): void;
  readonly isTTY: boolean;
  readonly signal: AbortSignal;
}
