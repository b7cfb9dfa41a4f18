/**
 * Torch-TensorRT's record of an engine: a list of texts, whose length and order depend on its ABI version. Sources:
 * `core/runtime/runtime.h` at the releases named below and torch_tensorrt 2.13 `dynamo/runtime/_serialized_engine_layout.py`.
 */

/** Fields of a record; those that a layout does not have are undefined. All but the plan, which may have gigabytes. */
export interface EngineFields {
  readonly abi?: string;
  readonly name?: string;
  /** "0%8%9%0%NVIDIA RTX 6000 Ada": id, compute capability, kind (0 GPU, 1 DLA), name. */
  readonly device?: string;
  /** Names of bindings, joined by "%". */
  readonly inputs?: string;
  readonly outputs?: string;
  /** "0" or "1", and so are the next but two. */
  readonly hardwareCompatible?: string;
  /** Base64 of a pickle. */
  readonly metadata?: string;
  readonly platform?: string;
  readonly outputAllocator?: string;
  readonly allocationStrategy?: string;
  readonly multiDevice?: string;
  /** "output@input@kind", joined by "%". */
  readonly aliasedIo?: string;
}

export type FieldName = keyof EngineFields | 'plan';

/** In the order of the list; each layout is the beginning of the next. */
export const FIELDS: readonly FieldName[] = [
  'abi',
  'name',
  'device',
  'plan',
  'inputs',
  'outputs',
  'hardwareCompatible',
  'metadata',
  'platform',
  'outputAllocator',
  'allocationStrategy',
  'multiDevice',
  'aliasedIo',
];

interface Layout {
  /** Releases of Torch-TensorRT that write it, and read nothing else. */
  readonly releases: readonly string[];
  /** Lengths of the list. */
  readonly lengths: readonly number[];
}

/** By ABI version. Of "5" both lengths are taken: the metadata came within it. */
const LAYOUTS: ReadonlyMap<string, Layout> = new Map(
  Object.entries({
    3: { releases: ['1.0', '1.1', '1.2', '1.3'], lengths: [4] },
    4: { releases: ['1.4', '2.0', '2.1', '2.2'], lengths: [6] },
    5: { releases: ['2.3', '2.4'], lengths: [7, 8] },
    6: { releases: ['2.5', '2.6'], lengths: [9] },
    7: { releases: ['2.7', '2.8', '2.9', '2.10'], lengths: [10] },
    8: { releases: ['2.11'], lengths: [11] },
    9: { releases: ['2.12', '2.13'], lengths: [12] },
    10: { releases: ['2.14'], lengths: [13] },
  }),
);

/** Name of the fact that a record has another number of fields than its ABI version says; its value begins with the number. */
export const FIELD_COUNT = 'fields';

/** Lengths that the record of an ABI version may have; none where the version is not known. */
export function recordLengths(abi: string): readonly number[] {
  return LAYOUTS.get(abi)?.lengths ?? [];
}

/** "2.12 or 2.13" for "9", "1.0 to 1.3" for "3"; "" where the version is not known. */
export function releasesOfAbi(abi: string): string {
  const releases = LAYOUTS.get(abi)?.releases ?? [];
  return releases.length > 2 ? `${releases[0]} to ${releases.at(-1)}` : releases.join(' or ');
}

/** "9" for "2.13.0"; undefined for a release that is not known. */
export function abiOfRelease(version: string): string | undefined {
  const release = /^(\d+\.\d+)/.exec(version)?.[1];
  return [...LAYOUTS].find(([, { releases }]) => releases.includes(release ?? ''))?.[0];
}

/**
 * Names that the fields have as inputs of a node of a program that was cross-compiled for Windows (torch_tensorrt 2.13
 * `dynamo/_exporter.py`); spellings of other releases stand behind.
 */
const INPUT_NAMES: Readonly<Record<FieldName, readonly string[]>> = {
  abi: ['abi_version'],
  name: ['name'],
  device: ['serialized_device_info'],
  plan: ['serialized_engine'],
  inputs: ['serialized_in_binding_names'],
  outputs: ['serialized_out_binding_names'],
  hardwareCompatible: ['serialized_hardware_compatible'],
  metadata: ['serialized_metadata'],
  platform: ['serialized_target_platform'],
  outputAllocator: ['serialized_requires_output_allocator', 'serialized_require_output_allocator'],
  allocationStrategy: ['resource_allocation_strategy', 'serialized_resource_allocation_strategy'],
  multiDevice: ['requires_native_multidevice', 'serialized_requires_native_multidevice'],
  aliasedIo: ['aliased_io', 'serialized_aliased_io'],
};

/** Which field an input of such a node is; undefined for its tensors and for what is not known. */
export function fieldOfInput(input: string): FieldName | undefined {
  return FIELDS.find((field) => INPUT_NAMES[field].includes(input));
}
