/**
 * What the name of a TensorRT layer tells of where it comes from. Torch-TensorRT names a layer "[TYPE]-[ir_ops.operator]-
 * [module/node]", the node's name with what the converter adds (torch_tensorrt `dynamo/conversion/converter_utils.py`,
 * `set_layer_name`); TensorRT joins the names of layers that it fuses, and names what it adds itself.
 */

/** Something that a layer was made from. */
export interface LayerPart {
  /** Who gave the name: Torch-TensorRT, TensorRT's ONNX parser, or not told. */
  readonly source: 'torch' | 'onnx' | 'other';
  /** "MATRIX_MULTIPLY"; "" where not told, and so for the next two. */
  readonly type: string;
  /** "aten_ops.linear.default". */
  readonly operator: string;
  /** "encoder.layer.0". */
  readonly module: string;
  /** "linear_2_matrix_multiply": the node's name, with what the converter adds. */
  readonly node: string;
}

export interface LayerName {
  readonly parts: readonly LayerPart[];
  /** "{ForeignNode[first...last]}": of a run of layers, the first and the last are named. */
  readonly isRange: boolean;
  /** A copy between formats that TensorRT put in; the parts are of the layer that it is for. */
  readonly isReformat: boolean;
  /** TensorRT's own name, which tells no layer of the network. */
  readonly isGenerated: boolean;
  /** Of an engine with several optimization profiles, from 0. */
  readonly profile: number | undefined;
}

const PROFILE = / \[profile (\d+)\]$/;
const REFORMAT = /^Reformatting CopyNode for (?:Input|Output|Network Input|Network Output)(?: Tensor \d+ to)? /;
const FOREIGN = /^\{ForeignNode\[(.*)\]\}(?:_myl\d+_\d+)?$/s;
const POINTWISE = /^PWN\((.*)\)(?:_myl\d+_\d+)?$/s;
const TORCH = /^\[([A-Z][A-Z0-9_]*)\]-\[([^\]]+)\]-\[([^\]]*)\](.*)$/s;
/** "Cast ITensor x from DataType.INT64 to DataType.FLOAT - [aten_ops.add.Tensor]-[/add_cast]". */
const TORCH_HELPER = / - \[([^\]]*_ops\.[^\]]+)\]-\[([^\]]*)\]/;
const ONNX = /^\[ONNX Layer: (.*)\]$/s;
/** Kernels and events of Myelin, "__myl_AddRelu_myl0_3", "__mye36358_myl0_7", "_gemm_mha_v2_myl0_15". */
const GENERATED = /^_[a-z_]*_?(?:my[le]|gemm|mha)/;
/** What Myelin puts behind the name of a layer that it took as it was. */
const MYELIN_END = /_myl\d+_\d+$/;
/** What parts a layer's metadata: TensorRT's own separator, and line ends in listings. */
const METADATA_SEPARATOR = /[\x1f\n]/;
const MOST_NESTED = 16;
const MOST_PARTS = 1000;

/** `metadata`: the field of the engine inspector, "" where there is none. It is trusted before the name. */
export function parseLayerName(name: string, metadata = ''): LayerName {
  const profile = PROFILE.exec(name);
  const bare = profile ? name.slice(0, profile.index) : name;
  const reformat = REFORMAT.exec(bare);
  const inner = reformat ? bare.slice(reformat[0].length) : bare;
  const told = metadata === '' ? [] : metadata.split(METADATA_SEPARATOR).slice(0, MOST_PARTS).flatMap(partsOfMetadata);
  const state = { isRange: false };
  const parts = told.length > 0 ? told : partsOf(inner, state, 0);
  return {
    parts,
    isRange: told.length === 0 && state.isRange,
    isReformat: reformat !== null,
    isGenerated: parts.length === 0,
    profile: profile ? Number(profile[1]) : undefined,
  };
}

function partsOfMetadata(text: string): LayerPart[] {
  const part = leaf(text);
  return part && part.source !== 'other' ? [part] : [];
}

function partsOf(text: string, state: { isRange: boolean }, depth: number): LayerPart[] {
  if (depth > MOST_NESTED) return [];
  const [, run] = FOREIGN.exec(text) ?? [];
  const ends = run === undefined ? undefined : split(run, '...');
  if (ends && ends.length === 2) {
    state.isRange = true;
    return ends.flatMap((each) => partsOf(each, state, depth + 1));
  }
  const [, pointwise] = POINTWISE.exec(text) ?? [];
  const pieces = pointwise === undefined ? fused(text) : split(pointwise, ', ');
  if (pieces.length > 1 || pointwise !== undefined) {
    return pieces.flatMap((piece) => partsOf(piece, state, depth + 1)).slice(0, MOST_PARTS);
  }
  const part = leaf(text);
  return part ? [part] : [];
}

/** "A + B", or, of names in brackets, "[…]+[…]"; another plus may be part of a name. */
function fused(text: string): string[] {
  const spaced = split(text, ' + ');
  return spaced.length > 1 ? spaced : split(text, '+', (at) => text[at - 1] === ']' && text[at + 1] === '[');
}

/** Parts between separators that stand in no brackets. */
function split(text: string, separator: string, counts: (at: number) => boolean = () => true): string[] {
  const pieces: string[] = [];
  let [depth, start] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if ('[{('.includes(character)) depth++;
    else if (']})'.includes(character)) depth--;
    else if (depth === 0 && character === separator[0] && text.startsWith(separator, at) && counts(at)) {
      pieces.push(text.slice(start, at));
      at += separator.length - 1;
      start = at + 1;
    }
  }
  pieces.push(text.slice(start));
  return pieces;
}

function leaf(text: string): LayerPart | undefined {
  const torch = TORCH.exec(text);
  if (torch) return torchPart(torch[1] ?? '', torch[2] ?? '', torch[3] ?? '');
  const helper = TORCH_HELPER.exec(text);
  if (helper) return torchPart('', helper[1] ?? '', helper[2] ?? '');
  const [, onnx] = ONNX.exec(text) ?? [];
  if (onnx !== undefined) return { source: 'onnx', type: '', operator: '', module: '', node: onnx };
  const name = text.replace(MYELIN_END, '').trim();
  if (name === '' || GENERATED.test(text)) return undefined;
  return { source: 'other', type: '', operator: '', module: '', node: name };
}

function torchPart(type: string, operator: string, place: string): LayerPart {
  const slash = place.lastIndexOf('/');
  return { source: 'torch', type, operator, module: place.slice(0, Math.max(0, slash)), node: place.slice(slash + 1) };
}
