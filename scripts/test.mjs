// npm test: sets everything up and runs every tier, on a fresh clone too.
//   npm test [-- --only unit,webview]
// Each runner's own lines stay on standard output; the last line alone is the sum over all.
import { parseArgs } from 'node:util';
import { continueOnModernNode, installDependencies } from './dependencies.mjs';
import { failed, say } from './say.mjs';

async function main() {
  const only = readArguments();
  await installDependencies();
  await continueOnModernNode();
  const [{ RUNNERS }, { setUpTools }, { build }, results] = await Promise.all([
    import('./runners.mjs'),
    import('./tools.mjs'),
    import('./build.mjs'),
    import('./results.mjs'),
  ]);
  const unknown = only?.filter((name) => !RUNNERS.some((runner) => runner.name === name)) ?? [];
  if (unknown.length > 0)
    wrongUse(`There is no runner ${unknown.join(', ')}; ${RUNNERS.map((r) => r.name).join(', ')}`);
  const chosen = RUNNERS.filter(({ name }) => !only || only.includes(name));
  await build({ tests: true });
  const tools = await setUpTools(new Set(chosen.flatMap(({ needs }) => needs)));
  const counts = [];
  for (const runner of chosen) counts.push(await runOne(runner, tools, results));
  const { passed, failed, skipped } = results.sum(counts);
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  process.exitCode = failed > 0 ? 1 : 0;
}

async function runOne(runner, tools, { ONE_FAILURE }) {
  process.stdout.write(`\n== ${runner.name}\n`);
  const missing = runner.needs.filter((need) => !tools[need]);
  if (missing.length > 0) {
    process.stdout.write(`${runner.name} cannot run without: ${missing.join(', ')}\n`);
    return ONE_FAILURE;
  }
  const start = Date.now();
  const counts = await runner.run(tools).catch((error) => {
    say(String(error.stack ?? error));
    return ONE_FAILURE;
  });
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  const { passed, failed, skipped } = counts;
  process.stdout.write(`${runner.name}: ${passed} passed, ${failed} failed, ${skipped} skipped in ${seconds} s\n`);
  return counts;
}

function readArguments() {
  try {
    const { values } = parseArgs({ options: { only: { type: 'string' } } });
    return values.only?.split(',').map((name) => name.trim());
  } catch (error) {
    return wrongUse(error.message);
  }
}

function wrongUse(message) {
  say(`${message}\nUsage: npm test [-- --only NAME,NAME]`);
  return process.exit(2);
}

main().catch(failed);
