#include "onnxNetwork.h"

#include <algorithm>

#include "methods.h"
#include "names.h"
#include "text.h"

namespace trtlens {

namespace {

/// What a call must have given; the library's own first error where it did not.
template <typename Pointer>
Pointer made(Pointer pointer, char const* what, Logger const& logger) {
  if (pointer) return pointer;
  throw std::runtime_error(std::string("TensorRT-RTX made no ") + what + ": " + logger.firstError());
}

TensorInfo describe(Object* tensor, bool symbols) {
  TensorInfo info;
  info.name = textOf(tensor::getName(tensor));
  info.dataType = dataTypeName(tensor::getType(tensor));
  info.shapeTensor = tensor::isShapeTensor(tensor) != 0;
  Dims const dims = tensor::getDimensions(tensor);
  // A negative count: the rank is not known either.
  for (std::int32_t axis = 0; axis < std::min(dims.count, kMaxDims); axis++) {
    info.shape.push_back(dims.extents[axis]);
    if (symbols) info.dimensionNames.push_back(textOf(tensor::getDimensionName(tensor, axis)));
  }
  return info;
}

LayerInfo describeLayer(Object* layer) {
  LayerInfo info;
  info.name = textOf(layer::getName(layer));
  info.type = layerTypeName(layer::getType(layer));
  info.metadata = textOf(layer::getMetadata(layer));
  // An optional input that is not connected is null.
  for (std::int32_t i = 0; i < layer::getNbInputs(layer); i++)
    if (Object* const input = layer::getInput(layer, i)) info.inputs.push_back(describe(input, false));
  for (std::int32_t i = 0; i < layer::getNbOutputs(layer); i++)
    if (Object* const output = layer::getOutput(layer, i)) info.outputs.push_back(describe(output, false));
  return info;
}

SupportedRuns supportedRuns(Library const& library, void const* model, std::size_t size, std::string const& path) {
  Logger logger;
  Owned const builder = made(library.createBuilder(logger), "builder", logger);
  Owned const network = made(Owned(builder::createNetworkV2(builder.get(), 0U)), "network", logger);
  OwnedParser const parser = made(library.createParser(network.get(), logger), "ONNX parser", logger);
  parser::supportsModelV2(parser.get(), model, size, path.c_str());
  SupportedRuns runs;
  for (std::int64_t run = 0; run < parser::getNbSubgraphs(parser.get()); run++) {
    std::int64_t length = 0;
    std::int64_t const* const nodes = parser::getSubgraphNodes(parser.get(), run, &length);
    if (nodes != nullptr && length > 0) runs.emplace_back(nodes, nodes + length);
  }
  return runs;
}

}  // namespace

OnnxNetwork::OnnxNetwork(Library const& library, Logger& logger, void const* model, std::size_t size,
                         std::string const& path)
    : builder_(made(library.createBuilder(logger), "builder", logger)),
      network_(made(Owned(builder::createNetworkV2(builder_.get(), 0U)), "network", logger)),
      parser_(made(library.createParser(network_.get(), logger), "ONNX parser", logger)),
      parsed_(parser::parse(parser_.get(), model, size, path.c_str()) != 0) {}

std::vector<LayerInfo> OnnxNetwork::layers() const {
  std::vector<LayerInfo> layers;
  std::int32_t const count = network::getNbLayers(network_.get());
  layers.reserve(static_cast<std::size_t>(count));
  for (std::int32_t i = 0; i < count; i++) layers.push_back(describeLayer(network::getLayer(network_.get(), i)));
  return layers;
}

std::vector<TensorInfo> OnnxNetwork::inputs() const {
  std::vector<TensorInfo> inputs;
  std::int32_t const count = network::getNbInputs(network_.get());
  inputs.reserve(static_cast<std::size_t>(count));
  for (std::int32_t i = 0; i < count; i++) inputs.push_back(describe(network::getInput(network_.get(), i), true));
  return inputs;
}

std::vector<TensorInfo> OnnxNetwork::outputs() const {
  std::vector<TensorInfo> outputs;
  std::int32_t const count = network::getNbOutputs(network_.get());
  outputs.reserve(static_cast<std::size_t>(count));
  for (std::int32_t i = 0; i < count; i++) outputs.push_back(describe(network::getOutput(network_.get(), i), false));
  return outputs;
}

std::vector<ParserErrorInfo> OnnxNetwork::errors() const {
  std::vector<ParserErrorInfo> errors;
  for (std::int32_t i = 0; i < parser::getNbErrors(parser_.get()); i++) {
    PlainObject* const error = parser::getError(parser_.get(), i);
    errors.push_back({parserErrorName(parserError::code(error)), textOf(parserError::desc(error)),
                      parserError::node(error), textOf(parserError::nodeName(error)),
                      textOf(parserError::nodeOperator(error))});
  }
  return errors;
}

OnnxExplanation explainOnnx(Library const& library, void const* model, std::size_t size, std::string const& path) {
  Logger logger;
  OnnxNetwork const network(library, logger, model, size, path);
  OnnxExplanation explanation;
  explanation.parsed = network.parsed();
  explanation.errors = network.errors();
  explanation.supported = supportedRuns(library, model, size, path);
  if (!network.parsed()) return explanation;  // what it holds by then is half a network
  explanation.layers = network.layers();
  explanation.inputs = network.inputs();
  explanation.outputs = network.outputs();
  return explanation;
}

}  // namespace trtlens
