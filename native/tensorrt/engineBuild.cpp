#include "engineBuild.h"

#include <algorithm>

#include "methods.h"

namespace trtlens {

namespace {

bool isOpen(TensorInfo const& input) {
  return std::any_of(input.shape.begin(), input.shape.end(), [](std::int64_t extent) { return extent < 0; });
}

std::vector<TensorInfo> withoutShape(std::vector<TensorInfo> const& inputs, std::vector<ShapeRange> const& shapes) {
  std::vector<TensorInfo> missing;
  for (TensorInfo const& input : inputs) {
    auto const given = [&](ShapeRange const& range) { return range.input == input.name; };
    if (isOpen(input) && std::none_of(shapes.begin(), shapes.end(), given)) missing.push_back(input);
  }
  return missing;
}

Dims dimsOf(std::vector<std::int64_t> const& shape) {
  if (shape.size() > static_cast<std::size_t>(kMaxDims))
    throw std::invalid_argument("a shape has more than 8 dimensions");
  Dims dims{static_cast<std::int32_t>(shape.size()), {}};
  std::copy(shape.begin(), shape.end(), dims.extents);
  return dims;
}

/// Name of the input whose range the library refuses; empty where it takes all.
std::string addProfile(Object* maker, Object* settings, std::vector<ShapeRange> const& shapes) {
  if (shapes.empty()) return {};
  Object* const made = builder::createOptimizationProfile(maker);  // owned by the builder
  for (ShapeRange const& range : shapes) {
    std::pair<ProfileSelector, std::vector<std::int64_t> const&> const parts[] = {
        {ProfileSelector::kMin, range.min}, {ProfileSelector::kOpt, range.opt}, {ProfileSelector::kMax, range.max}};
    for (auto const& [selector, shape] : parts) {
      Dims const dims = dimsOf(shape);
      if (!profile::setDimensions(made, range.input.c_str(), static_cast<std::int32_t>(selector), &dims))
        return range.input;
    }
  }
  return config::addOptimizationProfile(settings, made) < 0 ? shapes.front().input : std::string();
}

void setFlag(Object* settings, BuilderFlag flag, bool wanted) {
  if (wanted) config::setFlag(settings, static_cast<std::int32_t>(flag));
}

void apply(Object* settings, BuildOptions const& options) {
  config::setProfilingVerbosity(settings, static_cast<std::int32_t>(options.verbosity));
  setFlag(settings, BuilderFlag::kRefit, options.refit);
  setFlag(settings, BuilderFlag::kStripPlan, options.stripPlan);
  setFlag(settings, BuilderFlag::kWeightStreaming, options.weightStreaming);
  if (!options.tf32) config::clearFlag(settings, static_cast<std::int32_t>(BuilderFlag::kTf32));
  if (options.maxAuxStreams) config::setMaxAuxStreams(settings, *options.maxAuxStreams);
  if (options.optimizationLevel) config::setBuilderOptimizationLevel(settings, *options.optimizationLevel);
  if (options.workspaceBytes)
    config::setMemoryPoolLimit(settings, static_cast<std::int32_t>(MemoryPool::kWorkspace), *options.workspaceBytes);
  if (options.computeCapabilities.empty()) return;
  config::setNbComputeCapabilities(settings, static_cast<std::int32_t>(options.computeCapabilities.size()));
  for (std::size_t i = 0; i < options.computeCapabilities.size(); i++)
    config::setComputeCapability(settings, options.computeCapabilities[i], static_cast<std::int32_t>(i));
}

}  // namespace

BuildResult buildEngine(Library const& library, void const* model, std::size_t size, std::string const& path,
                        BuildOptions const& options, std::function<bool(BuildProgress const&)> onProgress) {
  BuildResult result;
  Logger logger;
  ProgressMonitor monitor(std::move(onProgress));
  OnnxNetwork const parsed(library, logger, model, size, path);
  result.errors = parsed.errors();
  if (!parsed.parsed()) {
    result.outcome = BuildOutcome::kNotParsed;
    result.message = logger.firstError();
    return result;
  }
  result.openInputs = withoutShape(parsed.inputs(), options.shapes);
  if (!result.openInputs.empty()) {
    result.outcome = BuildOutcome::kShapesMissing;
    return result;
  }
  Owned const settings(builder::createBuilderConfig(parsed.builder()));
  if (!settings) throw std::runtime_error("TensorRT-RTX made no builder configuration: " + logger.firstError());
  logger.clear();
  apply(settings.get(), options);
  std::string const refused = addProfile(parsed.builder(), settings.get(), options.shapes);
  // An option that the library refuses is told by its log alone.
  result.message = logger.firstError();
  if (!refused.empty() || !result.message.empty()) return result;
  config::setProgressMonitor(settings.get(), &monitor);
  Owned const plan(builder::buildSerializedNetwork(parsed.builder(), parsed.network(), settings.get()));
  if (plan) {
    result.outcome = BuildOutcome::kBuilt;
    result.plan.assign(static_cast<char const*>(memory::data(plan.get())), memory::size(plan.get()));
  } else {
    result.outcome = monitor.cancelled() ? BuildOutcome::kCancelled : BuildOutcome::kRefused;
    result.message = logger.firstError();
  }
  return result;
}

}  // namespace trtlens
