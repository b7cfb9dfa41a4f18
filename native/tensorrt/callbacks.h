// What TensorRT-RTX calls back: objects of ours with the tables that it expects (versions 1.5 and later).

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "types.h"

namespace trtlens {

/// The start of every callback table: language, interface, two destructors.
class VersionedCallback {
 public:
  VersionedCallback() = default;
  VersionedCallback(VersionedCallback const&) = delete;
  VersionedCallback& operator=(VersionedCallback const&) = delete;
  virtual std::int32_t getAPILanguage() const noexcept { return 0; }  // C++
  virtual InterfaceInfo getInterfaceInfo() const noexcept = 0;
  virtual ~VersionedCallback() noexcept = default;
};

struct LogMessage {
  Severity severity;
  std::string text;
};

/// Keeps what the library says at warning level and above, the first `kKept` messages of it.
class Logger : public VersionedCallback {
 public:
  InterfaceInfo getInterfaceInfo() const noexcept override { return {"ILogger", 1, 0}; }
  virtual void log(Severity severity, char const* message) noexcept;

  /// The first error since the last call of `clear`: what follows it on a machine without a driver is noise about CUDA.
  std::string firstError() const;
  void clear() { messages_.clear(); }
  std::vector<LogMessage> const& messages() const { return messages_; }

 private:
  static constexpr std::size_t kKept = 1000;
  std::vector<LogMessage> messages_;
};

/// One step of a build. Phases nest: `parent` is empty for the outermost.
struct BuildProgress {
  enum class Kind { kStart, kStep, kFinish } kind;
  std::string phase;
  std::string parent;
  std::int32_t step;
  std::int32_t steps;
};

class ProgressMonitor : public VersionedCallback {
 public:
  /// `onProgress` is called on the building thread and returns false to cancel; it must not throw.
  explicit ProgressMonitor(std::function<bool(BuildProgress const&)> onProgress) : onProgress_(std::move(onProgress)) {}

  InterfaceInfo getInterfaceInfo() const noexcept override { return {"IProgressMonitor", 1, 0}; }
  virtual void phaseStart(char const* phase, char const* parent, std::int32_t steps) noexcept;
  virtual bool stepComplete(char const* phase, std::int32_t step) noexcept;
  virtual void phaseFinish(char const* phase) noexcept;
  bool cancelled() const { return cancelled_; }

 private:
  bool report(BuildProgress const& progress) noexcept;

  std::function<bool(BuildProgress const&)> onProgress_;
  bool cancelled_ = false;
};

}  // namespace trtlens
