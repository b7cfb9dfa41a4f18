#include "selfCheck.h"

#include <cstring>

#include "library.h"
#include "methods.h"

namespace trtlens {

namespace {

constexpr std::int32_t kHalf = 1;
constexpr std::int32_t kActivationLayer = 2;
constexpr std::int32_t kSigmoid = 1;

class Check {
 public:
  Check(Library const& library, Logger const& logger) : library_(library), logger_(logger) {}

  /// Refuses the library where a step did not come out as it must.
  void operator()(bool passed, char const* step) const {
    if (passed) return;
    std::string message = "TensorRT-RTX " + library_.version().text() + " does not behave as its version says: " + step;
    std::string const error = logger_.firstError();
    throw LibraryRefused("native.self-check-failed", error.empty() ? message : message + " (" + error + ")");
  }

 private:
  Library const& library_;
  Logger const& logger_;
};

bool is(char const* text, char const* expected) { return text != nullptr && std::strcmp(text, expected) == 0; }

bool is(Dims const& dims, std::int64_t first, std::int64_t second) {
  return dims.count == 2 && dims.extents[0] == first && dims.extents[1] == second;
}

void readBack(Object* made, Check const& check) {
  check(network::getNbInputs(made) == 1, "INetworkDefinition::getNbInputs");
  check(network::getNbOutputs(made) == 1, "INetworkDefinition::getNbOutputs");
  check(network::getNbLayers(made) == 1, "INetworkDefinition::getNbLayers");
  Object* const found = network::getLayer(made, 0);
  check(found != nullptr && layer::getType(found) == kActivationLayer, "ILayer::getType");
  check(layer::getNbInputs(found) == 1 && layer::getNbOutputs(found) == 1, "ILayer::getNbInputs");
  Object* const input = layer::getInput(found, 0);
  check(input != nullptr && is(tensor::getName(input), "x"), "ITensor::getName");
  check(tensor::getType(input) == kHalf, "ITensor::getType");
  check(is(tensor::getDimensions(input), 3, 5), "ITensor::getDimensions");
}

void readBackConfig(Object* settings, Check const& check) {
  config::setFlag(settings, static_cast<std::int32_t>(BuilderFlag::kRefit));
  check(config::getFlag(settings, static_cast<std::int32_t>(BuilderFlag::kRefit)) != 0, "IBuilderConfig::setFlag");
  check(config::getFlag(settings, static_cast<std::int32_t>(BuilderFlag::kStripPlan)) == 0, "IBuilderConfig::getFlag");
  config::setBuilderOptimizationLevel(settings, 2);
  check(config::getBuilderOptimizationLevel(settings) == 2, "IBuilderConfig::setBuilderOptimizationLevel");
}

}  // namespace

void selfCheck(Library const& library) {
  Logger logger;
  Check const check(library, logger);
  Owned const maker = library.createBuilder(logger);
  check(maker != nullptr, "createInferBuilder");
  Owned const made(builder::createNetworkV2(maker.get(), 0U));
  check(made != nullptr, "IBuilder::createNetworkV2");
  network::setName(made.get(), "self-check");
  check(is(network::getName(made.get()), "self-check"), "INetworkDefinition::setName");
  Dims const shape{2, {3, 5}};
  Object* const input = network::addInput(made.get(), "x", kHalf, &shape);
  check(input != nullptr, "INetworkDefinition::addInput");
  Object* const activation = network::addActivation(made.get(), input, kSigmoid);
  check(activation != nullptr, "INetworkDefinition::addActivation");
  network::markOutput(made.get(), layer::getOutput(activation, 0));
  readBack(made.get(), check);
  Owned const settings(builder::createBuilderConfig(maker.get()));
  check(settings != nullptr, "IBuilder::createBuilderConfig");
  readBackConfig(settings.get(), check);
  OwnedParser const reader = library.createParser(made.get(), logger);
  check(reader != nullptr && parser::getNbErrors(reader.get()) == 0, "IParser::getNbErrors");
  Owned const plan(builder::buildSerializedNetwork(maker.get(), made.get(), settings.get()));
  check(plan != nullptr && memory::data(plan.get()) != nullptr && memory::size(plan.get()) > 64,
        "IBuilder::buildSerializedNetwork");
}

}  // namespace trtlens
