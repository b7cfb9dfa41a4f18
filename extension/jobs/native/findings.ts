/** What the native worker has to say about a model or a build. */

import { type DeclaredInput, type ShapeRange, describeInput, isOpen, shapeProblem } from '../../core/compile/shapes';
import { shapeOption } from '../../core/compile/shapeOffers';
import type { Finding } from '../../core/findings/finding';
import type { OnnxModel } from '../../core/formats/onnx/model';
import { onnxTypeName } from '../../core/formats/onnx/dataType';
import { requiredInputs } from '../../core/formats/onnx/model';
import { formatBytes, formatCount } from '../../core/format/units';
import type { BuildResult, OnnxExplanation } from './addon';
import type { ExplainedModel } from './explain';

/** The model's inputs as its file declares them. */
export function declaredInputs({ graph }: OnnxModel): DeclaredInput[] {
  return requiredInputs(graph).map(({ name, dataType, shape }) => ({ name, dtype: onnxTypeName(dataType), shape }));
}

/** What keeps the given shapes from being used: `build.shapes-missing`, `build.shapes-wrong`. */
export function shapeFindings(inputs: readonly DeclaredInput[], shapes: readonly ShapeRange[]): Finding[] {
  const names = inputs.map(({ name }) => name).join(', ') || 'none';
  const wrong = shapes.flatMap((range) => {
    const input = inputs.find(({ name }) => name === range.input);
    if (!input) return [`The model has no input ${range.input}; it has ${names}.`];
    return shapeProblem(range, input) ?? [];
  });
  const missing = inputs.filter((input) => isOpen(input) && !shapes.some((range) => range.input === input.name));
  return [...wrong.map(shapesWrong), ...(missing.length > 0 ? [shapesMissing(missing)] : [])];
}

function shapesWrong(message: string): Finding {
  return { code: 'build.shapes-wrong', severity: 'error', message, places: [], remedies: [] };
}

function shapesMissing(inputs: readonly DeclaredInput[]): Finding {
  const options = inputs.map(shapeOption).join(' ');
  return {
    code: 'build.shapes-missing',
    severity: 'error',
    message: `An engine needs to know the shapes of ${inputs.map(describeInput).join(' and ')}.`,
    places: inputs.map(({ name }) => ({ kind: 'node', node: name })),
    remedies: [
      {
        title: 'Give the shapes, or ranges of them',
        effect: `on the command line: ${options}`,
        action: { kind: 'command', command: 'trtlens.compile', args: [] },
      },
    ],
  };
}

/** An engine holds a whole model: one operation that TensorRT cannot take, and there is none. */
export function unsupportedOperations({ rows, unsupported }: ExplainedModel, version: string): Finding {
  const targets = new Map(rows.map(({ name, target }) => [name, target]));
  const operators = [...new Set(unsupported.map(({ node }) => targets.get(node) ?? node))];
  const listed = operators.slice(0, 4).join(', ') + (operators.length > 4 ? ` and ${operators.length - 4} more` : '');
  const count = formatCount(unsupported.length, 'operation');
  return {
    code: 'build.unsupported-operation',
    severity: 'error',
    message: `TensorRT-RTX ${version} cannot take ${count} of the model (${listed}), and an engine holds a whole ONNX model.`,
    places: unsupported.slice(0, 20).map(({ node }) => ({ kind: 'node', node })),
    remedies: [
      { title: 'Replace these operations before the export; the graph breaks say what is wrong with each.' },
      {
        title: 'Or run the model with ONNX Runtime and its TensorRT-RTX execution provider, which runs them elsewhere.',
      },
    ],
  };
}

/** The parser took every node for itself, and not the model. */
export function notParsed({ errors }: OnnxExplanation, names: readonly string[], model: string): Finding {
  const [first] = errors;
  const damaged = first?.code === 'MODEL_DESERIALIZE_FAILED';
  const node = first && names[first.node];
  return {
    code: damaged ? 'load.corrupt' : 'build.failed',
    severity: 'error',
    message: `TensorRT-RTX cannot read the model: ${trimmed(first?.message) || 'it does not say why'}.`,
    places: node === undefined ? [{ kind: 'archive', file: model }] : [{ kind: 'node', node }],
    remedies: [],
    detail: errors.map((error) => `${error.code} ${error.nodeName} ${error.nodeOperator}: ${error.message}`).join('\n'),
  };
}

/** TensorRT's own words about what it would need a GPU for. */
const NEEDS_GPU = /CUDA_SUCCESS|cudaError|CUDA (driver|runtime|error)|no CUDA-capable device/i;

/** Of the limit where there is one, of the machine elsewhere. */
const OUT_OF_WORKSPACE = /out ?of ?memory|insufficient (memory|workspace)|within workspace limit|bad_alloc/i;

export function buildRefused(
  engine: string,
  { outcome, message }: BuildResult,
  version: string,
  settings: Readonly<Record<string, unknown>>,
): Finding {
  const places = [{ kind: 'engine', engine }] as const;
  if (NEEDS_GPU.test(message)) {
    return {
      code: 'build.needs-gpu',
      severity: 'error',
      message: `TensorRT-RTX ${version} needs a GPU that it supports to build this engine.`,
      places,
      remedies: [
        {
          title:
            'Compile with fixed weights (immutable_weights) that stay in the engine, or on a machine with such a GPU.',
        },
      ],
      detail: message,
    };
  }
  const limit = settings['workspace_size'];
  if (OUT_OF_WORKSPACE.test(message) && typeof limit === 'number' && limit > 0) {
    return {
      code: 'build.workspace-too-small',
      severity: 'error',
      message: `workspace_size of ${formatBytes(limit)} is too little for this engine.`,
      places,
      remedies: [
        { title: 'Let the builder use what it needs', action: { kind: 'settings', change: { workspace_size: 0 } } },
      ],
      detail: message,
    };
  }
  const why = trimmed(message) || (outcome === 'cancelled' ? 'it was cancelled' : 'it does not say why');
  return {
    code: OUT_OF_WORKSPACE.test(message) ? 'build.out-of-memory' : 'build.failed',
    severity: 'error',
    message: `TensorRT-RTX ${version} could not build the engine: ${why}.`,
    places,
    remedies: [],
    ...(message ? { detail: message } : {}),
  };
}

/** What the bridge itself threw: `native.out-of-memory`, `native.failed`. */
export function buildThrew(engine: string, failure: unknown): Finding {
  const { code, message } = failure as NodeJS.ErrnoException;
  const memory = code === 'native.out-of-memory';
  return {
    code: memory ? 'build.out-of-memory' : 'build.failed',
    severity: 'error',
    message: memory
      ? 'The memory ran out while the engine was built.'
      : `The engine could not be built: ${trimmed(message)}.`,
    places: [{ kind: 'engine', engine }],
    remedies: memory ? [{ title: 'Close other programs, or use a machine with more memory.' }] : [],
  };
}

export function notSaved(failure: unknown): Finding {
  const message = failure instanceof Error ? failure.message : String(failure);
  return {
    code: 'save.failed',
    severity: 'error',
    message: `The engine could not be written: ${trimmed(message)}.`,
    places: [],
    remedies: [],
  };
}

function trimmed(text: string | undefined): string {
  return (text ?? '').trim().replace(/\.$/, '');
}
