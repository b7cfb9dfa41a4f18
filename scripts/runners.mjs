// The tiers of the pyramid, lowest first: what each needs, how it is run, where its report is.
import { mkdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { lint, typecheck } from './checks.mjs';
import { cache, modernNode, root } from './paths.mjs';
import { run } from './processes.mjs';
import { countsOf, readJUnit, readMocha, readVitest } from './results.mjs';

const reports = join(cache, 'reports');

/**
 * @typedef {object} Tools What set-up found or made; absent where it failed.
 * @property {string} [python] interpreter with torch and torch_tensorrt
 * @property {string} [pythonTools] folder with pytest, ruff, mypy, clang-format and clang-tidy
 * @property {string} [addon] the native bridge, as it is packaged, in dist/
 * @property {string} [sanitizedAddon] the bridge, built with the sanitizers
 * @property {string[]} [tensorrt] folders with TensorRT-RTX and its Python bindings, one per known version
 * @property {string} [onnxModels] folder with ONNX models of real products
 * @property {string} [chromium]
 * @property {string} [codeServer]
 */

/** @type {{ name: string, needs: (keyof Tools)[], run: (tools: Tools) => Promise<import('./results.mjs').Counts> }[]} */
export const RUNNERS = [
  { name: 'typecheck', needs: [], run: typecheck },
  { name: 'lint', needs: ['python', 'pythonTools'], run: ({ python, pythonTools }) => lint(python, pythonTools) },
  { name: 'unit', needs: ['python'], run: (tools) => vitest('unit', tools) },
  { name: 'fuzz', needs: [], run: (tools) => vitest('fuzz', tools) },
  { name: 'torch', needs: ['python', 'pythonTools'], run: pytest },
  {
    name: 'native',
    needs: ['python', 'addon', 'sanitizedAddon', 'tensorrt', 'onnxModels'],
    run: (tools) => vitest('native', tools),
  },
  { name: 'cli', needs: ['python', 'addon'], run: (tools) => vitest('cli', tools) },
  { name: 'webview', needs: ['chromium'], run: (tools) => vitest('webview', tools) },
  { name: 'host', needs: ['python', 'addon', 'chromium', 'codeServer'], run: host },
  { name: 'e2e', needs: ['python', 'chromium', 'codeServer'], run: (tools) => vitest('e2e', tools) },
];

function vitest(project, tools) {
  const args = (report) => [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    `--project=${project}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  return reported(`${project}.json`, readVitest, (report) => [modernNode(), args(report), environment(tools)]);
}

function pytest(tools) {
  const args = (report) => ['-m', 'pytest', 'test/torch', '-q', '-p', 'no:cacheprovider', `--junitxml=${report}`];
  const path = [tools.pythonTools, join(root, 'native/torch')].join(delimiter);
  const env = { ...environment(tools), PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: '1' };
  return reported('torch.xml', readJUnit, (report) => [tools.python, args(report), env]);
}

function host(tools) {
  const args = (report) => [join(root, 'test/host/run.mjs'), '--report', report];
  return reported('host.json', readMocha, (report) => [modernNode(), args(report), environment(tools)]);
}

/** What a tier's tests may ask for: what set-up found or made. */
function environment({ python, chromium, addon, sanitizedAddon, tensorrt, onnxModels }) {
  return {
    ...(python && { TRTLENS_PYTHON: python }),
    ...(chromium && { TRTLENS_CHROMIUM: chromium }),
    ...(addon && { TRTLENS_ADDON: addon }),
    ...(sanitizedAddon && { TRTLENS_ADDON_SANITIZED: sanitizedAddon }),
    ...(onnxModels && { TRTLENS_ONNX_MODELS: onnxModels }),
    ...(tensorrt && { TRTLENS_TENSORRT: tensorrt.join(delimiter) }),
  };
}

async function reported(name, read, command) {
  mkdirSync(reports, { recursive: true });
  const report = join(reports, name);
  rmSync(report, { force: true });
  const [program, args, env] = command(report);
  const { status } = await run(program, args, { cwd: root, env, allowFailure: true });
  return countsOf(report, read, status);
}
