// Parses and builds an ONNX model through the native bridge, and prints how many seconds that took, and how many of the processor.
//   node buildWithBridge.mjs ADDON TENSORRT PARSER MODEL INPUT SHAPE, SHAPE as 1x3x48x320
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [addonPath, tensorrt, parser, path, input, shape] = process.argv.slice(2);
const library = await createRequire(import.meta.url)(addonPath).openLibrary(tensorrt, parser);
const dims = shape.split('x').map(Number);
const model = readFileSync(path);
let events = 0;
const [start, used] = [performance.now(), process.cpuUsage()];
const shapes = [{ input, min: dims, opt: dims, max: dims }];
const { outcome, message } = await library.build(model, path, { shapes }, () => (events += 1)).result;
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(used);
if (outcome !== 'built' || events === 0) throw new Error(`${outcome}: ${message}`);
process.stdout.write(`${seconds} ${(user + system) / 1e6}`);
