/** Interpreters in words. */

import type { Interpreter, InterpreterOrigin } from '../../core/environment/interpreter';

const ORIGINS: Readonly<Record<InterpreterOrigin, string>> = {
  argument: 'named by the task',
  setting: 'from the setting trtlens.python.path',
  'python-extension': 'chosen in the Python extension',
  path: 'on the PATH',
  managed: 'managed environment',
};

export function originText(origin: InterpreterOrigin): string {
  return ORIGINS[origin];
}

/** "TensorRT-RTX 1.5.0.114". */
export function tensorrtText(interpreter: Interpreter): string {
  const product = interpreter.flavour === 'standard' ? 'TensorRT' : 'TensorRT-RTX';
  return interpreter.tensorrt ? `${product} ${interpreter.tensorrt}` : product;
}

/** "torch 2.13.0+cpu, torch_tensorrt 2.13.0, TensorRT-RTX 1.5.0.114, Python 3.11.7". */
export function describeInterpreter(interpreter: Interpreter): string {
  const { torch, torchTensorrt, python } = interpreter;
  return [
    torch && `torch ${torch}`,
    torchTensorrt && `torch_tensorrt ${torchTensorrt}`,
    tensorrtText(interpreter),
    `Python ${python}`,
  ]
    .filter(Boolean)
    .join(', ');
}
