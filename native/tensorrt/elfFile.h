// A shared library that was cut off in a download ends the process when it is opened: the loader maps pages that the
// file does not have. So the file is looked at first.

#pragma once

#include <string>

namespace trtlens {

/// Why the file at `path` cannot be a whole shared library of this machine (64-bit, little-endian, x86-64); empty where
/// it can.
std::string elfDamage(std::string const& path);

}  // namespace trtlens
