/**
 * Reads an ONNX model's structure (onnx/onnx.proto: ModelProto). The file is walked once from front to back; weights are
 * passed over, so a model of gigabytes costs what its graph does.
 */

import { onnx } from '../../schema/generated/onnx';
import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import { type Field, FieldWalker } from './fieldWalker';
import { type OnnxGraph, type OnnxModel, type OnnxTensor, type OnnxValue, UNNAMED_SIZE } from './model';

/** Parts of a message are decoded whole up to this many bytes; larger ones lose what is larger still, such as a constant. */
const PART_LIMIT = 4 * 1024 * 1024;

/** Throws FormatDamage, with the offset, where the file is no ONNX model. */
export async function readOnnxModel(file: FileAccess): Promise<OnnxModel> {
  if (await looksLikeText(file)) throw new FormatDamage('it is text; ONNX’s text and JSON forms are not read here', 0);
  return new ModelReader(file).read();
}

class ModelReader {
  private readonly walker: FieldWalker;
  private irVersion = 0;
  private producerName = '';
  private producerVersion = '';
  private readonly opsets = new Map<string, number>();
  private readonly functions: string[] = [];
  private graph: OnnxGraph | undefined;

  constructor(private readonly file: FileAccess) {
    this.walker = new FieldWalker(file);
  }

  async read(): Promise<OnnxModel> {
    await this.walker.walk(0, this.file.size, (field) => this.modelField(field));
    if (!this.graph) throw new FormatDamage('it holds no graph');
    return {
      irVersion: this.irVersion,
      producerName: this.producerName,
      producerVersion: this.producerVersion,
      opsets: this.opsets,
      functions: this.functions,
      graph: this.graph,
    };
  }

  private async modelField(field: Field): Promise<void> {
    switch (field.number) {
      case 1:
        this.irVersion = field.value;
        break;
      case 2:
        this.producerName = await this.text(field);
        break;
      case 3:
        this.producerVersion = await this.text(field);
        break;
      case 7:
        requireMessage(field);
        this.graph = await this.readGraph(field);
        break;
      case 8: {
        const { domain, version } = await this.decode(field, onnx.OperatorSetIdProto);
        this.opsets.set(domain === 'ai.onnx' ? '' : domain, toNumber(version));
        break;
      }
      case 25:
        this.functions.push(await this.functionName(field));
        break;
    }
  }

  private async readGraph(graph: Field): Promise<OnnxGraph> {
    const nodes: onnx.INodeProto[] = [];
    const initializers: OnnxTensor[] = [];
    const [inputs, outputs, values]: OnnxValue[][] = [[], [], []];
    let name = '';
    const message = <T>(field: Field, type: Decoder<T>, add: (decoded: T) => void): void | Promise<void> => {
      const decoded = this.decode(field, type);
      return decoded instanceof Promise ? decoded.then(add) : add(decoded);
    };
    await this.walker.walk(graph.start, graph.end, (field) => {
      switch (field.number) {
        case 1:
          return field.end - field.start > PART_LIMIT
            ? this.largeNode(field).then((node) => void nodes.push(node))
            : message(field, onnx.NodeProto, (node) => nodes.push(node));
        case 2:
          return this.text(field).then((text) => void (name = text));
        case 5:
          return field.end - field.start > PART_LIMIT
            ? this.largeTensor(field).then((tensor) => void initializers.push(tensor))
            : message(field, onnx.TensorProto, (tensor) => initializers.push(readTensor(tensor)));
        case 11:
          return message(field, onnx.ValueInfoProto, (value) => inputs!.push(readValue(value)));
        case 12:
          return message(field, onnx.ValueInfoProto, (value) => outputs!.push(readValue(value)));
        case 13:
          return message(field, onnx.ValueInfoProto, (value) => values!.push(readValue(value)));
        default:
          return undefined;
      }
    });
    return { name, nodes, initializers, inputs: inputs!, outputs: outputs!, values: values! };
  }

  /** Everything of a tensor but its values. */
  private async largeTensor(field: Field): Promise<OnnxTensor> {
    return readTensor(await this.decodeSmallParts(field, onnx.TensorProto));
  }

