// The Node-API surface over native/tensorrt: see index.d.ts for what JavaScript is given.

#include <atomic>

#include "work.h"

namespace trtlens {

Napi::Error codedError(Napi::Env env, std::string const& message, std::string const& code) {
  Napi::Error error = Napi::Error::New(env, message);
  error.Value().Set("code", code);
  return error;
}

namespace {

using SharedLibrary = std::shared_ptr<Library const>;

/// An opened library. It stays open as long as any work on it runs.
class LibraryHandle final : public Napi::ObjectWrap<LibraryHandle> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "Library",
                       {
                           InstanceAccessor<&LibraryHandle::version>("version"),
                           InstanceMethod<&LibraryHandle::explain>("explain"),
                           InstanceMethod<&LibraryHandle::build>("build"),
                           InstanceMethod<&LibraryHandle::planHeaderBytes>("planHeaderBytes"),
                           InstanceMethod<&LibraryHandle::planValidity>("planValidity"),
                           InstanceMethod<&LibraryHandle::inspectEngine>("inspectEngine"),
                       });
  }

  explicit LibraryHandle(Napi::CallbackInfo const& info) : ObjectWrap(info) {
    if (!info[0].IsExternal()) throw Napi::TypeError::New(info.Env(), "Use openLibrary");
    library_ = *info[0].As<Napi::External<SharedLibrary>>().Data();
  }

 private:
  Napi::Value version(Napi::CallbackInfo const& info) {
    return Napi::String::New(info.Env(), library_->version().text());
  }

  Napi::Value explain(Napi::CallbackInfo const& info) {
    auto const work = [library = library_, model = toBytes(info[0], "model"), path = toText(info[1], "path")] {
      return explainOnnx(*library, model.data(), model.size(), path);
    };
    return Work<OnnxExplanation>::start(info.Env(), work,
                                        [](Napi::Env env, auto& result) { return toObject(env, result); });
  }

  Napi::Value build(Napi::CallbackInfo const& info);

  Napi::Value planHeaderBytes(Napi::CallbackInfo const& info) {
    auto const work = [library = library_] { return trtlens::planHeaderBytes(*library); };
    return Work<std::int64_t>::start(info.Env(), work, [](Napi::Env env, std::int64_t bytes) {
      return Napi::Number::New(env, static_cast<double>(bytes));
    });
  }

  Napi::Value planValidity(Napi::CallbackInfo const& info) {
    auto const work = [library = library_, header = toBytes(info[0], "header")] {
      return trtlens::planValidity(*library, header.data(), header.size());
    };
    return Work<PlanValidity>::start(info.Env(), work,
                                     [](Napi::Env env, auto& result) { return toObject(env, result); });
  }

  Napi::Value inspectEngine(Napi::CallbackInfo const& info) {
    auto const work = [library = library_, plan = toBytes(info[0], "plan")] {
      return trtlens::inspectEngine(*library, plan.data(), plan.size());
    };
    return Work<EngineInspection>::start(info.Env(), work,
                                         [](Napi::Env env, auto& result) { return toObject(env, result); });
  }

  SharedLibrary library_;
};

/// Carries progress from the building thread to JavaScript, without making the build wait.
class ProgressChannel {
 public:
  ProgressChannel(Napi::Env env, Napi::Function const& onProgress)
      : function_(Napi::ThreadSafeFunction::New(env, onProgress, "trtlens build progress", 0, 1)) {}
  ~ProgressChannel() { function_.Release(); }
  ProgressChannel(ProgressChannel const&) = delete;
  ProgressChannel& operator=(ProgressChannel const&) = delete;

  void send(BuildProgress const& progress) {
    auto* const copy = new BuildProgress(progress);
    napi_status const status =
        function_.NonBlockingCall(copy, [](Napi::Env env, Napi::Function callback, BuildProgress* sent) {
          std::unique_ptr<BuildProgress> const owned(sent);
          callback.Call({toObject(env, *owned)});
        });
    if (status != napi_ok) delete copy;  // JavaScript is going away
  }

  /// Calls `action` on the main thread when everything that was sent before has arrived.
  void afterAll(std::function<void()> action) {
    auto* const copy = new std::function<void()>(std::move(action));
    napi_status const status =
        function_.NonBlockingCall(copy, [](Napi::Env, Napi::Function, std::function<void()>* sent) {
          std::unique_ptr<std::function<void()>> const owned(sent);
          (*owned)();
        });
    if (status != napi_ok) delete copy;
  }

 private:
  Napi::ThreadSafeFunction function_;
};

Napi::Value LibraryHandle::build(Napi::CallbackInfo const& info) {
  Napi::Env const env = info.Env();
  if (!info[2].IsObject()) throw Napi::TypeError::New(env, "options must be an object");
  if (!info[3].IsFunction()) throw Napi::TypeError::New(env, "onProgress must be a function");
  std::string model = toBytes(info[0], "model");
  std::string path = toText(info[1], "path");
  BuildOptions options = toBuildOptions(info[2].As<Napi::Object>());
  auto const cancelled = std::make_shared<std::atomic<bool>>(false);
  auto const channel = std::make_shared<ProgressChannel>(env, info[3].As<Napi::Function>());
  auto work = [library = library_, model = std::move(model), path = std::move(path), options = std::move(options),
               cancelled, channel] {
    return buildEngine(*library, model.data(), model.size(), path, options, [&](BuildProgress const& progress) {
      channel->send(progress);
      return !cancelled->load();
    });
  };
  Napi::Object build = Napi::Object::New(env);
  auto const convert = [](Napi::Env e, BuildResult& result) { return toObject(e, result); };
  // The result comes after all of the progress.
  auto const deliver = [channel](std::function<void()> settle) { channel->afterAll(std::move(settle)); };
  build.Set("result", Work<BuildResult>::start(env, std::move(work), convert, deliver));
  build.Set("cancel", Napi::Function::New(env, [cancelled](Napi::CallbackInfo const&) { cancelled->store(true); }));
  return build;
}

Napi::Value openLibrary(Napi::CallbackInfo const& info) {
  auto const work = [tensorrt = toText(info[0], "tensorrtPath"), parser = toText(info[1], "parserPath")] {
    return SharedLibrary(std::make_shared<Library>(tensorrt, parser));
  };
  auto* const handle = static_cast<Napi::FunctionReference*>(info.Data());
  return Work<SharedLibrary>::start(info.Env(), work, [handle](Napi::Env env, SharedLibrary& library) {
    return handle->New({Napi::External<SharedLibrary>::New(env, &library)});
  });
}

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  auto* const handle = new Napi::FunctionReference(Napi::Persistent(LibraryHandle::define(env)));
  env.SetInstanceData<Napi::FunctionReference>(handle);  // deleted with the environment
  exports.Set("openLibrary", Napi::Function::New(env, openLibrary, "openLibrary", handle));
  return exports;
}

}  // namespace
}  // namespace trtlens

using trtlens::initialise;
NODE_API_MODULE(trtlens, initialise)
