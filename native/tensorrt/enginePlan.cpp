#include "enginePlan.h"

#include "methods.h"

namespace trtlens {

namespace {

struct Diagnostic {
  EngineDiagnostics bit;
  char const* name;
};

constexpr Diagnostic kDiagnostics[] = {
    {kVersionMismatch, "VERSION_MISMATCH"},
    {kUnsupportedComputeCapability, "UNSUPPORTED_CC"},
    {kOldCudaDriver, "OLD_CUDA_DRIVER"},
    {kOldCudaRuntime, "OLD_CUDA_RUNTIME"},
    {kInsufficientGpuMemory, "INSUFFICIENT_GPU_MEMORY"},
    {kMalformedEngine, "MALFORMED_ENGINE"},
    {kCudaError, "CUDA_ERROR"},
};

Owned runtimeOf(Library const& library, Logger& logger) {
  Owned runtime = library.createRuntime(logger);
  if (!runtime) throw std::runtime_error("TensorRT-RTX made no runtime: " + logger.firstError());
  return runtime;
}

}  // namespace

PlanValidity planValidity(Library const& library, void const* header, std::size_t size) {
  Logger logger;
  Owned const runtime = runtimeOf(library, logger);
  if (size < static_cast<std::size_t>(runtime::getEngineHeaderSize(runtime.get())))
    throw std::invalid_argument("the plan ends within its header");
  std::uint64_t bits = 0;
  PlanValidity result;
  result.validity = static_cast<EngineValidity>(
      runtime::getEngineValidity(runtime.get(), header, static_cast<std::int64_t>(size), &bits));
  for (Diagnostic const& diagnostic : kDiagnostics)
    if ((bits & diagnostic.bit) != 0) result.reasons.emplace_back(diagnostic.name);
  result.known = result.validity != EngineValidity::kInvalid || bits != 0;
  return result;
}

std::int64_t planHeaderBytes(Library const& library) {
  Logger logger;
  return runtime::getEngineHeaderSize(runtimeOf(library, logger).get());
}

}  // namespace trtlens
