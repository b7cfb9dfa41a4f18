/**
 * Torch-TensorRT's compile settings that a user may give: the one table behind the CLI's options, the task schema, VS Code
 * settings and the check of what is handed to the worker. Names and defaults: torch_tensorrt 2.13
 * `dynamo/_settings.py`, `CompilationSettings`. Left out are settings that hold objects (device, calibration data), that
 * only other platforms use (DLA) and that a compile on its own cannot honour (dry run, lazy initialisation, caches).
 * An engine that is built from an .onnx knows those marked `onnx`; one of them Torch-TensorRT has not.
 */

export type SettingType = 'boolean' | 'integer' | 'number' | 'text-list' | { readonly choices: readonly string[] };

export interface Setting {
  /** As in Torch-TensorRT: "min_block_size". */
  readonly name: string;
  readonly type: SettingType;
  /** Torch-TensorRT's own default; null where it decides by itself. */
  readonly default: boolean | number | string | null | readonly string[];
  readonly minimum?: number;
  /** One sentence for help texts and hovers. */
  readonly help: string;
  /** Option of the CLI where it is not the name with dashes; list settings take one value an option. */
  readonly option?: string;
  /** TensorRT-RTX takes it without effect (engines of identical size, facts of November 2026). */
  readonly ignoredByRtx?: true;
  /** Who knows it: both where an .onnx takes it too, `only` where Torch-TensorRT does not. */
  readonly onnx?: 'too' | 'only';
  /** Of a text list: the texts that it may hold. */
  readonly values?: readonly string[];
}

export const SETTINGS: readonly Setting[] = [
  {
    name: 'min_block_size',
    type: 'integer',
    default: 5,
    minimum: 1,
    help: 'Smallest number of operations that is worth an engine; smaller blocks stay in PyTorch.',
  },
  {
    name: 'torch_executed_ops',
    type: 'text-list',
    default: [],
    option: 'torch-executed-op',
    help: 'Operator to leave in PyTorch, by its qualified name, such as torch.ops.aten.gelu.default.',
  },
  {
    name: 'require_full_compilation',
    type: 'boolean',
    default: false,
    help: 'Fail rather than leave any operation in PyTorch.',
  },
  {
    name: 'use_fast_partitioner',
    type: 'boolean',
    default: true,
    help: 'Partition by adjacency; off, the global partitioner looks for larger blocks and takes longer.',
  },
  {
    name: 'pass_through_build_failures',
    type: 'boolean',
    default: false,
    help: "Raise TensorRT's build errors instead of logging them.",
  },
  {
    name: 'assume_dynamic_shape_support',
    type: 'boolean',
    default: false,
    help: 'Take every converter to support dynamic shapes.',
  },
  {
    name: 'fallback_data_dependent_ops',
    type: 'boolean',
    default: false,
    help: 'Leave operations whose output size depends on data, such as nonzero, in PyTorch.',
  },
  {
    name: 'decompose_attention',
    type: 'boolean',
    default: false,
    help: 'Break attention into simple operations rather than convert it as one.',
  },
  {
    name: 'attn_bias_is_causal',
    type: 'boolean',
    default: true,
    help: 'Take an attention bias to be a causal mask; wrong results where it is not.',
  },
  {
    name: 'enable_experimental_decompositions',
    type: 'boolean',
    default: false,
    help: 'Use all of torch’s decompositions.',
  },
  { name: 'truncate_double', type: 'boolean', default: false, help: 'Compute float64 as float32.' },
  { name: 'enable_autocast', type: 'boolean', default: false, help: 'Run suitable operations in a lower precision.' },
  {
    name: 'autocast_low_precision_type',
    type: { choices: ['fp16', 'bf16'] },
    default: null,
    help: 'Precision that autocast reduces to.',
  },
  {
    name: 'autocast_excluded_nodes',
    type: 'text-list',
    default: [],
    option: 'autocast-excluded-node',
    help: 'Regular expression of nodes that autocast leaves alone.',
  },
  {
    name: 'autocast_excluded_ops',
    type: 'text-list',
    default: [],
    option: 'autocast-excluded-op',
    help: 'Operator that autocast leaves alone, by its qualified name.',
  },
  {
    name: 'autocast_max_output_threshold',
    type: 'number',
    default: 512,
    minimum: 0,
    help: 'Autocast leaves nodes alone whose outputs are larger than this.',
  },
  {
    name: 'autocast_max_depth_of_reduction',
    type: 'integer',
    default: null,
    minimum: 1,
    help: 'Autocast leaves reductions alone that are deeper than this.',
  },
  { name: 'use_fp32_acc', type: 'boolean', default: false, help: 'Accumulate float16 matrix products in float32.' },
  { name: 'disable_tf32', type: 'boolean', onnx: 'too', default: false, help: 'Do not use the TF32 format.' },
  {
    name: 'sparse_weights',
    type: 'boolean',
    default: false,
    ignoredByRtx: true,
    help: 'Let the builder use structured sparsity.',
  },
  {
    name: 'workspace_size',
    type: 'integer',
    onnx: 'too',
    default: 0,
    minimum: 0,
    help: 'Largest scratch memory that the builder may use, in bytes; 0 for its own limit.',
  },
  {
    name: 'optimization_level',
    type: 'integer',
    default: null,
    minimum: 0,
    ignoredByRtx: true,
    help: 'How long the builder looks for faster kernels, 0 to 5.',
  },
  {
    name: 'max_aux_streams',
    type: 'integer',
    default: null,
    minimum: 0,
    onnx: 'too',
    help: 'Most CUDA streams that an engine may add.',
  },
  {
    name: 'num_avg_timing_iters',
    type: 'integer',
    default: 1,
    minimum: 1,
    ignoredByRtx: true,
    help: 'Runs over which the builder averages a timing.',
  },
  {
    name: 'tiling_optimization_level',
    type: { choices: ['none', 'fast', 'moderate', 'full'] },
    default: 'none',
    ignoredByRtx: true,
    help: 'How hard the builder looks for tilings.',
  },
  {
    name: 'l2_limit_for_tiling',
    type: 'integer',
    default: -1,
    minimum: -1,
    ignoredByRtx: true,
    help: 'Most L2 cache that tiling may plan with, in bytes; -1 for no limit.',
  },
  {
    name: 'version_compatible',
    type: 'boolean',
    default: false,
    ignoredByRtx: true,
    help: 'Build engines that later versions of TensorRT can load.',
  },
  {
    name: 'hardware_compatible',
    type: 'boolean',
    default: false,
    ignoredByRtx: true,
    help: 'Build engines for other GPU architectures too.',
  },
  {
    name: 'immutable_weights',
    type: 'boolean',
    onnx: 'too',
    default: true,
    help: 'Fix the weights; off, engines can be refitted, which needs a GPU to build.',
  },
  {
    name: 'strip_engine_weights',
    type: 'boolean',
    onnx: 'too',
    default: false,
    help: 'Leave the weights out of the engines.',
  },
  {
    name: 'enable_weight_streaming',
    type: 'boolean',
    onnx: 'too',
    default: false,
    help: 'Let weights stay in host memory and stream to the GPU.',
  },
  {
    name: 'offload_module_to_cpu',
    type: 'boolean',
    default: false,
    help: 'Move the model to the CPU while engines are built.',
  },
  {
    name: 'enable_resource_partitioning',
    type: 'boolean',
    default: false,
    help: 'Cut blocks so that building them fits the memory.',
  },
  {
    name: 'cpu_memory_budget',
    type: 'integer',
    default: null,
    minimum: 1,
    help: 'Memory for resource partitioning, in bytes; all that is free by default.',
  },
  {
    name: 'dynamically_allocate_resources',
    type: 'boolean',
    default: false,
    help: 'Allocate an engine’s memory at each run rather than once.',
  },
  {
    name: 'compute_capabilities',
    type: 'text-list',
    values: ['7.5', '8.0', '8.6', '8.9', '12.0', '12.1'],
    default: [],
    onnx: 'only',
    option: 'compute-capability',
    help: 'GPU that an engine from an .onnx is built for, by its compute capability; all that TensorRT-RTX knows by default.',
  },
];

