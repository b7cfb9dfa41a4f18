// Calling TensorRT-RTX without its SDK.
//
// The library's objects are C++ objects whose methods are reached through a table of functions; which number a method
// has depends on the library's version. Each method is written down once, in methods.h, as a typed slot, so that a call
// site names the method and cannot pass the wrong arguments, and a version that lacks a method says so instead of
// crashing.
//
// Source of the numbers: docs/tensorrt-rtx-interface.md.

#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace trtlens {

/// The known table layouts. Versions 1.5, 1.6 and 1.7 agree on every number; later ones only append methods to a class.
enum class Layout : std::uint8_t { kRtx15, kRtx16, kRtx17 };

/// An object of the library: its own table, then the implementation that its methods are called on.
struct Object {
  void* const* table;
  void* implementation;
};

/// An object that the methods are called on itself: the parser and its errors.
struct PlainObject {
  void* const* table;
};

/// One method: `constexpr Slot<std::int32_t()> getNbLayers{"INetworkDefinition::getNbLayers", 12};`
/// `since` is the first layout that has it.
template <typename Signature>
class Slot;

template <typename Result, typename... Args>
class Slot<Result(Args...)> {
 public:
  constexpr Slot(char const* name, std::int16_t number, Layout since = Layout::kRtx15)
      : name_(name), number_(number), since_(since) {}

  constexpr bool isIn(Layout layout) const { return layout >= since_; }

  /// Calls the method on `object`. Throws std::logic_error where `layout` does not have it.
  Result operator()(Object* object, Layout layout, Args... args) const {
    if (!isIn(layout)) throw std::logic_error(std::string(name_) + " is not in this version of TensorRT-RTX");
    return call(object->implementation, args...);
  }

  /// As above, for a method that every known layout has.
  Result operator()(Object* object, Args... args) const { return call(object->implementation, args...); }
  Result operator()(PlainObject* object, Args... args) const { return call(object, args...); }

 private:
  Result call(void* self, Args... args) const {
    void* const* const methods = *static_cast<void* const* const*>(self);
    auto const method = reinterpret_cast<Result (*)(void*, Args...)>(methods[number_]);
    return method(self, args...);
  }

  char const* name_;
  std::int16_t number_;
  Layout since_;
};

}  // namespace trtlens
