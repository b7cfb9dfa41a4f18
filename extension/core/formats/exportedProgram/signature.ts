/** What a program is given and gives (torch's `GraphSignature`): weights, buffers, objects and the user's own tensors. */

import { namesIn } from './arguments';
import { list, record, text, union } from './fields';

export interface Signature {
  readonly inputs: readonly SignatureInput[];
  /** Names of the values that the user gets, as the graph has them. */
  readonly userOutputs: readonly string[];
}

export interface SignatureInput {
  /** "parameter" | "buffer" | "tensor_constant" | "custom_obj" | "user_input" | "token" | "constant_input". */
  readonly kind: string;
  /** As the graph has it; "" for a constant. */
  readonly name: string;
  /** What it stands for in the model: "enc.0.weight", "_run_on_acc_0_engine"; "" for the user's own. */
  readonly source: string;
}

export function readSignature(value: unknown): Signature {
  const { input_specs: inputs, output_specs: outputs } = record(value);
  return {
    inputs: list(inputs).map(readInput),
    userOutputs: list(outputs).flatMap((output) => {
      const [kind, spec] = union(output);
      return kind === 'user_output' ? namesIn(record(spec)['arg']) : [];
    }),
  };
}

function readInput(input: unknown): SignatureInput {
  const [kind, value] = union(input);
  const spec = record(value);
  const source = ['parameter_name', 'buffer_name', 'tensor_constant_name', 'custom_obj_name', 'name']
    .map((field) => text(spec[field]))
    .find((each) => each !== '');
  // The user's own are unions, as arguments of nodes are; all others have a name.
  const [unionName] = namesIn(spec['arg']);
  return { kind, name: unionName ?? text(record(spec['arg'])['name']), source: source ?? '' };
}

/** The placeholder of input number `index`: a constant has a name in the signature alone. */
export function inputName(input: unknown, signature: Signature, index: number): string {
  const [name] = namesIn(input);
  const spec = signature.inputs[index];
  return name ?? (spec?.name || spec?.source || `input_${index}`);
}
