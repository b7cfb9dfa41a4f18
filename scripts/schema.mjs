// Generates extension/core/schema/generated/NAME.{js,d.ts} from the schemas: static code, so that no bundle carries
// protobufjs's own parser. Does nothing for a schema that has not changed.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const schemas = join(root, 'extension/core/schema');
const folder = join(schemas, 'generated');
const tool = (name) => join(root, 'node_modules/protobufjs-cli/bin', name);

/** Messages that a report has only where there is a graph. */
const PARTS_OF_PROGRAMS = [
  'Graph',
  'Subgraph',
  'FrameTable',
  'Support',
  'Partition',
  'Block',
  'Engine',
  'Binding',
  'Layer',
  'TimeSource',
];

const QUESTIONS_TO_JOBS = ['Path', 'OpenFile', 'Target', 'CompileTask', 'OnnxTask', 'ShapeRange'];
const ANSWERS_OF_JOBS = ['CompileResult', 'WrittenFile', 'OpenedFile', 'ReportSummary', 'Progress', 'LogLine', 'Trial'];

/** Variants of `trtlens` for bundles that are to be small: for one part each, with no more than that part says and hears. */
const VARIANTS = {
  // The extension host hands reports on as bytes; it writes those of jobs that ended early, which have no program.
  conversation: {
    keep: { messageNames: ['trtlens.Envelope', 'trtlens.Report'] },
    notEncoded: [...PARTS_OF_PROGRAMS, ...ANSWERS_OF_JOBS, 'SaveFile', 'RemedyChoice'],
    notDecoded: ['Report', 'Model', 'PhaseTime', 'Trial', ...PARTS_OF_PROGRAMS, ...QUESTIONS_TO_JOBS, 'Document'],
  },
  // A page reads documents and asks the host for little.
  page: {
    encoded: [
      ...['Envelope', 'Request', 'Event', 'Cancel', 'ErrorMessage', 'Empty', 'Text'],
      ...[
        'RevealTarget',
        'RemedyChoice',
        'Remedy',
        'SettingsAction',
        'EditAction',
        'CommandAction',
        'SourcePlace',
        'SaveFile',
      ],
    ],
    notDecoded: [
      ...['Request', 'OpenFile', 'Target', 'Path', 'RemedyChoice', 'SaveFile', 'CompileTask', 'OnnxTask', 'ShapeRange'],
      ...['OpenedFile', 'CompileResult', 'WrittenFile', 'ReportSummary', 'Progress', 'LogLine'],
    ],
  },
};

export function generateSchema() {
  generate('trtlens');
  for (const [name, variant] of Object.entries(VARIANTS)) generate('trtlens', name, variant);
  generate('onnx');
}

function generate(source, name = source, variant = {}) {
  const schema = join(schemas, `${source}.proto`);
  const code = join(folder, `${name}.js`);
  const types = join(folder, `${name}.d.ts`);
  const newest = Math.max(...[schema, fileURLToPath(import.meta.url)].map((file) => statSync(file).mtimeMs));
  if (existsSync(types) && statSync(types).mtimeMs > newest) return;
  mkdirSync(folder, { recursive: true });
  const filterFile = join(folder, `${name}.filter.json`);
  if (variant.keep) writeFileSync(filterFile, JSON.stringify(variant.keep));
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
    '--no-create',
    '--no-typeurl',
    '--no-service',
    '--force-number',
    ...(variant.keep ? ['--filter', filterFile] : []),
    '-o',
    code,
    schema,
  );
  const text = oneWay(withoutBallast(readFileSync(code, 'utf8')), variant);
  // ONNX is a schema of proto2, which does not ask names to be valid UTF-8; there are files whose names are not.
  writeFileSync(code, name === 'onnx' ? text.replaceAll('stringVerify()', 'string()') : text);
  run(tool('pbts'), '-o', types, code);
}

/**
 * Without the writing of messages that are only read, and the reading of those that are only written; what is neither is not
 * there at all, and what is not read needs no values for fields that are absent.
 */