const BY_NAME = new Map(SETTINGS.map((setting) => [setting.name, setting]));

export function findSetting(name: string): Setting | undefined {
  return BY_NAME.get(name);
}

/** Those of `settings` that a model of this kind knows: the rest is for models of the other one. */
export function settingsFor(
  kind: 'torch' | 'onnx',
  settings: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const knows = (name: string): boolean => {
    const { onnx } = BY_NAME.get(name) ?? {};
    return kind === 'onnx' ? onnx !== undefined : onnx !== 'only';
  };
  return Object.fromEntries(Object.entries(settings).filter(([name]) => knows(name)));
}

/** "--min-block-size", "--torch-executed-op". */
export function optionName(setting: Setting): string {
  return `--${setting.option ?? setting.name.replaceAll('_', '-')}`;
}

/** What is wrong with `value` for that setting, as a sentence; undefined where it may be handed on. */
export function settingProblem(name: string, value: unknown): string | undefined {
  const setting = findSetting(name);
  if (!setting) return `There is no setting "${name}".`;
  if (value === null && setting.default === null) return undefined;
  const { type, minimum } = setting;
  if (type === 'boolean')
    return typeof value === 'boolean' ? undefined : `${name} is true or false, not ${show(value)}.`;
  if (type === 'text-list') {
    const isList = Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '');
    if (!isList) return `${name} is a list of texts, not ${show(value)}.`;
    const wrong = setting.values && (value as string[]).find((item) => !setting.values?.includes(item));
    return wrong === undefined ? undefined : `${name} has ${setting.values?.join(', ')}, not ${show(wrong)}.`;
  }
  if (typeof type === 'object') {
    return type.choices.includes(value as string)
      ? undefined
      : `${name} is one of ${type.choices.join(', ')}, not ${show(value)}.`;
  }
  const isNumber =
    typeof value === 'number' && (type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value));
  if (!isNumber) return `${name} is a${type === 'integer' ? ' whole' : ''} number, not ${show(value)}.`;
  return minimum !== undefined && value < minimum ? `${name} is at least ${minimum}, not ${value}.` : undefined;
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
