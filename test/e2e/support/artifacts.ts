/** Files to open, made from the fixtures: one of every kind, whole, damaged, and made for another platform. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { root } from '../../../scripts/paths.mjs';
import { encodeReport } from '../../../extension/core/report/codec';
import { zip } from '../../unit/formats/zipWriter';
import { recordedReport } from '../../webview/models';

const FIXTURES = 'test/fixtures';

const RESNET = `${FIXTURES}/layers/resnet18/_run_on_acc_0_engine`;

/** Byte at which a program is cut off: within its first members. */
const CUT = 5000;

export const ARTIFACTS = {
  'detector.pt2': { copy: `${FIXTURES}/exported/detector.pt2` },
  'cond.pt2': { copy: `${FIXTURES}/exported/cond.pt2` },
  'alternating.trt.pt2': { copy: `${FIXTURES}/compiled/alternating.trt.pt2` },
  'windows.ep': { bytes: windowsProgram() },
  'cut.pt2': { bytes: fixture('exported/mlp.pt2').subarray(0, CUT) },
  'damaged.pt2': { bytes: damagedProgram() },
  'segnet.onnx': { copy: 'examples/segnet.onnx' },
  'tiny.engine': { bytes: gunzipSync(fixture('engines/tiny.onnx.engine.gz')) },
  'alternating.trtlens': { bytes: encodeReport(recordedReport('alternating')) },
  // The profile beside it has the time of each layer.
  'resnet_layer_information.json': { copy: `${RESNET}_layer_information.json` },
  'resnet_engine_execution_profile.trace': { copy: `${RESNET}_engine_execution_profile.trace` },
  'layers.json': { copy: `${FIXTURES}/layers/bert.layers.json` },
} as const;

function fixture(name: string): Buffer {
  return readFileSync(join(root, FIXTURES, name));
}

/** The program as Torch-TensorRT lays it out when it compiles for Windows on Linux: engines in the model's JSON. */
function windowsProgram(): Uint8Array {
  return zip({
    'windows/models/model.json': gunzipSync(fixture('engines/cross_windows.model.json.gz')),
    'windows/archive_format': 'pt2',
    'windows/archive_version': '0',
    'windows/byteorder': 'little',
    'windows/.data/version': '3\n',
  });
}

/** A whole archive with a graph that ends in the middle of a list. */
function damagedProgram(): Uint8Array {
  return zip({
    'damaged/models/model.json': '{"graph_module": {"graph": {"nodes": [{"target": "torch.ops.aten.relu.default",',
    'damaged/archive_format': 'pt2',
    'damaged/archive_version': '0',
    'damaged/byteorder': 'little',
    'damaged/.data/version': '3\n',
  });
}
