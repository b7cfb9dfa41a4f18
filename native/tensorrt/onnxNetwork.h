// An ONNX model as TensorRT reads it: its layers, its inputs and outputs, and what it cannot take.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "library.h"

namespace trtlens {

struct TensorInfo {
  std::string name;
  std::string dataType;
  std::vector<std::int64_t> shape;          ///< -1: known at run time only
  std::vector<std::string> dimensionNames;  ///< symbol per dimension, empty where it has none; for inputs only
  bool shapeTensor = false;
};

struct LayerInfo {
  std::string name;
  std::string type;
  std::string metadata;  ///< the ONNX nodes that it came from, as the parser writes them
  std::vector<TensorInfo> inputs;
  std::vector<TensorInfo> outputs;
};

struct ParserErrorInfo {
  std::string code;
  std::string message;
  std::int32_t node;  ///< index in the graph's nodes; -1 where the error is not a node's
  std::string nodeName;
  std::string nodeOperator;
};

/// Runs of nodes that TensorRT would take. Nodes in no run are those that it cannot: a run's own flag says something
/// else.
using SupportedRuns = std::vector<std::vector<std::int64_t>>;

struct OnnxExplanation {
  bool parsed = false;
  std::vector<LayerInfo> layers;  ///< empty where it could not be parsed
  std::vector<TensorInfo> inputs;
  std::vector<TensorInfo> outputs;
  std::vector<ParserErrorInfo> errors;
  SupportedRuns supported;  ///< indices into the graph's nodes
};

/// A builder, the network that it made and the parser that filled it; deleted in the order that the library allows.
class OnnxNetwork {
 public:
  /// Parses `model` (a serialised ModelProto, `size` bytes, free to go afterwards). External data is looked for beside
  /// `path`. Throws std::runtime_error where the library makes no builder, network or parser.
  OnnxNetwork(Library const& library, Logger& logger, void const* model, std::size_t size, std::string const& path);

  bool parsed() const { return parsed_; }
  Object* builder() const { return builder_.get(); }
  Object* network() const { return network_.get(); }

  std::vector<LayerInfo> layers() const;
  std::vector<TensorInfo> inputs() const;
  std::vector<TensorInfo> outputs() const;
  std::vector<ParserErrorInfo> errors() const;

 private:
  Owned builder_;
  Owned network_;
  OwnedParser parser_;
  bool parsed_ = false;
};

/// Everything that TensorRT says of a model without building it. Throws as OnnxNetwork does.
OnnxExplanation explainOnnx(Library const& library, void const* model, std::size_t size, std::string const& path);

}  // namespace trtlens
