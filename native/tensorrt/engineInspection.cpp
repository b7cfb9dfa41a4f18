#include "engineInspection.h"

#include <algorithm>

#include "methods.h"
#include "names.h"
#include "text.h"

namespace trtlens {

namespace {

std::vector<std::int64_t> extentsOf(Dims const& dims) {
  // A negative count: the tensor has no such shape.
  return {dims.extents, dims.extents + std::clamp(dims.count, 0, kMaxDims)};
}

std::vector<std::int64_t> profileShape(Object* engine, std::string const& tensor, std::int32_t profile,
                                       ProfileSelector selector) {
  return extentsOf(engine::getProfileShape(engine, tensor.c_str(), profile, static_cast<std::int32_t>(selector)));
}

EngineTensor describe(Object* engine, std::string const& name) {
  EngineTensor tensor;
  tensor.name = name;
  tensor.input = engine::getTensorIOMode(engine, name.c_str()) == static_cast<std::int32_t>(TensorIOMode::kInput);
  tensor.dataType = dataTypeName(engine::getTensorDataType(engine, name.c_str()));
  tensor.shape = extentsOf(engine::getTensorShape(engine, name.c_str()));
  if (!tensor.input) return tensor;  // an output's shapes follow from the inputs'
  for (std::int32_t profile = 0; profile < engine::getNbOptimizationProfiles(engine); profile++)
    tensor.profiles.push_back({profileShape(engine, name, profile, ProfileSelector::kMin),
                               profileShape(engine, name, profile, ProfileSelector::kOpt),
                               profileShape(engine, name, profile, ProfileSelector::kMax)});
  return tensor;
}

std::vector<std::string> layersOf(Object* engine, Logger const& logger) {
  Owned const inspector(engine::createEngineInspector(engine));
  if (!inspector) throw std::runtime_error("TensorRT-RTX made no engine inspector: " + logger.firstError());
  std::vector<std::string> layers;
  std::int32_t const count = engine::getNbLayers(engine);
  layers.reserve(static_cast<std::size_t>(count));
  for (std::int32_t layer = 0; layer < count; layer++)
    // The text is the inspector's and lasts until it is asked again.
    layers.push_back(textOf(inspector::getLayerInformation(inspector.get(), layer,
                                                           static_cast<std::int32_t>(LayerInformationFormat::kJson))));
  return layers;
}

}  // namespace

EngineInspection inspectEngine(Library const& library, void const* plan, std::size_t size) {
  Logger logger;
  Owned const runtime = library.createRuntime(logger);
  if (!runtime) throw std::runtime_error("TensorRT-RTX made no runtime: " + logger.firstError());
  EngineInspection result;
  Owned const engine(runtime::deserializeCudaEngine(runtime.get(), plan, size));
  if (!engine) {
    result.message = logger.firstError();
    return result;
  }
  result.deserialised = true;
  result.name = textOf(engine::getName(engine.get()));
  result.refittable = engine::isRefittable(engine.get()) != 0;
  result.deviceMemoryBytes = engine::getDeviceMemorySizeV2(engine.get());
  result.streamableWeightBytes = engine::getStreamableWeightsSize(engine.get());
  result.profiles = engine::getNbOptimizationProfiles(engine.get());
  for (std::int32_t i = 0; i < engine::getNbIOTensors(engine.get()); i++)
    result.tensors.push_back(describe(engine.get(), textOf(engine::getIOTensorName(engine.get(), i))));
  result.layers = layersOf(engine.get(), logger);
  return result;
}

}  // namespace trtlens
