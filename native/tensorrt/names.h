// Names of TensorRT's enumerations, as its Python bindings spell them. Source: docs/tensorrt-rtx-interface.md.

#pragma once

#include <cstdint>
#include <string>

namespace trtlens {

/// "HALF"; "DataType 99" for a number that is not known.
std::string dataTypeName(std::int32_t type);

/// "CONVOLUTION"; "LayerType 99" for a number that is not known.
std::string layerTypeName(std::int32_t type);

/// "UNSUPPORTED_NODE"; "ErrorCode 99" for a number that is not known.
std::string parserErrorName(std::int32_t code);

}  // namespace trtlens
