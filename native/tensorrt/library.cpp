#include "library.h"

#include <dlfcn.h>

#include "elfFile.h"
#include "methods.h"
#include "selfCheck.h"

namespace trtlens {

namespace {

using NumberFunction = std::int32_t (*)();
using CreateFunction = Object* (*)(void* logger, std::int32_t version);
using CreateParserFunction = PlainObject* (*)(Object * network, void* logger, std::int32_t version);

void* openLibrary(std::string const& path, char const* code) {
  std::string const damage = elfDamage(path);
  if (!damage.empty()) throw LibraryRefused(code, damage);
  void* const handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle != nullptr) return handle;
  char const* const reason = dlerror();
  throw LibraryRefused(code, reason == nullptr ? path + " cannot be loaded" : reason);
}

void* symbol(void* handle, char const* name, std::string const& path) {
  if (void* const found = dlsym(handle, name)) return found;
  throw LibraryRefused("native.library-foreign", path + " has no function " + name + ": it is not TensorRT-RTX");
}

std::int32_t number(void* handle, char const* name, std::string const& path) {
  return reinterpret_cast<NumberFunction>(symbol(handle, name, path))();
}

Layout layoutOf(Version const& version) {
  if (version.major == 1 && version.minor == 5) return Layout::kRtx15;
  if (version.major == 1 && version.minor == 6) return Layout::kRtx16;
  if (version.major == 1 && version.minor == 7) return Layout::kRtx17;
  throw LibraryRefused("native.version-unknown",
                       "TensorRT-RTX " + version.text() + " is not known here; 1.5, 1.6 and 1.7 are");
}

}  // namespace

std::string Version::text() const {
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch) + "." +
         std::to_string(build);
}

void Destroy::operator()(Object* object) const {
  // The deleting destructor is the second entry of the object's own table, not of its implementation's.
  reinterpret_cast<void (*)(Object*)>(object->table[1])(object);
}

void Destroy::operator()(PlainObject* parser) const { parser::destroy(parser); }

Library::Library(std::string const& tensorrtPath, std::string const& parserPath) {
  try {
    open(tensorrtPath, parserPath);
    selfCheck(*this);
  } catch (...) {
    close();
    throw;
  }
}

Library::~Library() { close(); }

void Library::open(std::string const& tensorrtPath, std::string const& parserPath) {
  tensorrt_ = openLibrary(tensorrtPath, "native.library-not-loaded");
  version_ = {number(tensorrt_, "getInferLibMajorVersion", tensorrtPath),
              number(tensorrt_, "getInferLibMinorVersion", tensorrtPath),
              number(tensorrt_, "getInferLibPatchVersion", tensorrtPath),
              number(tensorrt_, "getInferLibBuildVersion", tensorrtPath)};
  layout_ = layoutOf(version_);
  libraryNumber_ = number(tensorrt_, "getInferLibVersion", tensorrtPath);
  createBuilder_ = symbol(tensorrt_, "createInferBuilder_INTERNAL", tensorrtPath);
  createRuntime_ = symbol(tensorrt_, "createInferRuntime_INTERNAL", tensorrtPath);
  parser_ = openLibrary(parserPath, "native.parser-not-loaded");
  parserNumber_ = number(parser_, "getNvOnnxParserVersion", parserPath);
  createParser_ = symbol(parser_, "createNvOnnxParser_INTERNAL", parserPath);
}

void Library::close() {
  if (parser_ != nullptr) dlclose(parser_);
  if (tensorrt_ != nullptr) dlclose(tensorrt_);
  parser_ = tensorrt_ = nullptr;
}

Owned Library::createBuilder(Logger& logger) const {
  return Owned(reinterpret_cast<CreateFunction>(createBuilder_)(&logger, libraryNumber_));
}

Owned Library::createRuntime(Logger& logger) const {
  return Owned(reinterpret_cast<CreateFunction>(createRuntime_)(&logger, libraryNumber_));
}

OwnedParser Library::createParser(Object* network, Logger& logger) const {
  return OwnedParser(reinterpret_cast<CreateParserFunction>(createParser_)(network, &logger, parserNumber_));
}

}  // namespace trtlens
