#!/usr/bin/env node
/** `trtlens`: the same core and jobs as in VS Code, on a terminal. docs/cli.md has the commands and their JSON. */

import { Command, CommanderError } from 'commander';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { VERSION } from '../core/report/producer';
import { defaultDataFolder } from '../jobs/environment/dataFolder';
import { register as registerCompile } from './commands/compile';
import { register as registerDoctor } from './commands/doctor';
import { register as registerInspect } from './commands/inspect';
import { register as registerPartition } from './commands/partition';
import { register as registerSetup } from './commands/setup';
import type { CliContext } from './context';
import { ExitCode } from './exitCode';

async function main(): Promise<void> {
  const context = terminalContext();
  const program = new Command('trtlens')
    .description('See how Torch-TensorRT cuts a PyTorch model into engines, why, and what to do about it.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({ writeOut: (text) => context.stdout(text), writeErr: (text) => context.stderr(text) });
  for (const register of [registerCompile, registerPartition, registerInspect, registerSetup, registerDoctor]) {
    register(program, context);
  }
  try {
    await program.parseAsync();
  } catch (failure) {
    if (context.signal.aborted) context.setExitCode(ExitCode.cancelled);
    else if (failure instanceof CommanderError) context.setExitCode(failure.exitCode === 0 ? 0 : ExitCode.wrongUse);
    else throw failure;
  }
}

function terminalContext(): CliContext {
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => abort.abort());
  // A reader such as `head` that has seen enough is no error.
  process.stdout.on('error', () => process.exit());
  return {
    extensionRoot: dirname(__dirname),
    dataFolder: defaultDataFolder(),
    environment: process.env,
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    ask: async (question) => {
      const terminal = createInterface({ input: process.stdin, output: process.stderr });
      try {
        return await terminal.question(question, { signal: abort.signal });
      } finally {
        terminal.close();
      }
    },
    setExitCode: (code) => {
      process.exitCode = code;
    },
    isTTY: Boolean(process.stdin.isTTY && process.stderr.isTTY),
    signal: abort.signal,
  };
}

void main();
