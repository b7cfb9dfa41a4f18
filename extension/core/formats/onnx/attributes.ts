/** Attributes of an ONNX node as text: "kernel_shape=[3, 3]". */

import type { onnx } from '../../schema/generated/onnx';
import { onnxTypeName } from './dataType';
import { toNumber } from './tensors';

const MOST_VALUES = 16;
const MOST_LETTERS = 120;

/** "axis=1"; graphs are told by who has read them. */
export function attributeText(attribute: onnx.IAttributeProto): string {
  return `${attribute.name ?? ''}=${valueText(attribute)}`;
}

/** By the attribute's type number (AttributeProto.AttributeType); files before IR version 2 may leave that out. */
function valueText(attribute: onnx.IAttributeProto): string {
  const { type, f, i, s, t, floats, ints, strings, refAttrName } = attribute;
  if (refAttrName) return refAttrName;
  switch (type) {
    case 1:
      return numberText(f);
    case 2:
      return integerText(i);
    case 3:
      return quoted(s);
    case 4:
      return t ? tensorText(t) : '?';
    case 6:
      return listText(floats ?? [], numberText);
    case 7:
      return listText(ints ?? [], integerText);
    case 8:
      return listText(strings ?? [], quoted);
    default:
      return '…';
  }
}

function listText<T>(items: readonly T[], text: (item: T) => string): string {
  const shown = items.slice(0, MOST_VALUES).map(text);
  return `[${[...shown, ...(items.length > MOST_VALUES ? [`… ${items.length} in all`] : [])].join(', ')}]`;
}

/** A float32 without the digits that only its conversion has: 0.1, not 0.10000000149011612. */
function numberText(value: number | null | undefined): string {
  return String(Number((value ?? 0).toPrecision(7)));
}

/** In full as far as it is exact: a number holds integers of 53 bits. */
function integerText(value: number | { toString(): string } | null | undefined): string {
  if (typeof value !== 'number') return value?.toString() ?? '0';
  return Number.isSafeInteger(value) ? String(value) : `≈${value.toExponential(3)}`;
}

function quoted(bytes: Uint8Array | null | undefined): string {
  const text = new TextDecoder().decode(bytes ?? new Uint8Array());
  return JSON.stringify(text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text);
}

function tensorText({ dims, dataType, rawData }: onnx.ITensorProto): string {
  const sizes = (dims ?? []).map(toNumber);
  const single = sizes.every((size) => size === 1) ? singleValue(dataType ?? 0, rawData) : undefined;
  return single ?? `${onnxTypeName(dataType ?? 0)}[${sizes.join('×')}]`;
}

/** Of the types that constants of one element have, as a rule. */
function singleValue(dataType: number, raw: Uint8Array | null | undefined): string | undefined {
  if (!raw) return undefined;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  if (dataType === 1 && raw.length === 4) return numberText(view.getFloat32(0, true));
  if (dataType === 6 && raw.length === 4) return String(view.getInt32(0, true));
  if (dataType === 7 && raw.length === 8) return String(view.getBigInt64(0, true));
  return dataType === 9 && raw.length === 1 ? String(raw[0] !== 0) : undefined;
}