function oneWay(text, { encoded, notEncoded = [], notDecoded = [] }) {
  const isEncoded = (message) => encoded?.includes(message) ?? !notEncoded.includes(message);
  const isDecoded = (message) => !notDecoded.includes(message);
  return text
    .replaceAll(/\n {8}(\w+)\.(encode|decode) = function[^]*?\n {8}\};/g, (code, message, what) =>
      (what === 'encode' ? isEncoded(message) : isDecoded(message)) ? code : '',
    )
    .replaceAll(/\n {8}(\w+)\.prototype\.\w+ = [^\n]*;/g, (code, message) => (isDecoded(message) ? code : ''))
    .replaceAll(/\n {4}trtlens\.(\w+) = \(function\(\) \{\n[^]*?\n {4}\}\)\(\);/g, (code, message) => {
      const isEnum = !code.includes(`const ${message} = function`);
      return isEnum || isEncoded(message) || isDecoded(message) ? code : '';
    });
}

/**
 * What every message repeats and a webview's bundle would carry dozens of times. protobufjs keeps fields that it does not
 * know, to hand them on; nobody here hands a message on. It asks of each field whether the message has it itself, which the
 * comparison with the default beside it answers already. Constructors, checks of depth, beginnings and
 * ends are the same everywhere.
 */
function withoutBallast(text) {
  const parts = [
    [/\n *if \(message\.\$unknowns != null[^\n]*\n *for \([^\n]*\n *writer\.raw\([^\n]*/g, ''],
    [/\n *if \(!reader\.discardUnknown\) \{\n[^\n]*\n[^\n]*\n *\}/g, ''],
    [/ && \$Object\.hasOwnProperty\.call\(message, "\w+"\)/g, ''],
    [/\n *if \(properties\)\n *for \([^\n]*\n *if \([^\n]*\n *this\[[^\n]*/g, '\n$assign(this, properties);'],
    [
      /\n *if \(_depth === \$undefined\)\n *_depth = 0;\n *if \(_depth > (\$\w+\.recursionLimit)\)\n *throw \$Error\("max depth exceeded"\);/g,
      '\n_depth = $checkDepth(_depth, $1);',
    ],
    [
      /\n *if \(!\(reader instanceof \$Reader\)\)\n *reader = \$Reader\.create\(reader\);/g,
      '\nreader = $open(reader);',
    ],
    [
      /\n *if \(length === \$undefined\)\n *end = reader\.len;\n *else \{\n *end = [^\n]*\n *if \(end > reader\.len\)\n *throw [^\n]*\n *length = reader\.len;\n *reader\.len = end;\n *\}/g,
      '\nconst outer = reader.len;\nend = $enter(reader, length);',
    ],
    // What is the default may be set like anything else.
    [
      /\n *if \([^\n]*value = (reader\.\w+\(\))[^\n]*\n *(message\.\w+) = value;\n *else\n *delete [^\n]*/g,
      '\n$2 = $1;',
    ],
    [
      /\n *if \(length !== \$undefined\) \{\n *if \(reader\.pos !== end\)\n *throw [^\n]*\n *reader\.len = length;\n *\}\n *if \(_end !== \$undefined\)\n *throw [^\n]*/g,
      '\n$leave(reader, length, end, outer, _end);',
    ],
  ];
  const shared = `
function $assign(message, properties) {
  for (const key of $Object.keys(properties || {}))
    if (properties[key] != null && key !== "__proto__") message[key] = properties[key];
}
function $checkDepth(depth = 0, limit) {
  if (depth > limit) throw $Error("max depth exceeded");
  return depth;
}
function $open(reader) {
  return reader instanceof $Reader ? reader : $Reader.create(reader);
}
function $enter(reader, length) {
  if (length === $undefined) return reader.len;
  const end = reader.pos + length;
  if (end > reader.len) throw $RangeError("index out of range");
  return (reader.len = end);
}
function $leave(reader, length, end, outer, group) {
  if (length !== $undefined) {
    if (reader.pos !== end) throw $RangeError("index out of range");
    reader.len = outer;
  }
  if (group !== $undefined) throw $Error("missing end group");
}
`;
  return (
    parts.reduce((rest, [part, replacement]) => {
      if (!part.test(rest)) throw new Error('protobufjs generates other code than scripts/schema.mjs expects');
      return rest.replace(part, replacement);
    }, text) + shared
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) generateSchema();
