// What an engine says about itself once it is deserialised, which takes a GPU.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "library.h"

namespace trtlens {

/// The shapes that one optimization profile allows an input.
struct ProfileShapes {
  std::vector<std::int64_t> min, opt, max;
};

struct EngineTensor {
  std::string name;
  bool input = false;
  std::string dataType;
  std::vector<std::int64_t> shape;      ///< -1 where an extent is known at run time only
  std::vector<ProfileShapes> profiles;  ///< one per optimization profile, of inputs only
};

struct EngineInspection {
  /// False without a GPU or a driver, and for a plan that the library refuses: `message` has its first error then.
  bool deserialised = false;
  std::string message;
  std::string name;
  bool refittable = false;
  std::int64_t deviceMemoryBytes = 0;  ///< for activations, as the largest optimization profile needs them
  std::int64_t streamableWeightBytes = 0;
  std::int32_t profiles = 0;
  std::vector<EngineTensor> tensors;
  /// One JSON text per layer, as the library writes it: an object where the plan was built with detailed profiling,
  /// else the layer's name in quotes.
  std::vector<std::string> layers;
};

/// Deserialises on the calling thread. Nothing of the engine is left on the GPU afterwards.
/// Throws std::runtime_error where the library makes no runtime or no inspector.
EngineInspection inspectEngine(Library const& library, void const* plan, std::size_t size);

}  // namespace trtlens
