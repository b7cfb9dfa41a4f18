// What the bridge says of plans on a machine with a GPU, where no test runs:
//   engineOnGpu LIBTENSORRT_RTX LIBTENSORRT_ONNXPARSER_RTX FILE...
// Prints one JSON object per plan and line, and one per way of building for a FILE that ends in .onnx (a model without
// open dimensions). Ends with 1 where a file cannot be read or a plan is not deserialised.
// Built with -DTRTLENS_GPU_PROGRAM=ON.

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "engineBuild.h"
#include "engineInspection.h"
#include "enginePlan.h"

namespace {

using trtlens::BuildOptions;
using trtlens::EngineInspection;
using trtlens::EngineTensor;
using trtlens::PlanValidity;
using trtlens::ProfileShapes;

std::string json(std::string const& text) {
  std::string quoted = "\"";
  for (char const character : text) {
    char escaped[8];
    if (character == '"' || character == '\\') {
      quoted += {'\\', character};
    } else if (static_cast<unsigned char>(character) < 0x20) {
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(character));
      quoted += escaped;
    } else {
      quoted += character;
    }
  }
  return quoted + '"';
}

std::string json(bool value) { return value ? "true" : "false"; }
std::string json(std::int64_t value) { return std::to_string(value); }
std::string json(ProfileShapes const& shapes);
std::string json(EngineTensor const& tensor);

template <typename Item>
std::string json(std::vector<Item> const& items) {
  std::string list;
  for (Item const& item : items) list += (list.empty() ? "" : ", ") + json(item);
  return "[" + list + "]";
}

/// `"name": value, …` of an object.
class Members {
 public:
  template <typename Value>
  Members& add(char const* name, Value const& value) {
    text_ += (text_.empty() ? "" : ", ") + json(std::string(name)) + ": " + json(value);
    return *this;
  }
  std::string object() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

std::string json(ProfileShapes const& shapes) {
  return Members().add("min", shapes.min).add("opt", shapes.opt).add("max", shapes.max).object();
}

std::string json(EngineTensor const& tensor) {
  return Members()
      .add("name", tensor.name)
      .add("input", tensor.input)
      .add("dataType", tensor.dataType)
      .add("shape", tensor.shape)
      .add("profiles", tensor.profiles)
      .object();
}

/// Adds everything that the bridge says of a plan. Returns whether it was deserialised.
bool addPlan(Members& members, trtlens::Library const& library, std::string const& plan) {
  static constexpr char const* kValidities[] = {"valid", "suboptimal", "invalid"};
  PlanValidity const validity = trtlens::planValidity(library, plan.data(), plan.size());
  EngineInspection const engine = trtlens::inspectEngine(library, plan.data(), plan.size());
  members.add("planBytes", static_cast<std::int64_t>(plan.size()))
      .add("planHash", std::to_string(std::hash<std::string>()(plan)))
      .add("validity", std::string(validity.known ? kValidities[static_cast<int>(validity.validity)] : "unknown"))
      .add("reasons", validity.reasons)
      .add("deserialised", engine.deserialised)
      .add("message", engine.message)
      .add("name", engine.name)
      .add("refittable", engine.refittable)
      .add("deviceMemoryBytes", engine.deviceMemoryBytes)
      .add("streamableWeightBytes", engine.streamableWeightBytes)
      .add("profiles", static_cast<std::int64_t>(engine.profiles))
      .add("tensors", engine.tensors)
      .add("layers", engine.layers);
  return engine.deserialised;
}

/// A way of building whose effect shows with a GPU only.
struct Way {
  char const* name;
  std::function<void(BuildOptions&)> choose;
};

constexpr std::int32_t kCurrentGpu = 1;  // as a compute capability: that of the GPU at hand

std::vector<Way> ways() {
  auto const level = [](std::int32_t number) {
    return [number](BuildOptions& options) {
      options.computeCapabilities = {kCurrentGpu};
      options.optimizationLevel = number;
    };
  };
  return {
      {"default", [](BuildOptions&) {}},
      {"for this GPU", [](BuildOptions& options) { options.computeCapabilities = {kCurrentGpu}; }},
      {"for this GPU, level 0", level(0)},
      {"for this GPU, level 5", level(5)},
      {"refit", [](BuildOptions& options) { options.refit = true; }},
      {"stripPlan", [](BuildOptions& options) { options.stripPlan = true; }},
      {"refit and stripPlan", [](BuildOptions& options) { options.refit = options.stripPlan = true; }},
      {"weightStreaming", [](BuildOptions& options) { options.weightStreaming = true; }},
      {"without TF32", [](BuildOptions& options) { options.tf32 = false; }},
      {"maxAuxStreams 0", [](BuildOptions& options) { options.maxAuxStreams = 0; }},
      {"names only", [](BuildOptions& options) { options.verbosity = trtlens::ProfilingVerbosity::kLayerNamesOnly; }},
      {"without layers", [](BuildOptions& options) { options.verbosity = trtlens::ProfilingVerbosity::kNone; }}};
}

bool tellBuild(trtlens::Library const& library, std::string const& path, std::string const& model, Way const& way) {
  BuildOptions options;
  way.choose(options);
  auto const begin = std::chrono::steady_clock::now();
  trtlens::BuildResult const result = trtlens::buildEngine(library, model.data(), model.size(), path, options,
                                                           [](trtlens::BuildProgress const&) { return true; });
  std::chrono::duration<double, std::milli> const passed = std::chrono::steady_clock::now() - begin;
  bool const built = result.outcome == trtlens::BuildOutcome::kBuilt;
  Members members;
  members.add("path", path).add("build", std::string(way.name)).add("built", built);
  members.add("milliseconds", static_cast<std::int64_t>(passed.count())).add("refusal", result.message);
  bool const deserialised = built && addPlan(members, library, result.plan);
  std::cout << members.object() << std::endl;
  return deserialised;
}

std::string readFile(std::string const& path) {
  std::ifstream const file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot be read");
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

bool isModel(std::string const& path) {
  std::string const ending = ".onnx";
  return path.size() > ending.size() && path.compare(path.size() - ending.size(), ending.size(), ending) == 0;
}

bool tell(trtlens::Library const& library, std::string const& path) {
  try {
    std::string const bytes = readFile(path);
    if (isModel(path)) {
      bool all = true;
      for (Way const& way : ways()) all = tellBuild(library, path, bytes, way) && all;
      return all;
    }
    Members members;
    members.add("path", path).add("version", library.version().text());
    bool const deserialised = addPlan(members, library, bytes);
    std::cout << members.object() << std::endl;
    return deserialised;
  } catch (std::exception const& error) {
    std::cerr << path << ": " << error.what() << '\n';
    return false;
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 4) {
    std::cerr << "engineOnGpu LIBTENSORRT_RTX LIBTENSORRT_ONNXPARSER_RTX FILE...\n";
    return 2;
  }
  try {
    trtlens::Library const library(arguments[1], arguments[2]);
    bool all = true;
    for (int i = 3; i < count; i++) all = tell(library, arguments[i]) && all;
    return all ? 0 : 1;
  } catch (trtlens::LibraryRefused const& refused) {
    std::cerr << refused.code() << ": " << refused.what() << '\n';
    return 2;
  }
}
