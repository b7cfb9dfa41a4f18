// Work on a thread of Node's pool, which settles a promise on the main one.

#pragma once

#include <napi.h>

#include <functional>
#include <memory>
#include <optional>

#include "convert.h"

namespace trtlens {

/// An Error with `code`, as the findings name it.
Napi::Error codedError(Napi::Env env, std::string const& message, std::string const& code);

/// Runs `work` off the main thread and gives what `settle` makes of its result.
template <typename Result>
class Work final : public Napi::AsyncWorker {
 public:
  using Settle = std::function<Napi::Value(Napi::Env, Result&)>;

  static Napi::Promise start(Napi::Env env, std::function<Result()> work, Settle settle) {
    auto* const worker = new Work(env, std::move(work), std::move(settle));  // Node deletes it when it is done
    Napi::Promise const promise = worker->deferred_.Promise();
    worker->Queue();
    return promise;
  }

 protected:
  void Execute() override {
    try {
      result_.emplace(work_());
    } catch (LibraryRefused const& refused) {
      code_ = refused.code();
      SetError(refused.what());
    } catch (std::bad_alloc const&) {
      code_ = "native.out-of-memory";
      SetError("There is not enough memory");
    } catch (std::exception const& error) {
      code_ = "native.failed";
      SetError(error.what());
    }
  }

  void OnOK() override {
    try {
      deferred_.Resolve(settle_(Env(), *result_));
    } catch (Napi::Error const& error) {  // the result is too large for a JavaScript value
      deferred_.Reject(error.Value());
    }
  }
  void OnError(Napi::Error const& error) override {
    deferred_.Reject(codedError(Env(), error.Message(), code_).Value());
  }

 private:
  Work(Napi::Env env, std::function<Result()> work, Settle settle)
      : AsyncWorker(env), deferred_(env), work_(std::move(work)), settle_(std::move(settle)) {}

  Napi::Promise::Deferred deferred_;
  std::function<Result()> work_;
  Settle settle_;
  std::optional<Result> result_;
  std::string code_;
};

}  // namespace trtlens
