// Work on a thread of Node's pool, which settles a promise on the main one.

#pragma once

#include <napi.h>

#include <functional>
#include <memory>

#include "convert.h"

namespace trtlens {

/// An Error with `code`, as the findings name it.
Napi::Error codedError(Napi::Env env, std::string const& message, std::string const& code);

/// How an end is passed on: called on the main thread with what settles the promise, now or later.
using Deliver = std::function<void(std::function<void()> settle)>;

/// Runs `work` off the main thread and gives what `convert` makes of its result.
template <typename Result>
class Work final : public Napi::AsyncWorker {
 public:
  using Convert = std::function<Napi::Value(Napi::Env, Result&)>;

  static Napi::Promise start(
      Napi::Env env, std::function<Result()> work, Convert convert,
      Deliver deliver = [](std::function<void()> const& settle) { settle(); }) {
    // Node deletes it when it is done.
    auto* const worker = new Work(env, std::move(work), std::move(convert), std::move(deliver));
    Napi::Promise const promise = worker->deferred_.Promise();
    worker->Queue();
    return promise;
  }

 protected:
  void Execute() override {
    try {
      result_ = std::make_shared<Result>(work_());
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
    deliver_([env = Env(), deferred = deferred_, convert = convert_, result = result_] {
      Napi::HandleScope const scope(env);
      try {
        deferred.Resolve(convert(env, *result));
      } catch (Napi::Error const& error) {  // the result is too large for a JavaScript value
        deferred.Reject(error.Value());
      }
    });
  }

  void OnError(Napi::Error const& error) override {
    deliver_([env = Env(), deferred = deferred_, message = error.Message(), code = code_] {
      Napi::HandleScope const scope(env);
      deferred.Reject(codedError(env, message, code).Value());
    });
  }

 private:
  Work(Napi::Env env, std::function<Result()> work, Convert convert, Deliver deliver)
      : AsyncWorker(env),
        deferred_(env),
        work_(std::move(work)),
        convert_(std::move(convert)),
        deliver_(std::move(deliver)) {}

  Napi::Promise::Deferred deferred_;
  std::function<Result()> work_;
  Convert convert_;
  Deliver deliver_;
  std::shared_ptr<Result> result_;
  std::string code_;
};

}  // namespace trtlens
