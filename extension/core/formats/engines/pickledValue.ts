/** What a pickle describes, as data: texts and numbers, and objects by the names of their types. Nothing of it is made. */

/** A text by its place, because a plan can have gigabytes. */
export interface PickledText {
  readonly kind: 'text';
  /** Bytes from the start of the pickle. */
  readonly offset: number;
  readonly length: number;
  /** Undefined where the text is longer than 64 KiB. */
  readonly text: string | undefined;
}

/** Bytes are known by their place only. */
export interface PickledBytes {
  readonly kind: 'bytes';
  readonly offset: number;
  readonly length: number;
}

export interface PickledSequence {
  readonly kind: 'list' | 'tuple' | 'set';
  readonly items: Pickled[];
}

export interface PickledDict {
  readonly kind: 'dict';
  readonly entries: [Pickled, Pickled][];
}

/** A class or a function of Python by its name; for "torch" "float32" that name is all there is. */
export interface PickledGlobal {
  readonly kind: 'global';
  readonly module: string;
  readonly name: string;
}

/** Something that Python would make by calling `type`. */
export interface PickledObject {
  readonly kind: 'object';
  readonly type: PickledGlobal;
  readonly args: readonly Pickled[];
  /** What Python would fill it with. */
  state: Pickled | undefined;
  /** Of a dictionary that is an object, such as OrderedDict. */
  readonly entries: [Pickled, Pickled][];
}

/** Something outside the pickle, such as a tensor's storage. */
export interface PickledReference {
  readonly kind: 'reference';
}

/** A bigint where the integer is beyond what a number holds. */
export type Pickled =
  | null
  | boolean
  | number
  | bigint
  | PickledText
  | PickledBytes
  | PickledSequence
  | PickledDict
  | PickledGlobal
  | PickledObject
  | PickledReference;

type Compound = Exclude<Pickled, null | boolean | number | bigint>;

/** The value where it is of that kind; undefined for any other. */
export function ofKind<Kind extends Compound['kind']>(
  value: Pickled | undefined,
  ...kinds: readonly Kind[]
): (Compound & { readonly kind: Kind }) | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return (kinds as readonly string[]).includes(value.kind) ? (value as Compound & { readonly kind: Kind }) : undefined;
}

/** The entry under a text, of a dictionary. */
export function entryOf(value: Pickled | undefined, key: string): Pickled | undefined {
  return ofKind(value, 'dict')?.entries.find(([each]) => ofKind(each, 'text')?.text === key)?.[1];
}

/** "torch.float32". */
export function qualifiedName({ module, name }: PickledGlobal): string {
  return `${module}.${name}`;
}
