// Generates extension/core/schema/generated/trtlens.{js,d.ts} from the schema: static code, so that no bundle carries
// protobufjs's own parser. Does nothing when the schema has not changed.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const schema = join(root, 'extension/core/schema/trtlens.proto');
const folder = join(root, 'extension/core/schema/generated');
const code = join(folder, 'trtlens.js');
const types = join(folder, 'trtlens.d.ts');
const tool = (name) => join(root, 'node_modules/protobufjs-cli/bin', name);

export function generateSchema() {
  if (existsSync(types) && statSync(types).mtimeMs > statSync(schema).mtimeMs) return;
  mkdirSync(folder, { recursive: true });
  const run = (...args) => execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  run(
    tool('pbjs'),
    '-t',
    'static-module',
    '-w',
    'es6',
    '--no-verify',
    '--no-convert',
    '--no-delimited',
    '--no-service',
    '--force-number',
    '-o',
    code,
    schema,
  );
  run(tool('pbts'), '-o', types, code);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) generateSchema();
