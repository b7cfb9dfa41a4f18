/**
 * Reads the parts of ONNX graphs: nodes, tensors without their values, types. Parts up to a few megabytes are decoded as a
 * whole; of larger ones what is larger still, such as a constant, is passed over.
 */

import { onnx } from '../../schema/generated/onnx';
import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import { decodeMessage } from './decode';
import { type Field, type FieldCursor, FieldWalker, requireMessage, visitFields } from './fieldWalker';
import type { OnnxTensor, OnnxValue } from './model';
import { type GraphPlace, NodeReader } from './nodeReader';
import type { OnnxNodes } from './nodes';
import { type ValueType, readSparseTensor, readTensor, readType } from './tensors';
import { TextTable } from './textTable';

const PART_LIMIT = 4 * 1024 * 1024;
/** What of a large attribute or tensor is not its values: its name, its sizes, where its values are. */
const HEAD_LIMIT = 64 * 1024;
const TENSOR_HEAD = new Set([1, 2, 8, 13, 14]);
const ATTRIBUTE_HEAD = new Set([1, 2, 3, 20, 21]);
/** Nodes, weights and values of all graphs together. */
const MOST_ENTRIES = 2_000_000;
/** Types up to this many bytes are decoded once, however often they occur. */
const REPEATED_TYPE = 256;

export class PartReader {
  readonly walker: FieldWalker;
  readonly texts = new TextTable();
  private readonly nodes = new NodeReader(this.texts);
  private readonly externalWeights = new Set<string>();
  private readonly types = new TextTable();
  private readonly knownTypes: ValueType[] = [];
  private entries = 0;

  constructor(file: FileAccess) {
    this.walker = new FieldWalker(file);
  }

  /** Files that hold values of tensors, of weights and in attributes, among all that was read. */
  get externalFiles(): string[] {
    return [...new Set([...this.externalWeights, ...this.nodes.externalFiles])];
  }

  /** Adds the node, and tells where the graphs in its attributes stand. */
  node(field: Field, nodes: OnnxNodes, onGraph: (graph: GraphPlace) => void): void | Promise<void> {
    this.count(field);
    const add = (): void => {
      nodes.add(this.nodes.read(this.walker, field.start, field.end));
      for (const graph of this.nodes.graphs) onGraph(graph);
    };
    if (field.end - field.start <= PART_LIMIT) return after(this.walker.hold(field), add);
    return this.largeNode(field).then(() => {
      nodes.add(this.nodes.finish());
      for (const graph of this.nodes.graphs) onGraph(graph);
    });
  }

  tensor(field: Field, add: (tensor: OnnxTensor) => void): void | Promise<void> {
    this.count(field);
    const found = (tensor: OnnxTensor): void => {
      if (tensor.external !== undefined) this.externalWeights.add(tensor.external);
      add(tensor);
    };
    if (field.end - field.start > PART_LIMIT) return this.largeTensor(field).then((head) => found(readTensor(head)));
    return after(this.walker.hold(field), () => found(readTensor(this.decodeHeld(field, onnx.TensorProto))));
  }

  async sparseTensor(field: Field, add: (tensor: OnnxTensor) => void): Promise<void> {
    this.count(field);
    const tensor: onnx.ISparseTensorProto = { dims: [] };
    if (field.end - field.start <= PART_LIMIT) {
      Object.assign(tensor, await this.decode(field, onnx.SparseTensorProto));
    } else {
      await this.walker.walk(field.start, field.end, async (each) => {
        if (each.number === 1) tensor.values = await this.largeTensor(each);
      });
    }
    const read = readSparseTensor(tensor);
    if (read.external !== undefined) this.externalWeights.add(read.external);
    add(read);
  }

  value(field: Field, values: OnnxValue[]): void | Promise<void> {
    this.count(field);
    if (field.end - field.start > PART_LIMIT) throw new FormatDamage('a part is too large', field.start);
    return after(this.walker.hold(field), () => values.push(this.readValue(field)));
  }

  /** A name that stands for a value, of which no type is stated. */
  async name(field: Field): Promise<OnnxValue> {
    this.count(field);
    return { name: await this.text(field), dataType: 0, shape: undefined };
  }

  async text(field: Field): Promise<string> {
    requireMessage(field);
    if (field.end - field.start > PART_LIMIT) throw new FormatDamage('a name is too long', field.start);
    await this.walker.hold(field);
    return this.heldText(field);
  }

