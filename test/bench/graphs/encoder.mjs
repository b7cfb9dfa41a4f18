// A program of torch.export of any number of nodes: bert.pt2 of the fixtures with its last encoder layer repeated, each layer
// with parameters, module path and source lines of its own. The layers share the bytes of their weights, as tied weights do.
// torch.export.load reads the file.
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import yauzl from 'yauzl';
import { zip } from '../../unit/formats/zipWriter.ts';

const FIXTURE = new URL('../../fixtures/exported/bert.pt2', import.meta.url);
const MODEL = 'bert/models/model.json';
const WEIGHTS = 'bert/data/weights/model_weights_config.json';
const LAST_LAYER = 3;
/** The value that the last layer reads and the one that it gives. */
const FIRST = 'layer_norm_6';
const LAST = 'layer_norm_8';

/**
 * @param {number} count nodes, of which the file has at least as many as fit a whole number of layers
 * @returns {Promise<{ bytes: Uint8Array, nodes: number }>}
 */
export async function encoderProgram(count) {
  const members = await membersOf(FIXTURE);
  const program = JSON.parse(members[MODEL]);
  const weights = JSON.parse(members[WEIGHTS]);
  const nodes = repeatLayer(program, weights, count);
  members[MODEL] = JSON.stringify(program);
  members[WEIGHTS] = JSON.stringify(weights);
  return { bytes: zip(members), nodes };
}

function repeatLayer(program, weights, count) {
  const { graph, signature } = program.graph_module;
  const layer = layerOf(graph, signature, weights);
  const end = graph.nodes.indexOf(layer.nodes.at(-1)) + 1;
  const tail = graph.nodes.splice(end);
  let last = LAST;
  const parameters = { inputs: [], specs: [] };
  for (let index = LAST_LAYER + 1; graph.nodes.length + tail.length < count; index++) {
    const copy = renamed(layer, layerNames(layer, index, last));
    last = copy.nodes.at(-1).name;
    graph.nodes.push(...copy.nodes);
    Object.assign(graph.tensor_values, copy.values);
    Object.assign(weights.config, copy.weights);
    parameters.inputs.push(...copy.inputs);
    parameters.specs.push(...copy.specs);
  }
  // Parameters stand before buffers, in the graph's inputs as in the signature.
  const buffers = signature.input_specs.findIndex((spec) => !spec.parameter);
  graph.inputs.splice(buffers, 0, ...parameters.inputs);
  signature.input_specs.splice(buffers, 0, ...parameters.specs);
  const toLast = (name) => (name === LAST ? last : name);
  graph.nodes.push(...renamed(tail, toLast));
  graph.outputs = renamed(graph.outputs, toLast);
  signature.output_specs = renamed(signature.output_specs, toLast);
  return graph.nodes.length;
}

/** Everything of the last layer: nodes, what is said of their values, parameters. */
function layerOf(graph, signature, weights) {
  const path = `m.encoder.layer.${LAST_LAYER}.`;
  const prefix = `p_m_encoder_layer_${LAST_LAYER}_`;
  const nodes = graph.nodes.filter((node) => node.metadata.nn_module_stack.includes(`${path.slice(0, -1)},`));
  const names = new Set(nodes.map((node) => node.name));
  const ofLayer = (name) => names.has(name) || name.startsWith(prefix);
  return {
    nodes,
    values: Object.fromEntries(Object.entries(graph.tensor_values).filter(([name]) => ofLayer(name))),
    inputs: graph.inputs.filter((input) => input.as_tensor?.name.startsWith(prefix)),
    specs: signature.input_specs.filter((spec) => spec.parameter?.parameter_name.startsWith(path)),
    weights: Object.fromEntries(Object.entries(weights.config).filter(([name]) => name.startsWith(path))),
  };
}

/** What a name of the last layer is in layer `index`, which reads the value `input`. */
function layerNames({ nodes }, index, input) {
  const own = new Set(nodes.map((node) => node.name));
  return (text) => {
    if (text === FIRST) return input;
    if (own.has(text)) return `${text}_layer_${index}`;
    return text.replaceAll(/layer([._])3(?=[._,;]|$)/g, `layer$1${index}`);
  };
}

/** A copy of JSON with all strings, the names of fields included, as `rename` gives them. */
function renamed(json, rename) {
  if (typeof json === 'string') return rename(json);
  if (Array.isArray(json)) return json.map((each) => renamed(each, rename));
  if (json === null || typeof json !== 'object') return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [rename(key), renamed(value, rename)]));
}

async function membersOf(path) {
  const archive = await promisify(yauzl.fromBuffer)(readFileSync(path), { lazyEntries: false });
  const open = promisify(archive.openReadStream.bind(archive));
  const members = {};
  const reads = [];
  archive.on('entry', (entry) => {
    reads.push(
      open(entry).then(async (stream) => {
        members[entry.fileName] = Buffer.concat(await stream.toArray());
      }),
    );
  });
  await new Promise((resolve, reject) => archive.once('end', resolve).once('error', reject));
  await Promise.all(reads);
  return members;
}
