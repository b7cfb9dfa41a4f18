// Parses, explains and builds one model again and again in one process, as a job process never would, and says how much
// memory that holds: node buildRepeatedly.mjs ADDON TENSORRT PARSER MODEL COUNT
// Prints one JSON array: resident bytes after each tenth of the builds.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [addonPath, tensorrt, parser, modelPath, count] = process.argv.slice(2);
const addon = createRequire(import.meta.url)(addonPath);
const library = await addon.openLibrary(tensorrt, parser);
const model = readFileSync(modelPath);
const marks = [];
const tenth = Math.max(1, Math.floor(Number(count) / 10));
for (let done = 1; done <= Number(count); done++) {
  await library.explain(model, modelPath);
  const { outcome, message } = await library.build(model, modelPath, {}, () => {}).result;
  if (outcome !== 'built') throw new Error(`build ${done}: ${outcome} ${message}`);
  if (done % tenth === 0) {
    globalThis.gc?.();
    marks.push(process.memoryUsage.rss());
  }
}
process.stdout.write(JSON.stringify(marks));
