import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';

/** Lints a text as if it stood in an existing file of a part of the house. */
let lint: (file: string, text: string) => Promise<string[]>;

beforeAll(() => {
  const eslint = new ESLint();
  lint = async (file, text) => {
    const [result] = await eslint.lintText(text, { filePath: file });
    return (result?.messages ?? []).map(({ ruleId }) => ruleId ?? 'parse error');
  };
});

const CORE = 'extension/core/graph/graph.ts';
const JOBS = 'extension/jobs/environment/probe.ts';
const HOST = 'extension/host/log.ts';
const WEBVIEW = 'webview/program/main.ts';

describe('who may import whom', { timeout: 60_000 }, () => {
  it.each([
    [
      'core imports vscode',
      CORE,
      "import { window } from 'vscode';\nexport const w = window;",
      'no-restricted-imports',
    ],
    ['core imports child_process', CORE, "export { spawn } from 'node:child_process';", 'no-restricted-imports'],
    ['core imports jobs', CORE, "export * from '../../jobs/environment/probe';", 'boundaries/dependencies'],
    ['jobs import vscode', JOBS, "export { window } from 'vscode';", 'no-restricted-imports'],
    ['jobs import the host', JOBS, "export * from '../../host/log';", 'boundaries/dependencies'],
    [
      'a webview imports jobs',
      WEBVIEW,
      "export * from '../../extension/jobs/environment/probe';",
      'boundaries/dependencies',
    ],
    ['a page imports the toolkit', WEBVIEW, "export * from '@vscode/webview-ui-toolkit';", 'no-restricted-imports'],
  ])('reports that %s', async (_, file, text, rule) => {
    expect(await lint(file, text)).toContain(rule);
  });

  it.each([
    ['the host imports vscode', HOST, "export { window } from 'vscode';"],
    ['the host imports jobs', HOST, "export * from '../jobs/environment/probe';"],
    ['jobs import core', JOBS, "export * from '../../core/graph/graph';"],
    ['a page imports core', WEBVIEW, "export * from '../../extension/core/graph/graph';"],
    ['the one file imports the toolkit', 'webview/ui/toolkit.ts', "export * from '@vscode/webview-ui-toolkit';"],
  ])('allows that %s', async (_, file, text) => {
    expect(await lint(file, text)).toEqual([]);
  });
});