  /** A node with a constant of megabytes: its attributes stay as far as they are small. */
  private largeNode(field: Field): Promise<onnx.INodeProto> {
    return this.decodeSmallParts(field, onnx.NodeProto);
  }

  private async decodeSmallParts<T>(message: Field, type: Decoder<T>): Promise<T> {
    requireMessage(message);
    const parts: Uint8Array[] = [];
    let before = message.start;
    await this.walker.walk(message.start, message.end, async (field) => {
      if (field.end - before <= PART_LIMIT) parts.push((await this.walker.bytes(before, field.end)).slice());
      before = field.end;
    });
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let position = 0;
    for (const part of parts) {
      whole.set(part, position);
      position += part.length;
    }
    return decodeBytes(whole, type, message.start);
  }

  private async functionName(field: Field): Promise<string> {
    requireMessage(field);
    let [name, domain] = ['', ''];
    await this.walker.walk(field.start, field.end, async (each) => {
      if (each.number === 1) name = await this.text(each);
      if (each.number === 10) domain = await this.text(each);
    });
    return domain === '' ? name : `${domain}.${name}`;
  }

  private async text(field: Field): Promise<string> {
    requireMessage(field);
    if (field.end - field.start > PART_LIMIT) throw new FormatDamage('a name is too long', field.start);
    return new TextDecoder().decode(await this.walker.bytes(field.start, field.end));
  }

  private decode<T>(field: Field, type: Decoder<T>): T | Promise<T> {
    requireMessage(field);
    if (field.end - field.start > PART_LIMIT) throw new FormatDamage('a part is too large', field.start);
    const bytes = this.walker.bytes(field.start, field.end);
    return bytes instanceof Promise
      ? bytes.then((loaded) => decodeBytes(loaded, type, field.start))
      : decodeBytes(bytes, type, field.start);
  }
}

interface Decoder<T> {
  decode(bytes: Uint8Array): T;
}

function decodeBytes<T>(bytes: Uint8Array, type: Decoder<T>, start: number): T {
  try {
    return type.decode(bytes);
  } catch (failure) {
    throw new FormatDamage(failure instanceof Error ? failure.message : String(failure), start);
  }
}

function requireMessage(field: Field): void {
  if (field.wireType !== 2) throw new FormatDamage(`field ${field.number} is of another kind than ONNX’s`, field.start);
}

function readTensor(tensor: onnx.ITensorProto): OnnxTensor {
  const location = (tensor.externalData ?? []).find(({ key }) => key === 'location')?.value;
  return {
    name: tensor.name ?? '',
    dataType: tensor.dataType ?? 0,
    dims: (tensor.dims ?? []).map(toNumber),
    external: tensor.dataLocation === 1 ? (location ?? '') : undefined,
  };
}

function readValue({ name, type }: onnx.IValueInfoProto): OnnxValue {
  const tensor = type?.tensorType;
  const dims = tensor?.shape?.dim;
  return {
    name: name ?? '',
    dataType: tensor?.elemType ?? 0,
    shape: dims?.map(({ dimParam, dimValue }) => {
      if (dimParam) return dimParam;
      const size = toNumber(dimValue);
      // Exporters write an open size without a name as no value, as -1 or as 0.
      return dimValue == null || size <= 0 ? UNNAMED_SIZE : String(size);
    }),
  };
}

/** protobufjs gives 64-bit integers as objects where the library for those is installed, and as numbers elsewhere. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'object' && value !== null && 'toNumber' in value) return (value as Int64).toNumber();
  return 0;
}

interface Int64 {
  toNumber(): number;
}

/** A ModelProto begins with a number, which no text does; where it begins otherwise, bytes that are no text come soon. */
async function looksLikeText(file: FileAccess): Promise<boolean> {
  const head = await file.read(0, 256);
  if (head.length === 0 || head.some((byte) => byte < 0x20 && !WHITE_SPACE.includes(byte))) return false;
  try {
    // A stream, because the last letter may be cut.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Tab, line feed, carriage return. */
const WHITE_SPACE = [0x09, 0x0a, 0x0d];
