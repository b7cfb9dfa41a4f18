// Everything that the addon does, once on every model of a folder: run under the sanitizers.
//   node exercise.mjs ADDON TENSORRT PARSER FOLDER
// Prints how many calls were made.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [addonPath, tensorrt, parser, folder] = process.argv.slice(2);
const addon = createRequire(import.meta.url)(addonPath);
let calls = 0;

async function call(work) {
  calls += 1;
  return work();
}

/** A call that is to be refused. */
async function refused(work) {
  const outcome = await call(work).then(
    () => 'taken',
    () => 'refused',
  );
  if (outcome !== 'refused') throw new Error(`${String(work)} was not refused`);
}

const OPTIONS = [
  {},
  { refit: true },
  { stripPlan: true, weightStreaming: true },
  { workspaceBytes: 2 ** 28, optimizationLevel: 1, computeCapabilities: [75, 89] },
  { maxAuxStreams: 0, profiling: 'none', tf32: false },
  { shapes: [{ input: 'image', min: [1, 3, 8, 8], opt: [2, 3, 16, 16], max: [8, 3, 64, 64] }] },
  { shapes: [{ input: 'absent', min: [1], opt: [1], max: [1] }] },
];

await refused(() => addon.openLibrary(tensorrt, join(folder, 'absent.so')));
await refused(async () => addon.openLibrary(undefined, parser));
const library = await call(() => addon.openLibrary(tensorrt, parser));
await refused(async () => library.build(new Uint8Array(), '', { shapes: [1] }, () => {}));
await refused(async () => library.build(new Uint8Array(), '', { optimizationLevel: 1.5 }, () => {}));
await refused(() => library.planValidity(new Uint8Array(3)));
await refused(async () => library.inspectEngine('no bytes'));
await call(() => library.planHeaderBytes());
for (const name of readdirSync(folder)) {
  const path = join(folder, name);
  const model = readFileSync(path);
  await call(() => library.explain(model, path));
  for (const options of OPTIONS) {
    const { plan } = await call(() => library.build(model, path, options, () => {}).result);
    if (!plan) continue;
    await call(() => library.planValidity(plan));
    await call(() => library.inspectEngine(plan));
  }
  await call(() => {
    const build = library.build(model, path, {}, () => {});
    build.cancel();
    return build.result;
  });
}
process.stdout.write(String(calls));
