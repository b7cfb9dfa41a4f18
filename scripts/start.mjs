// npm start: sets everything up and opens VS Code with the extension and examples/.
//   npm start [-- --no-open] [--port N]
// Runs on a fresh clone with Node 20; everything it makes is kept, so that the next start takes seconds.
import { parseArgs } from 'node:util';
import { continueOnModernNode, installDependencies } from './dependencies.mjs';
import { failed, say } from './say.mjs';

const USAGE = 'Usage: npm start [-- [--no-open] [--port NUMBER]]';

async function main() {
  const { noOpen, port } = readArguments();
  await installDependencies();
  await continueOnModernNode();
  const [{ build, buildAddon }, { hasPortable }, { ensureEnvironment }] = await Promise.all([
    import('./build.mjs'),
    import('./native.mjs'),
    import('./python.mjs'),
  ]);
  await build();
  if (hasPortable) await buildAddon();
  const python = await ensureEnvironment();
  say(`Environment: ${python}`);
  if (noOpen) return (await import('./showcase.mjs')).compileExample(python);
  return (await import('./open.mjs')).openVsCode({ port });
}

function readArguments() {
  try {
    const options = { 'no-open': { type: 'boolean' }, port: { type: 'string' } };
    const { values } = parseArgs({ options });
    const port = values.port === undefined ? 0 : Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535) throw new TypeError(`${values.port} is not a port`);
    return { noOpen: values['no-open'] ?? false, port };
  } catch (error) {
    say(`${error.message}\n${USAGE}`);
    return process.exit(2);
  }
}

main().catch(failed);
