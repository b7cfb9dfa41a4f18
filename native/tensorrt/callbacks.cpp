#include "callbacks.h"

#include "text.h"

namespace trtlens {

void Logger::log(Severity severity, char const* message) noexcept {
  if (severity > Severity::kWarning || messages_.size() >= kKept) return;
  try {
    messages_.push_back({severity, textOf(message)});
  } catch (...) {  // out of memory: a lost message is better than a lost process
  }
}

std::string Logger::firstError() const {
  for (LogMessage const& message : messages_)
    if (message.severity <= Severity::kError) return message.text;
  return {};
}

void ProgressMonitor::phaseStart(char const* phase, char const* parent, std::int32_t steps) noexcept {
  report({BuildProgress::Kind::kStart, textOf(phase), textOf(parent), 0, steps});
}

bool ProgressMonitor::stepComplete(char const* phase, std::int32_t step) noexcept {
  return report({BuildProgress::Kind::kStep, textOf(phase), {}, step, 0});
}

void ProgressMonitor::phaseFinish(char const* phase) noexcept {
  report({BuildProgress::Kind::kFinish, textOf(phase), {}, 0, 0});
}

bool ProgressMonitor::report(BuildProgress const& progress) noexcept {
  if (!onProgress_(progress)) cancelled_ = true;
  return !cancelled_;
}

}  // namespace trtlens
