// Hands the library damaged plans, in a process that may end of it:
//   node mutatePlans.mjs ADDON TENSORRT PARSER PLAN COUNT SEED
// Every call is one line of standard output before it is made, so that the last line names the plan that ended the
// process: the call, its number, what was done to the plan. The last line of all is a JSON object: how many of each
// answer.
import { readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';

const [addonPath, tensorrt, parser, planPath, count, seed] = process.argv.slice(2);
const addon = createRequire(import.meta.url)(addonPath);
const library = await addon.openLibrary(tensorrt, parser);
const whole = new Uint8Array(readFileSync(planPath));
const headerBytes = await library.planHeaderBytes();

/** xorshift32: the same plans for the same seed. */
let state = Number(seed) | 1;
function random(below) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % below;
}

const EXTREMES = [0, 1, 0x7f, 0x80, 0xff];

/** Changes up to eight bytes below `end`: one to any value, a run to one extreme, or one bit. */
function change(bytes, end) {
  const at = random(end);
  const kind = random(3);
  if (kind === 0) bytes[at] = random(256);
  else if (kind === 1) bytes.fill(EXTREMES[random(EXTREMES.length)], at, Math.min(end, at + 1 + random(8)));
  else bytes[at] ^= 1 << random(8);
  return `${['byte', 'run', 'bit'][kind]} at ${at}`;
}

/** Bytes that a plan begins with: its header, then where its parts lie. */
const FRONT = 256;

/** A number of changes, within the first `end` bytes; now and then another length, which the header may agree with. */
function mutant(end) {
  let bytes = whole.slice();
  const done = Array.from({ length: 1 + random(6) }, () => change(bytes, end));
  if (random(8) === 0) {
    bytes = bytes.slice(0, headerBytes + random(bytes.length - headerBytes));
    done.push(`cut to ${bytes.length}`);
    if (random(2) === 0) {
      new DataView(bytes.buffer).setBigUint64(16, BigInt(bytes.length), true);
      done.push('and the header agrees');
    }
  }
  return { bytes, done };
}

const answers = {};
const tell = (line) => writeSync(1, `${line}\n`);

for (let i = 0; i < Number(count); i++) {
  const header = mutant(headerBytes);
  tell(`planValidity ${i}: ${header.done.join(', ')}`);
  const { validity, reasons } = await library.planValidity(header.bytes.subarray(0, headerBytes));
  const { bytes, done } = [header, mutant(FRONT), mutant(whole.length)][i % 3];
  tell(`inspectEngine ${i}: ${done.join(', ')}`);
  const { deserialised, message } = await library.inspectEngine(bytes);
  const why = message.replaceAll(/\d+/g, '#').replace(/ In .*/, '');
  for (const answer of [`${validity} ${reasons}`, deserialised ? 'an engine' : why]) {
    answers[answer] = (answers[answer] ?? 0) + 1;
  }
}
tell(JSON.stringify(answers));
