/** Files that are called `.onnx` and are something else, by their first bytes: each is told by its name, and what to do. */

import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';

/** A file of another kind than ONNX's; `message` says which. */
export class LookAlike extends FormatDamage {
  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message, 0);
  }
}

const EXPORT_AGAIN = 'Export the model as ONNX.';
const UNPACK = 'Unpack it first.';

interface Kind {
  readonly what: string;
  readonly remedy: string;
}

/** First bytes, where they stand, and what they tell. */
const MAGIC: readonly (Kind & { readonly bytes: string; readonly at?: number })[] = [
  { bytes: 'PK\x03\x04', what: 'a zip archive', remedy: `${UNPACK} A program of torch.export is called .pt2.` },
  { bytes: 'PK\x05\x06', what: 'an empty zip archive', remedy: EXPORT_AGAIN },
  { bytes: '\x1f\x8b', what: 'packed with gzip', remedy: UNPACK },
  { bytes: 'BZh', what: 'packed with bzip2', remedy: UNPACK },
  { bytes: '\xfd7zXZ\0', what: 'packed with xz', remedy: UNPACK },
  { bytes: '\x28\xb5\x2f\xfd', what: 'packed with zstd', remedy: UNPACK },
  {
    bytes: 'ORTM',
    at: 4,
    what: 'a model in ONNX Runtime’s own format (.ort)',
    remedy: 'Take the .onnx that it was made from: that format keeps no model that others can read.',
  },
  { bytes: 'TFL3', at: 4, what: 'a model of TensorFlow Lite', remedy: 'Convert the model with tf2onnx.' },
  { bytes: '\x89HDF', what: 'an HDF5 file, such as Keras writes', remedy: 'Convert the model with tf2onnx.' },
  { bytes: 'ftrt', what: 'an engine of TensorRT', remedy: 'Call it .engine.' },
  { bytes: 'vtrt', what: 'an engine of TensorRT-RTX', remedy: 'Call it .engine.' },
  { bytes: '\x80\x02', what: 'a pickle, such as torch.save writes', remedy: EXPORT_AGAIN },
  { bytes: '\x80\x04', what: 'a pickle', remedy: EXPORT_AGAIN },
  { bytes: '\x80\x05', what: 'a pickle', remedy: EXPORT_AGAIN },
];

const convert = (form: string): string =>
  `Convert it in Python: onnx.save(onnx.load("FILE", format="${form}"), "model.onnx").`;

/** Texts, by how they begin. */
const TEXTS: readonly (Kind & { readonly start: RegExp })[] = [
  {
    start: /^version https:\/\/git-lfs\.github\.com\//,
    what: 'Git LFS’s pointer to a model, not the model',
    remedy: 'Fetch it: git lfs pull.',
  },
  { start: /^<\s*ir_version\b/, what: 'a model in ONNX’s text form (onnx.printer)', remedy: convert('onnxtxt') },
  {
    start:
      /^(#.*\s+)*(ir_version|producer_name|producer_version|domain|model_version|doc_string|graph|opset_import)\s*[:{]/,
    what: 'a model in protobuf’s text form',
    remedy: convert('textproto'),
  },
  {
    start: /^\{\s*"(irVersion|producerName|graph|opsetImport)"/,
    what: 'a model in JSON form',
    remedy: convert('json'),
  },
  { start: /^[{[]/, what: 'JSON, and no model that is known here', remedy: EXPORT_AGAIN },
  { start: /^<(!doctype\s+html|html)/i, what: 'a page of a web server', remedy: 'Download the model again.' },
  { start: /^<(\?xml|net)\b/, what: 'XML, such as OpenVINO writes', remedy: EXPORT_AGAIN },
];

/** Throws LookAlike where the file is none of ONNX's binary ones and it can be told what it is. */
export async function refuseOthers(file: FileAccess): Promise<void> {
  const head = await file.read(0, 512);
  const kind = kindOf(head);
  if (kind) throw new LookAlike(`it is ${kind.what}`, kind.remedy);
}

function kindOf(head: Uint8Array): Kind | undefined {
  const letters = Buffer.from(head.subarray(0, 16)).toString('latin1');
  const known = MAGIC.find(({ bytes, at = 0 }) => letters.startsWith(bytes, at));
  if (known) return known;
  const text = textOf(head)?.trimStart();
  if (text === undefined) return undefined;
  return TEXTS.find(({ start }) => start.test(text)) ?? { what: 'text', remedy: EXPORT_AGAIN };
}

/** A ModelProto begins with a number, which no text does; where it begins otherwise, bytes that are no text come soon. */
function textOf(head: Uint8Array): string | undefined {
  if (head.length === 0 || head.some((byte) => byte < 0x20 && !WHITE_SPACE.includes(byte))) return undefined;
  try {
    // A stream, because the last letter may be cut.
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch {
    return undefined;
  }
}

/** Tab, line feed, carriage return. */
const WHITE_SPACE = [0x09, 0x0a, 0x0d];
