// Texts of the library, which may be null.

#pragma once

#include <string>

namespace trtlens {

inline std::string textOf(char const* text) { return text == nullptr ? std::string() : std::string(text); }

}  // namespace trtlens
