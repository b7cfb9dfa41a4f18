/** Reads NodeProto: field by field, because a graph of 100,000 nodes has no time for an object of each part. */

import { onnx } from '../../schema/generated/onnx';
import { FormatDamage } from '../bytes';
import { attributeText } from './attributes';
import { decodeMessage } from './decode';
import { type Bytes, type Field, FieldCursor, requireMessage, visitFields } from './fieldWalker';
import { type OnnxOperator, type OnnxTensor, operatorOf } from './model';
import type { NodeParts } from './nodes';
import { OriginReader } from './origin';
import { externalFile, readTensor } from './tensors';
import { TextTable } from './textTable';

/** Where in the file a graph of an attribute stands. */
export interface GraphPlace {
  readonly attribute: string;
  readonly start: number;
  readonly end: number;
}

/** Attributes of one node that are shown, and letters of them all. */
const MOST_ATTRIBUTES = 64;
const MOST_LETTERS = 4096;
/** Attributes up to this many bytes are decoded once, however often they occur: layers repeat theirs. */
const REPEATED = 256;
const MOST_PARTS = 16_000_000;

interface ReadAttribute {
  readonly text: string;
  readonly value: OnnxTensor | undefined;
}

export class NodeReader {
  /** Names of files with values of tensors in attributes. */
  readonly externalFiles = new Set<string>();
  /** Graphs in the attributes of the node at hand. */
  readonly graphs: GraphPlace[] = [];
  private name = 0;
  private type = 0;
  private domain = 0;
  private overload = 0;
  private readonly inputs: number[] = [];
  private readonly outputs: number[] = [];
  private readonly attributes: string[] = [];
  private attributeCount = 0;
  private constant: OnnxTensor | undefined;
  private parts = 0;
  private readonly operators = new Map<number | string, OnnxOperator>();
  private readonly repeated = new TextTable();
  private readonly repeatedAttributes: ReadAttribute[] = [];
  private readonly cursor = new FieldCursor();
  private readonly origins: OriginReader;

  constructor(private readonly texts: TextTable) {
    this.origins = new OriginReader(texts);
  }

  /** A node that is at hand as a whole. Its graphs are in `graphs` then; that and its lists are others' at the next node. */
  read(source: Bytes, start: number, end: number): NodeParts {
    this.begin();
    for (let position = start; position < end; position = this.cursor.end) {
      this.field(source, this.cursor.read(source, position, end));
    }
    return this.finish();
  }

  begin(): void {
    this.name = this.type = this.domain = this.overload = this.attributeCount = 0;
    this.inputs.length = this.outputs.length = this.attributes.length = this.graphs.length = 0;
    this.constant = undefined;
    this.origins.begin();
  }

  /** A field of the node whose bytes are at hand. */
  field(source: Bytes, field: Field): void {
    switch (field.number) {
      case 1:
        this.inputs.push(this.part(source, field));
        break;
      case 2:
        this.outputs.push(this.part(source, field));
        break;
      case 3:
        this.name = this.part(source, field);
        break;
      case 4:
        this.type = this.part(source, field);
        break;
      case 5:
        requireMessage(field);
        this.attributeField(source, field);
        break;
      case 7:
        this.domain = this.part(source, field);
        break;
      case 8:
        this.overload = this.part(source, field);
        break;
      case 9:
        requireMessage(field);
        this.origins.property(source, field);
        break;
    }
  }

  /** An attribute that is no graph, with all of it that is wanted. */
  attribute(attribute: onnx.IAttributeProto): ReadAttribute {
    const { name, t, tensors, sparseTensor } = attribute;
    for (const tensor of [t, ...(tensors ?? []), sparseTensor?.values]) {
      const file = tensor && externalFile(tensor);
      if (file !== undefined && file !== null) this.externalFiles.add(file);
    }
    const read = { text: attributeText(attribute), value: name === 'value' && t ? readTensor(t) : undefined };
    this.note(read);
    return read;
  }

  graph(attribute: string, { start, end }: Field): void {
    this.graphs.push({ attribute, start, end });
  }

  finish(): NodeParts {
    const { name, inputs, outputs } = this;
    const attributes = this.attributeText();
    const operator = this.operator();
    const constant = operator.text === 'Constant' ? this.constant : undefined;
    return { name, operator, inputs, outputs, attributes, origin: this.origins.finish(name), constant };
  }

  private attributeText(): string {
    const { attributes, attributeCount } = this;
    if (attributeCount > attributes.length) attributes.push(`… ${attributeCount} in all`);
    const text = attributes.length === 1 ? attributes[0]! : attributes.join(', ');
    return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
  }

  private part({ bytes, base }: Bytes, field: Field): number {
    requireMessage(field);
    if (++this.parts > MOST_PARTS) throw new FormatDamage(`its nodes have more than ${MOST_PARTS} parts`, field.start);
    return this.texts.add(bytes, field.start - base, field.end - base);
  }

  private attributeField(source: Bytes, { start, end }: Field): void {
    const id = end - start > REPEATED ? 0 : this.repeated.add(source.bytes, start - source.base, end - source.base);
    const known = this.repeatedAttributes[id];
    if (known) return this.note(known);
    const attribute = decodeMessage(source, start, end, onnx.AttributeProto);
    if (attribute.g.length > 0 || attribute.graphs.length > 0) {
      let position = 0;
      visitFields(source, start, end, (field) => {
        if (field.number === 6) this.graph(attribute.name, field);
        if (field.number === 11) this.graph(`${attribute.name}[${position++}]`, field);
      });
      return;
    }
    const read = this.attribute(attribute);
    if (id !== 0) this.repeatedAttributes[id] = read;
  }

  private note(attribute: ReadAttribute): void {
    if (attribute.value) this.constant = attribute.value;
    if (this.attributeCount++ < MOST_ATTRIBUTES) this.attributes.push(attribute.text);
  }

  /** One for all nodes of the kind. */
  private operator(): OnnxOperator {
    const plain = this.domain === 0 && this.overload === 0;
    const key = plain ? this.type : `${this.domain} ${this.type} ${this.overload}`;
    let operator = this.operators.get(key);
    if (!operator) {
      const [type, domain, overload] = [this.type, this.domain, this.overload].map((id) => this.texts.text(id));
      this.operators.set(key, (operator = operatorOf(type, domain, overload)));
    }
    return operator;
  }
}
