/** An ONNX model as the program view shows it: its graph, which nobody has cut. */

import { FormatDamage } from '../bytes';
import type { FileAccess } from '../fileAccess';
import { type Opened, openedReport, uncutProgram, unreadable } from '../opened';
import { describeOnnx } from './describe';
import { onnxDamage } from './findings';
import { buildProgram } from './program';
import { readOnnxModel } from './read';

export async function openOnnx(file: FileAccess): Promise<Opened> {
  try {
    const model = await readOnnxModel(file);
    const program = buildProgram(model);
    return {
      artifact: describeOnnx(file.path, model, program),
      report: openedReport(file, { kind: 'onnx', program: uncutProgram(program.graph) }),
    };
  } catch (failure) {
    if (!(failure instanceof FormatDamage)) throw failure;
    return unreadable(onnxDamage(file.path, failure));
  }
}
