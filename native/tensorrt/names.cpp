#include "names.h"

#include <cstddef>

namespace trtlens {

namespace {

constexpr char const* kDataTypes[] = {
    "FLOAT", "HALF", "INT8", "INT32", "BOOL", "UINT8", "FP8", "BF16", "INT64", "INT4", "FP4", "E8M0",
};
constexpr char const* kLayerTypes[] = {
    "CONVOLUTION",
    "CAST",
    "ACTIVATION",
    "POOLING",
    "LRN",
    "SCALE",
    "SOFTMAX",
    "DECONVOLUTION",
    "CONCATENATION",
    "ELEMENTWISE",
    "PLUGIN",
    "UNARY",
    "PADDING",
    "SHUFFLE",
    "REDUCE",
    "TOPK",
    "GATHER",
    "MATRIX_MULTIPLY",
    "RAGGED_SOFTMAX",
    "CONSTANT",
    "IDENTITY",
    "PLUGIN_V2",
    "SLICE",
    "SHAPE",
    "PARAMETRIC_RELU",
    "RESIZE",
    "TRIP_LIMIT",
    "RECURRENCE",
    "ITERATOR",
    "LOOP_OUTPUT",
    "SELECT",
    "FILL",
    "QUANTIZE",
    "DEQUANTIZE",
    "CONDITION",
    "CONDITIONAL_INPUT",
    "CONDITIONAL_OUTPUT",
    "SCATTER",
    "EINSUM",
    "ASSERTION",
    "ONE_HOT",
    "NON_ZERO",
    "GRID_SAMPLE",
    "NMS",
    "REVERSE_SEQUENCE",
    "NORMALIZATION",
    "PLUGIN_V3",
    "SQUEEZE",
    "UNSQUEEZE",
    "CUMULATIVE",
    "DYNAMIC_QUANTIZE",
    "ATTENTION_INPUT",
    "ATTENTION_OUTPUT",
    "ROTARY_EMBEDDING",
    "KV_CACHE_UPDATE",
    "MOE",
    "DIST_COLLECTIVE",
};
constexpr char const* kParserErrors[] = {
    "SUCCESS",
    "INTERNAL_ERROR",
    "MEM_ALLOC_FAILED",
    "MODEL_DESERIALIZE_FAILED",
    "INVALID_VALUE",
    "INVALID_GRAPH",
    "INVALID_NODE",
    "UNSUPPORTED_GRAPH",
    "UNSUPPORTED_NODE",
    "UNSUPPORTED_NODE_ATTR",
    "UNSUPPORTED_NODE_INPUT",
    "UNSUPPORTED_NODE_DATATYPE",
    "UNSUPPORTED_NODE_DYNAMIC",
    "UNSUPPORTED_NODE_SHAPE",
    "REFIT_FAILED",
};

template <std::size_t Count>
std::string nameIn(char const* const (&names)[Count], std::int32_t number, char const* kind) {
  if (number >= 0 && static_cast<std::size_t>(number) < Count) return names[number];
  return std::string(kind) + " " + std::to_string(number);
}

}  // namespace

std::string dataTypeName(std::int32_t type) { return nameIn(kDataTypes, type, "DataType"); }
std::string layerTypeName(std::int32_t type) { return nameIn(kLayerTypes, type, "LayerType"); }
std::string parserErrorName(std::int32_t code) { return nameIn(kParserErrors, code, "ErrorCode"); }

}  // namespace trtlens