  async decode<T>(field: Field, type: Parameters<typeof decodeMessage<T>>[3]): Promise<T> {
    requireMessage(field);
    if (field.end - field.start > PART_LIMIT) throw new FormatDamage('a part is too large', field.start);
    await this.walker.hold(field);
    return this.decodeHeld(field, type);
  }

  private count(field: Field): void {
    requireMessage(field);
    if (++this.entries > MOST_ENTRIES)
      throw new FormatDamage(`it has more than ${MOST_ENTRIES} nodes, weights and values`, field.start);
  }

  private heldText({ start, end }: Field): string {
    const { bytes, base } = this.walker;
    return bytes.toString('utf8', start - base, end - base);
  }

  private decodeHeld<T>({ start, end }: Field, type: Parameters<typeof decodeMessage<T>>[3]): T {
    return decodeMessage(this.walker, start, end, type);
  }

  private readValue(field: Field): OnnxValue {
    let name = '';
    let type: ValueType = { dataType: 0, shape: undefined };
    visitFields(this.walker, field.start, field.end, (each) => {
      if (each.number === 1) name = this.heldText(each);
      if (each.number === 2) type = this.readType(each);
    });
    return { name, dataType: type.dataType, shape: type.shape };
  }

  private readType(field: Field): ValueType {
    requireMessage(field);
    const { bytes, base } = this.walker;
    const repeated = field.end - field.start <= REPEATED_TYPE;
    const id = repeated ? this.types.add(bytes, field.start - base, field.end - base) : 0;
    const type = this.knownTypes[id] ?? readType(this.decodeHeld(field, onnx.TypeProto));
    if (id !== 0) this.knownTypes[id] = type;
    return type;
  }

  private async largeNode(field: Field): Promise<void> {
    this.nodes.begin();
    await this.walker.walk(field.start, field.end, async (each) => {
      if (each.end - each.start <= PART_LIMIT) {
        await this.walker.hold(each);
        this.nodes.field(this.walker, each);
      } else if (each.number === 5) {
        await this.largeAttribute(each);
      }
    });
  }

  /** Where its graphs are, and of all else what is small. */
  private async largeAttribute(field: Field): Promise<void> {
    requireMessage(field);
    const graphs: Field[] = [];
    let tensor: onnx.ITensorProto | undefined;
    const head = await this.head(field, ATTRIBUTE_HEAD, async (each) => {
      if (each.number === 5) tensor = await this.largeTensor(each);
      if (each.number === 6 || each.number === 11) graphs.push(each.copy());
    });
    const attribute = decodeMessage(
      { bytes: head, base: field.start },
      field.start,
      field.start + head.length,
      onnx.AttributeProto,
    );
    if (graphs.length === 0) return void this.nodes.attribute(tensor ? { ...attribute, t: tensor } : attribute);
    graphs.forEach((graph, index) =>
      this.nodes.graph(graph.number === 6 ? attribute.name : `${attribute.name}[${index}]`, graph),
    );
  }

  /** Everything of a tensor but its values. */
  private async largeTensor(field: Field): Promise<onnx.TensorProto> {
    requireMessage(field);
    const head = await this.head(field, TENSOR_HEAD);
    return decodeMessage({ bytes: head, base: field.start }, field.start, field.start + head.length, onnx.TensorProto);
  }

  /** The fields of a message that are named, as far as they are small, as a message of their own. */
  private async head(
    message: Field,
    wanted: ReadonlySet<number>,
    visit: (field: FieldCursor) => Promise<void> = () => Promise.resolve(),
  ): Promise<Buffer> {
    const parts: Buffer[] = [];
    let before = message.start;
    let length = 0;
    await this.walker.walk(message.start, message.end, async (field) => {
      const size = field.end - before;
      if (wanted.has(field.number) && length + size <= HEAD_LIMIT) {
        await this.walker.hold({ start: before, end: field.end });
        const { bytes, base } = this.walker;
        parts.push(Buffer.from(bytes.subarray(before - base, field.end - base)));
        length += size;
      }
      before = field.end;
      await visit(field);
    });
    return Buffer.concat(parts);
  }
}

/** At once where there is nothing to wait for. */
function after(waiting: void | Promise<void>, work: () => unknown): void | Promise<void> {
  if (waiting) return waiting.then(() => void work());
  work();
}
