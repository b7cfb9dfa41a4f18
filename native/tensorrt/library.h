// TensorRT-RTX and its ONNX parser, opened at run time and checked before they are called for anything else.

#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "callbacks.h"
#include "slots.h"

namespace trtlens {

/// Why a library is not used. `code` is that of the finding: see docs/findings.md.
class LibraryRefused : public std::runtime_error {
 public:
  LibraryRefused(std::string code, std::string const& message) : std::runtime_error(message), code_(std::move(code)) {}
  std::string const& code() const { return code_; }

 private:
  std::string code_;
};

struct Version {
  std::int32_t major, minor, patch, build;
  std::string text() const;
};

/// Deletes an object that the library handed to us.
struct Destroy {
  void operator()(Object* object) const;
  void operator()(PlainObject* parser) const;
};
using Owned = std::unique_ptr<Object, Destroy>;
using OwnedParser = std::unique_ptr<PlainObject, Destroy>;

class Library {
 public:
  /// Opens the two libraries by their full paths and builds and reads back a tiny network.
  /// Throws LibraryRefused: `native.library-not-loaded`, `native.library-foreign`, `native.version-unknown`,
  /// `native.parser-not-loaded` or `native.self-check-failed`.
  Library(std::string const& tensorrtPath, std::string const& parserPath);
  ~Library();
  Library(Library const&) = delete;
  Library& operator=(Library const&) = delete;

  Version const& version() const { return version_; }
  Layout layout() const { return layout_; }

  /// Null where the library refuses; the reason is in `logger`, which must outlive the object.
  Owned createBuilder(Logger& logger) const;
  Owned createRuntime(Logger& logger) const;
  OwnedParser createParser(Object* network, Logger& logger) const;

 private:
  void open(std::string const& tensorrtPath, std::string const& parserPath);
  void close();

  void* tensorrt_ = nullptr;
  void* parser_ = nullptr;
  Version version_{};
  Layout layout_ = Layout::kRtx15;
  void* createBuilder_ = nullptr;
  void* createRuntime_ = nullptr;
  void* createParser_ = nullptr;
  std::int32_t libraryNumber_ = 0;
  std::int32_t parserNumber_ = 0;
};

}  // namespace trtlens
