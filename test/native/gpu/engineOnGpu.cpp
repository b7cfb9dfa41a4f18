// What the bridge says of plans on a machine with a GPU, where no test runs:
//   engineOnGpu LIBTENSORRT_RTX LIBTENSORRT_ONNXPARSER_RTX PLAN...
// Prints one JSON object per plan and line; ends with 1 where a plan cannot be read or is not deserialised.
// Built with -DTRTLENS_GPU_PROGRAM=ON.

#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "engineInspection.h"
#include "enginePlan.h"

namespace {

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

std::string report(trtlens::Library const& library, std::string const& path, std::string const& plan,
                   EngineInspection const& engine) {
  static constexpr char const* kValidities[] = {"valid", "suboptimal", "invalid"};
  PlanValidity const validity = trtlens::planValidity(library, plan.data(), plan.size());
  std::string const name = validity.known ? kValidities[static_cast<std::size_t>(validity.validity)] : "unknown";
  return Members()
      .add("path", path)
      .add("version", library.version().text())
      .add("planBytes", static_cast<std::int64_t>(plan.size()))
      .add("validity", name)
      .add("reasons", validity.reasons)
      .add("deserialised", engine.deserialised)
      .add("message", engine.message)
      .add("name", engine.name)
      .add("refittable", engine.refittable)
      .add("deviceMemoryBytes", engine.deviceMemoryBytes)
      .add("streamableWeightBytes", engine.streamableWeightBytes)
      .add("profiles", static_cast<std::int64_t>(engine.profiles))
      .add("tensors", engine.tensors)
      .add("layers", engine.layers)
      .object();
}

std::string readFile(std::string const& path) {
  std::ifstream const file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot be read");
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

bool tell(trtlens::Library const& library, std::string const& path) {
  try {
    std::string const plan = readFile(path);
    EngineInspection const engine = trtlens::inspectEngine(library, plan.data(), plan.size());
    std::cout << report(library, path, plan, engine) << std::endl;
    return engine.deserialised;
  } catch (std::exception const& error) {
    std::cerr << path << ": " << error.what() << '\n';
    return false;
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 4) {
    std::cerr << "engineOnGpu LIBTENSORRT_RTX LIBTENSORRT_ONNXPARSER_RTX PLAN...\n";
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
