/**
 * What Torch-TensorRT's capability validators ask for. They answer yes or no and say nothing, so their words are here,
 * one a validator, read in torch_tensorrt 2.13 `dynamo/conversion/{aten_ops_converters,ops_evaluators,prims_ops_converters}.py`.
 * Each completes "… rejects this call: ".
 */

const ATTENTION =
  'query, key and value need the same rank, key and value the same shape, and their heads must fit together';

const BY_VALIDATOR: Readonly<Record<string, string>> = {
  one_user_validator: 'only its first output may be used, and exactly once',
  cat_validator:
    'an empty tensor is joined to tensors of another rank, and TensorRT needs all of them to have one rank',
  embedding_bag_validator: 'it needs one-dimensional indices, only its first output in use, and immutable_weights on',
  _index_put_accumulate_validator:
    'accumulate=True needs a plugin of Torch-TensorRT’s runtime library, which is not loaded',
  cumsum_validator: 'TensorRT-RTX has no cumulative sum',
  zero_output_validator: 'a dimension of its result has size 0',
  is_only_operator_on_placeholder: 'it stands alone between an input and an output of the program',
  bitwise_type_validator: 'bitwise operations take tensors of booleans only',
  bitwise_not_type_validator: 'bitwise operations take tensors of booleans only',
  convolution_capability_validator: 'TensorRT-RTX has no transposed convolution with both stride and dilation above 1',
  avg_pool_param_validator: 'average pooling takes neither ceil_mode nor divisor_override',
  max_pool_param_validator: 'max pooling takes neither dilation nor ceil_mode',
  topk_validator: 'k has to be a number known at compile time, and at most 3840',
  sort_validator: 'the size of the sorted dimension has to be known at compile time, and at most 3840',
  zero_diag_size_validator: 'the diagonal would have no element',
  dropout_inference_validator: 'dropout is converted for inference only',
  scaled_dot_product_attention_validator: ATTENTION,
  scaled_dot_product_flash_attention_validator: `${ATTENTION}; return_debug_mask is not available`,
  scaled_dot_product_efficient_attention_validator: `${ATTENTION}; compute_log_sumexp is not available`,
  scaled_dot_product_cudnn_attention_validator: `${ATTENTION}; neither compute_log_sumexp nor return_debug_mask is available`,
  getitem_validator: 'it takes an output of an operation that does not run in TensorRT itself',
  rand_validator: 'it takes neither dtype nor layout',
  randperm_validator: 'it needs a fixed length, and takes neither dtype nor layout',
  empty_validator: 'it takes neither device, layout nor memory_format',
  broadcast_checker: 'only new dimensions of size 1 can be added',
};

/** Validators that are written in place and so have no name of their own, by operator. */
const BY_OPERATOR: Readonly<Record<string, string>> = {
  index: 'its indices have to be int32 or int64; TensorRT-RTX takes no booleans there',
  index_put: 'its indices have to be int32 or int64, without booleans on TensorRT-RTX, and accumulate off',
  split: 'the sizes of the parts have to be known at compile time',
  split_with_sizes: 'the sizes of the parts have to be known at compile time',
  clone: 'it stands alone between an input and an output of the program',
  _to_copy:
    'it converts to a type that TensorRT does not compute with (such as float64), or stands alone between an input and an output',
};

export const VALIDATOR_NAMES: readonly string[] = Object.keys(BY_VALIDATOR);

/** Names of known validators in what Torch-TensorRT was asked. */
export function validatorsIn(detail: string): string[] {
  const words = new Set(detail.match(/\w+/g));
  return VALIDATOR_NAMES.filter((name) => words.has(name));
}

/** What the validator asks for; undefined where neither it nor the operator is known. */
export function explainValidator(detail: string, operator: string): string | undefined {
  const named = validatorsIn(detail).map((name) => BY_VALIDATOR[name]!);
  return named.length > 0 ? [...new Set(named)].join('; ') : BY_OPERATOR[operator];
}
