// From an ONNX model to an engine's plan.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "library.h"
#include "onnxNetwork.h"

namespace trtlens {

/// Smallest, typical and largest shape of one input with open dimensions.
struct ShapeRange {
  std::string input;
  std::vector<std::int64_t> min, opt, max;
};

/// What each has an effect on, and what none was seen of: docs/tensorrt-rtx-interface.md.
struct BuildOptions {
  std::vector<ShapeRange> shapes;
  std::optional<std::int32_t> optimizationLevel;
  std::optional<std::int32_t> maxAuxStreams;
  std::optional<std::size_t> workspaceBytes;
  std::vector<std::int32_t> computeCapabilities;  ///< 75, 80, 86, 89, 120, 121; empty: the library's default
  bool refit = false;
  bool stripPlan = false;
  bool weightStreaming = false;
  bool tf32 = true;
  ProfilingVerbosity verbosity = ProfilingVerbosity::kDetailed;
};

enum class BuildOutcome { kBuilt, kCancelled, kNotParsed, kShapesMissing, kRefused };

struct BuildResult {
  BuildOutcome outcome = BuildOutcome::kRefused;
  std::string plan;  ///< bytes of the serialised engine; empty where there is none
  std::string message;
  std::vector<ParserErrorInfo> errors;
  std::vector<TensorInfo> openInputs;  ///< inputs that need a shape and were given none
};

/// Builds on the calling thread; `onProgress` is called on it too, and returns false to cancel.
/// Throws std::runtime_error where the library makes no builder, network, parser or configuration.
BuildResult buildEngine(Library const& library, void const* model, std::size_t size, std::string const& path,
                        BuildOptions const& options, std::function<bool(BuildProgress const&)> onProgress);

}  // namespace trtlens
