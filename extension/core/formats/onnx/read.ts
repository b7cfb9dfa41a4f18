/**
 * Reads an ONNX model's structure (onnx/onnx.proto: ModelProto). Weights are passed over, so a model of gigabytes costs what
 * its graph does.
 */

import { onnx } from '../../schema/generated/onnx';
import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import type { Field, FieldCursor } from './fieldWalker';
import { GraphReader } from './graphReader';
import { refuseOthers } from './lookAlike';
import type { OnnxModel } from './model';
import { PartReader } from './partReader';
import { toNumber } from './tensors';

const MOST_OPERATOR_SETS = 1000;
const MOST_METADATA = 1000;
const MOST_FUNCTIONS = 100_000;
/** Of the model itself: its graph is one. */
const MOST_FIELDS = 200_000;

/** Throws FormatDamage, with the offset, where the file is no ONNX model, and LookAlike where it is something else. */
export async function readOnnxModel(file: FileAccess): Promise<OnnxModel> {
  await refuseOthers(file);
  return new ModelReader(file).read();
}

class ModelReader {
  private readonly parts: PartReader;
  private irVersion = 0;
  private producerName = '';
  private producerVersion = '';
  private readonly opsets = new Map<string, number>();
  private readonly metadata: { key: string; value: string }[] = [];
  private readonly functions: Field[] = [];
  private graph: Field | undefined;
  private fields = 0;

  constructor(private readonly file: FileAccess) {
    this.parts = new PartReader(file);
  }

  async read(): Promise<OnnxModel> {
    const { parts } = this;
    await parts.walker.walk(0, this.file.size, (field) => this.modelField(field));
    if (!this.graph) throw new FormatDamage('it holds no graph');
    const reader = new GraphReader(parts);
    const graph = await reader.readGraph(this.graph);
    const functions = [];
    for (const each of this.functions) functions.push(await reader.readFunction(each));
    const { irVersion, producerName, producerVersion, opsets, metadata } = this;
    const { externalFiles } = parts;
    return { irVersion, producerName, producerVersion, opsets, metadata, functions, graph, externalFiles };
  }

  private async modelField(field: FieldCursor): Promise<void> {
    const { parts } = this;
    if (++this.fields > MOST_FIELDS) throw new FormatDamage(`it has more than ${MOST_FIELDS} parts`, field.start);
    switch (field.number) {
      case 1:
        this.irVersion = field.value;
        break;
      case 2:
        this.producerName = await parts.text(field);
        break;
      case 3:
        this.producerVersion = await parts.text(field);
        break;
      case 7:
        if (this.graph) throw new FormatDamage('it holds two graphs', field.start);
        this.graph = field.copy();
        break;
      case 8: {
        if (this.opsets.size >= MOST_OPERATOR_SETS) break;
        const { domain, version } = await parts.decode(field, onnx.OperatorSetIdProto);
        this.opsets.set(domain === 'ai.onnx' ? '' : domain, toNumber(version));
        break;
      }
      case 14: {
        if (this.metadata.length >= MOST_METADATA) break;
        const { key, value } = await parts.decode(field, onnx.StringStringEntryProto);
        this.metadata.push({ key, value });
        break;
      }
      case 25:
        if (this.functions.push(field.copy()) > MOST_FUNCTIONS)
          throw new FormatDamage(`it has more than ${MOST_FUNCTIONS} functions`, field.start);
        break;
    }
  }
}
