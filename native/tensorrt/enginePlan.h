// What a plan says about itself before anything is deserialised.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "library.h"

namespace trtlens {

struct PlanValidity {
  /// Without a driver the library can only tell a damaged header from one that it could read: `known` is false then.
  bool known = false;
  EngineValidity validity = EngineValidity::kInvalid;
  std::vector<std::string> reasons;  ///< "VERSION_MISMATCH", "UNSUPPORTED_CC", … as the Python bindings spell them
};

/// `header`: the first bytes of the plan, at least `planHeaderBytes(library)` of them, else std::invalid_argument.
PlanValidity planValidity(Library const& library, void const* header, std::size_t size);

/// Bytes of a plan's header.
std::int64_t planHeaderBytes(Library const& library);

}  // namespace trtlens
