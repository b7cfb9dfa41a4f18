// A decoder of a language model as ONNX, of any number of nodes: what an exporter writes for one, with weights of a few bytes.
import { TYPE, floats, ints, model, node, value } from '../../support/onnxModel.ts';

const WIDTH = 4;
/** Nodes of one layer, about. */
const OPEN_SHAPE = [1, 'sequence', WIDTH];

/**
 * A chain of layers of attention and a gated MLP, named as a module tree ("/model/layers.3/self_attn/MatMul"). With `shared`
 * the mask and the tables of positions are inputs that every layer reads, as exporters write them; without, each layer has
 * its own.
 * @param {number} count nodes, of which the file has at least as many as fit a whole number of layers
 * @param {boolean} shared
 * @returns {{ bytes: Uint8Array, nodes: number }}
 */
export function decoderModel(count, shared) {
  const graph = new DecoderWriter(shared);
  let hidden = graph.op('Gather', '/model/embed_tokens', [graph.weight('model.embed_tokens.weight'), 'input_ids']);
  for (let layer = 0; graph.nodes.length < count - 10; layer++) hidden = graph.layer(layer, hidden);
  hidden = graph.norm('/model/norm', hidden, 'model.norm.weight');
  const logits = graph.op('MatMul', '/lm_head', [hidden, graph.weight('lm_head.weight')]);
  const tables = shared ? ['mask', 'rope_cos', 'rope_sin'] : [];
  const bytes = model(
    {
      name: 'decoder',
      node: graph.nodes,
      initializer: graph.weights,
      input: [
        value('input_ids', TYPE.int64, [1, 'sequence']),
        ...tables.map((name) => value(name, TYPE.float, [1, 1, 'sequence', WIDTH])),
      ],
      output: [value(logits, TYPE.float, OPEN_SHAPE)],
    },
    { producer_name: 'trtlens bench' },
  );
  return { bytes, nodes: graph.nodes.length };
}

class DecoderWriter {
  nodes = [];
  weights = [
    ints('last', [-1]),
    ints('zero', [0]),
    ints('half', [WIDTH / 2]),
    ints('end', [2 ** 31]),
    ints('to_heads', [1, -1, 1, WIDTH]),
    ints('from_heads', [1, -1, WIDTH]),
    ...['two', 'epsilon', 'scale'].map((name) => floats(name, [])),
  ];
  taken = new Map();

  constructor(shared) {
    this.shared = shared;
  }

  /** Adds a node of one output and gives the name of its value. */
  op(type, scope, inputs, attributes) {
    const name = `${scope}/${type}`;
    const count = this.taken.get(name) ?? 0;
    this.taken.set(name, count + 1);
    const unique = count === 0 ? name : `${name}_${count}`;
    const output = `${unique}_output_0`;
    this.nodes.push({ ...node(type, inputs, [output], attributes), name: unique });
    return output;
  }

  weight(name, dims = [WIDTH, WIDTH]) {
    this.weights.push(floats(name, dims));
    return name;
  }

  /** An input that all layers share, or a weight of this one. */
  table(name, path) {
    return this.shared ? name : this.weight(`${path}.${name}`, [1, 1, 1, WIDTH]);
  }

  norm(scope, x, weight) {
    const square = this.op('Pow', scope, [x, 'two']);
    const mean = this.op('ReduceMean', scope, [square, 'last'], { keepdims: { i: 1 } });
    const root = this.op('Sqrt', scope, [this.op('Add', scope, [mean, 'epsilon'])]);
    const scaled = this.op('Mul', scope, [x, this.op('Reciprocal', scope, [root])]);
    return this.op('Mul', scope, [scaled, this.weight(weight, [WIDTH])]);
  }

  linear(scope, x) {
    return this.op('MatMul', scope, [x, this.weight(`${scope.slice(1).replaceAll('/', '.')}.weight`)]);
  }

  rotated(scope, x) {
    const path = scope.slice(1).replaceAll('/', '.');
    const count = this.taken.get(`${scope}/Neg`) ?? 0;
    const [cos, sin] = ['rope_cos', 'rope_sin'].map((name) => this.table(name, `${path}.${count}`));
    const low = this.op('Slice', scope, [x, 'zero', 'half', 'last']);
    const high = this.op('Slice', scope, [x, 'half', 'end', 'last']);
    const turned = this.op('Concat', scope, [this.op('Neg', scope, [high]), low], { axis: { i: -1 } });
    const parts = [this.op('Mul', scope, [x, cos]), this.op('Mul', scope, [turned, sin])];
    return this.op('Add', scope, parts);
  }

  attention(scope, x) {
    const swap = (value, ...perm) => this.op('Transpose', scope, [value], { perm: { ints: perm } });
    const [q, k, v] = ['q_proj', 'k_proj', 'v_proj'].map((part) =>
      swap(this.op('Reshape', scope, [this.linear(`${scope}/${part}`, x), 'to_heads']), 0, 2, 1, 3),
    );
    const [query, key] = [q, k].map((each) => this.rotated(`${scope}/rotary_emb`, each));
    const scores = this.op('Mul', scope, [this.op('MatMul', scope, [query, swap(key, 0, 1, 3, 2)]), 'scale']);
    const masked = this.op('Add', scope, [scores, this.table('mask', scope.slice(1).replaceAll('/', '.'))]);
    const shares = this.op('Softmax', scope, [masked], { axis: { i: -1 } });
    const mixed = swap(this.op('MatMul', scope, [shares, v]), 0, 2, 1, 3);
    return this.linear(`${scope}/o_proj`, this.op('Reshape', scope, [mixed, 'from_heads']));
  }

  mlp(scope, x) {
    const gate = this.linear(`${scope}/gate_proj`, x);
    const active = this.op('Mul', `${scope}/act_fn`, [gate, this.op('Sigmoid', `${scope}/act_fn`, [gate])]);
    return this.linear(`${scope}/down_proj`, this.op('Mul', scope, [active, this.linear(`${scope}/up_proj`, x)]));
  }

  layer(index, x) {
    const scope = `/model/layers.${index}`;
    const path = scope.slice(1).replaceAll('/', '.');
    const before = this.norm(`${scope}/input_layernorm`, x, `${path}.input_layernorm.weight`);
    const middle = this.op('Add', scope, [x, this.attention(`${scope}/self_attn`, before)]);
    const after = this.norm(`${scope}/post_attention_layernorm`, middle, `${path}.post_attention_layernorm.weight`);
    return this.op('Add', scope, [middle, this.mlp(`${scope}/mlp`, after)]);
  }
}
