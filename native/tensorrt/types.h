// Values that cross into TensorRT-RTX and back, laid out as it lays them out on Linux x86-64.

#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace trtlens {

/// Extents of a tensor; -1 is one that is only known at run time.
struct Dims {
  std::int32_t count;
  std::int64_t extents[8];
};
static_assert(sizeof(Dims) == 72 && offsetof(Dims, extents) == 8,
              "returned by value: size and padding are the interface");
static_assert(std::is_trivially_copyable<Dims>::value, "returned through a hidden pointer");

constexpr std::int32_t kMaxDims = 8;

/// What one of our callback objects says it is.
struct InterfaceInfo {
  char const* kind;
  std::int32_t major;
  std::int32_t minor;
};
static_assert(sizeof(InterfaceInfo) == 16, "returned in two registers");

/// A `bool` result: only its lowest byte is defined.
using Bool = std::uint8_t;

enum class Severity : std::int32_t { kInternalError, kError, kWarning, kInfo, kVerbose };
enum class ProfilingVerbosity : std::int32_t { kLayerNamesOnly, kNone, kDetailed };
enum class MemoryPool : std::int32_t { kWorkspace = 0, kTacticSharedMemory = 5 };
enum class ProfileSelector : std::int32_t { kMin, kOpt, kMax };
enum class TensorIOMode : std::int32_t { kNone, kInput, kOutput };
enum class LayerInformationFormat : std::int32_t { kOneLine, kJson };
enum class EngineValidity : std::int32_t { kValid, kSuboptimal, kInvalid };

/// Bits of IRuntime::getEngineValidity's diagnostics.
enum EngineDiagnostics : std::uint64_t {
  kVersionMismatch = 1,
  kUnsupportedComputeCapability = 2,
  kOldCudaDriver = 4,
  kOldCudaRuntime = 8,
  kInsufficientGpuMemory = 16,
  kMalformedEngine = 32,
  kCudaError = 64,
};

/// Numbers of 1.5 and later; 1.4 numbers them otherwise.
enum class BuilderFlag : std::int32_t {
  kRefit = 4,
  kDisableTimingCache = 5,
  kTf32 = 6,
  kSparseWeights = 7,
  kVersionCompatible = 12,
  kStripPlan = 18,
  kRefitIdentical = 19,
  kWeightStreaming = 20,
  kRefitIndividual = 22,
  kMonitorMemory = 24,
};

}  // namespace trtlens
