/** What is said of an artifact, in the words that the command line and the program view share. */

import { formatBytes, formatCount } from '../format/units';
import type { trtlens } from '../schema/generated/trtlens';

const KINDS: Readonly<Record<string, string>> = {
  report: 'report of Torch-TensorRT Lens',
  python: 'Python file',
  'exported-program': 'exported program',
  'compiled-program': 'program compiled with Torch-TensorRT',
  onnx: 'ONNX model',
  engine: 'TensorRT engine',
  'layer-information': 'layer information of an engine',
  'dry-run': 'dry run of Torch-TensorRT',
  torchscript: 'TorchScript program',
  unknown: 'not a file that is known',
};

/** "exported program". */
export function kindText(kind: string | null | undefined): string {
  return KINDS[kind ?? 'unknown'] ?? KINDS['unknown']!;
}

/** "TensorRT-RTX" or "TensorRT". */
export function flavourText(flavour: string | null | undefined): string {
  return flavour === 'rtx' ? 'TensorRT-RTX' : 'TensorRT';
}

/** "torch" "2.13.0+cpu", "Torch-TensorRT" "2.12 or 2.13", "TensorRT-RTX" "1.5.0.114"; those that are known. */
export function makerFacts(makers: trtlens.IMakers | null | undefined): (readonly [string, string])[] {
  const { torch, torchTensorrt, tensorrt, flavour } = makers ?? {};
  const all = [
    ['torch', torch],
    ['Torch-TensorRT', torchTensorrt],
    [flavourText(flavour), tensorrt],
  ] as const;
  return all.flatMap(([name, version]) => (version ? [[name, version] as const] : []));
}

/** "batch×3×224×224"; "scalar", or "of any shape" where not even the number of sizes is known. */
export function sizesText({ sizes, ranked }: trtlens.IInputDeclaration): string {
  if (!ranked) return 'of any shape';
  return sizes?.length ? sizes.join('×') : 'scalar';
}

/** "x float32 batch×3×224×224"; what is not known is left out. */
export function endText(end: trtlens.IInputDeclaration): string {
  return [end.name, end.dtype, end.ranked ? sizesText(end) : ''].filter(Boolean).join(' ');
}

/** "NVIDIA H200, compute capability 9.0". */
export function deviceText({ device, computeCapabilities }: trtlens.IArtifactEngine): string {
  const capability = computeCapabilities?.length ? `compute capability ${computeCapabilities.join(', ')}` : '';
  return [device, capability].filter(Boolean).join(', ');
}

/** What is known of an engine and is not said of the file already: of a plan of its own that is the same. */
export function ownFacts(engine: trtlens.IArtifactEngine, { facts }: trtlens.IArtifact): [string, string][] {
  const said = new Set((facts ?? []).map(({ name, value }) => `${name} ${value}`));
  const own = (engine.facts ?? []).filter(({ name, value }) => !said.has(`${name} ${value}`));
  return own.map(({ name, value }) => [name ?? '', value ?? '']);
}

/** Size of an engine's plan; layer information tells of engines whose plans lie elsewhere, a dry run of ones that are not built. */
export function planText({ bytes, layerNames }: trtlens.IArtifactEngine): string {
  if (bytes) return formatBytes(bytes);
  return layerNames?.length ? 'not in this file' : 'not built';
}

/** "batch: 1 to 64", "s17: at least 2". */
export function symbolText({ name, min, max }: trtlens.ISymbol): string {
  if (max) return min === max ? `${name}: ${min}` : `${name}: ${min || '0'} to ${max}`;
  return min ? `${name}: at least ${min}` : `${name}: any size`;
}

/** "float32 × 120, int64 × 3". */
export function dtypesText(dtypes: readonly trtlens.IDtypeCount[] | null | undefined): string {
  return (dtypes ?? []).map(({ dtype, tensors }) => `${dtype} × ${formatCount(tensors ?? 0)}`).join(', ');
}

/** "1.3 MB, 204 nodes". */
export function sizeText({ bytes, nodes }: trtlens.IArtifact): string {
  return [bytes ? formatBytes(bytes) : '', nodes ? formatCount(nodes, 'node') : ''].filter(Boolean).join(', ');
}

/** What the host calls the machine that it runs on; another one is named as the setting names it. */
export const THIS_MACHINE = 'this machine';

/** "this machine" or "the chosen machine": a page has room for its values elsewhere. */
export function machineText({ target }: trtlens.IVerdict): string {
  return !target || target === THIS_MACHINE ? THIS_MACHINE : 'the chosen machine';
}

/** True where something is known that may be enough to keep it from loading. */
export function isDoubtful({ state, reasons }: trtlens.IVerdict): boolean {
  return state === 'unknown' && (reasons ?? []).some(({ severity }) => severity === 'warning');
}

/**
 * "loads on this machine", "cannot be loaded on this machine", "may not load on this machine", "nothing speaks against this
 * machine". `where`: what the machine is called instead of its name.
 */
export function verdictText(verdict: trtlens.IVerdict, where = verdict.target || THIS_MACHINE): string {
  const { state } = verdict;
  if (state === 'loads') return `loads on ${where}`;
  if (state === 'refused') return `cannot be loaded on ${where}`;
  return isDoubtful(verdict) ? `may not load on ${where}` : `nothing speaks against ${where}`;
}
