/** Operators as people write them, from the qualified names that Torch-TensorRT uses. */

/** Name spaces that stand in aten's operator names with an underscore: torch.ops.aten.special_erf is torch.special.erf. */
const ATEN_MODULES = /^(special|fft|linalg)_(?=[a-z])/;

/**
 * "torch.special.bessel_j0" for torch.ops.aten.special_bessel_j0.default, "aten.split.Tensor" for
 * torch.ops.aten.split.Tensor, "torch.cond" for torch.ops.higher_order.cond, "getitem" for _operator.getitem.
 */
export function operatorName(target: string): string {
  const name = target.replace(/^torch\.ops\./, '').replace(/\.default$/, '');
  if (name.startsWith('_operator.')) return name.slice('_operator.'.length);
  if (name.startsWith('higher_order.')) return `torch.${name.slice('higher_order.'.length)}`;
  const operator = name.replace(/^aten\./, '');
  if (operator !== name && ATEN_MODULES.test(operator)) return `torch.${operator.replace('_', '.')}`;
  return name;
}

/** True for an operator that torch does not bring: one of a library, or of the user. */
export function isCustomOperator(target: string): boolean {
  const space = /^torch\.ops\.([^.]+)\./.exec(target)?.[1];
  return (
    space !== undefined && !['aten', 'prims', 'prim', 'higher_order', 'torch_tensorrt', 'tensorrt'].includes(space)
  );
}

/** "split" for torch.ops.aten.split.Tensor: the operator without name space and overload. */
export function operatorBase(target: string): string {
  return /^torch\.ops\.[^.]+\.([^.]+)/.exec(target)?.[1] ?? target.split('.').at(-1) ?? target;
}
