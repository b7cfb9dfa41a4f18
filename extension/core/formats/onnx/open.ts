/** An ONNX model as the program view shows it: its graph, which nobody has cut. */

import { buildGraph } from '../../graph/graphBuilder';
import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import { type Opened, openedReport, uncutProgram, unreadable } from '../opened';
import { describeOnnx, onnxDamage } from './describe';
import { onnxRows } from './nodeRows';
import { readOnnxModel } from './read';

export async function openOnnx(file: FileAccess): Promise<Opened> {
  try {
    const model = await readOnnxModel(file);
    const program = uncutProgram(buildGraph(onnxRows(model.graph).rows));
    return { artifact: describeOnnx(model), report: openedReport(file, { kind: 'onnx', program }) };
  } catch (failure) {
    if (!(failure instanceof FormatDamage)) throw failure;
    return unreadable(onnxDamage(file.path, failure));
  }
}
