#include "convert.h"

#include <limits>

namespace trtlens {

namespace {

template <typename Item, typename Convert>
Napi::Array toArray(Napi::Env env, std::vector<Item> const& items, Convert convert) {
  Napi::Array array = Napi::Array::New(env, items.size());
  for (std::uint32_t i = 0; i < items.size(); i++) array.Set(i, convert(items[i]));
  return array;
}

Napi::Array toArray(Napi::Env env, std::vector<std::int64_t> const& numbers) {
  return toArray(env, numbers, [&](std::int64_t n) { return Napi::Number::New(env, static_cast<double>(n)); });
}

Napi::Array toArray(Napi::Env env, std::vector<std::string> const& texts) {
  return toArray(env, texts, [&](std::string const& text) { return Napi::String::New(env, text); });
}

Napi::Array toArray(Napi::Env env, std::vector<TensorInfo> const& tensors) {
  return toArray(env, tensors, [&](TensorInfo const& tensor) {
    Napi::Object object = Napi::Object::New(env);
    object.Set("name", tensor.name);
    object.Set("dataType", tensor.dataType);
    object.Set("shape", toArray(env, tensor.shape));
    object.Set("dimensionNames", toArray(env, tensor.dimensionNames));
    object.Set("shapeTensor", tensor.shapeTensor);
    return object;
  });
}

Napi::Array toArray(Napi::Env env, std::vector<LayerInfo> const& layers) {
  return toArray(env, layers, [&](LayerInfo const& layer) {
    Napi::Object object = Napi::Object::New(env);
    object.Set("name", layer.name);
    object.Set("type", layer.type);
    object.Set("metadata", layer.metadata);
    object.Set("inputs", toArray(env, layer.inputs));
    object.Set("outputs", toArray(env, layer.outputs));
    return object;
  });
}

Napi::Array toArray(Napi::Env env, std::vector<ParserErrorInfo> const& errors) {
  return toArray(env, errors, [&](ParserErrorInfo const& error) {
    Napi::Object object = Napi::Object::New(env);
    object.Set("code", error.code);
    object.Set("message", error.message);
    object.Set("node", error.node);
    object.Set("nodeName", error.nodeName);
    object.Set("nodeOperator", error.nodeOperator);
    return object;
  });
}

Napi::Array toArray(Napi::Env env, std::vector<ProfileShapes> const& profiles) {
  return toArray(env, profiles, [&](ProfileShapes const& shapes) {
    Napi::Object object = Napi::Object::New(env);
    object.Set("min", toArray(env, shapes.min));
    object.Set("opt", toArray(env, shapes.opt));
    object.Set("max", toArray(env, shapes.max));
    return object;
  });
}

Napi::Array toArray(Napi::Env env, std::vector<EngineTensor> const& tensors) {
  return toArray(env, tensors, [&](EngineTensor const& tensor) {
    Napi::Object object = Napi::Object::New(env);
    object.Set("name", tensor.name);
    object.Set("input", tensor.input);
    object.Set("dataType", tensor.dataType);
    object.Set("shape", toArray(env, tensor.shape));
    object.Set("profiles", toArray(env, tensor.profiles));
    return object;
  });
}

char const* outcomeName(BuildOutcome outcome) {
  switch (outcome) {
    case BuildOutcome::kBuilt: return "built";
    case BuildOutcome::kCancelled: return "cancelled";
    case BuildOutcome::kNotParsed: return "not-parsed";
    case BuildOutcome::kShapesMissing: return "shapes-missing";
    case BuildOutcome::kRefused: return "refused";
  }
  return "refused";
}

char const* kindName(BuildProgress::Kind kind) {
  switch (kind) {
    case BuildProgress::Kind::kStart: return "start";
    case BuildProgress::Kind::kStep: return "step";
    case BuildProgress::Kind::kFinish: return "finish";
  }
  return "finish";
}

char const* validityName(EngineValidity validity) {
  switch (validity) {
    case EngineValidity::kValid: return "valid";
    case EngineValidity::kSuboptimal: return "suboptimal";
    case EngineValidity::kInvalid: return "invalid";
  }
  return "invalid";
}

[[noreturn]] void refuse(Napi::Env env, std::string const& name, char const* expected) {
  throw Napi::TypeError::New(env, name + " must be " + expected);
}

bool isGiven(Napi::Object const& object, char const* name) { return !object.Get(name).IsUndefined(); }

/// A whole number that JavaScript and the library both hold exactly.
std::int64_t toInteger(Napi::Value const& value, std::string const& name, std::int64_t least, std::int64_t most) {
  if (!value.IsNumber()) refuse(value.Env(), name, "a number");
  double const number = value.As<Napi::Number>().DoubleValue();
  bool const inside = number >= static_cast<double>(least) && number <= static_cast<double>(most);
  if (!inside || number != static_cast<double>(static_cast<std::int64_t>(number)))
    refuse(value.Env(), name, "a whole number within its range");
  return static_cast<std::int64_t>(number);
}

constexpr std::int64_t kMaxExact = 9007199254740991;  // 2^53 - 1
constexpr std::int64_t kMaxInt32 = std::numeric_limits<std::int32_t>::max();

std::vector<std::int64_t> toIntegers(Napi::Value const& value, std::string const& name, std::int64_t most) {
  if (!value.IsArray()) refuse(value.Env(), name, "an array of numbers");
  Napi::Array const array = value.As<Napi::Array>();
  std::vector<std::int64_t> numbers;
  numbers.reserve(array.Length());
  for (std::uint32_t i = 0; i < array.Length(); i++) numbers.push_back(toInteger(array.Get(i), name, 0, most));
  return numbers;
}

std::vector<ShapeRange> toShapes(Napi::Value const& value) {
  if (!value.IsArray()) refuse(value.Env(), "shapes", "an array");
  Napi::Array const array = value.As<Napi::Array>();
  std::vector<ShapeRange> shapes;
  for (std::uint32_t i = 0; i < array.Length(); i++) {
    Napi::Value const item = array.Get(i);
    if (!item.IsObject()) refuse(value.Env(), "shapes", "an array of objects");
    Napi::Object const range = item.As<Napi::Object>();
    shapes.push_back({toText(range.Get("input"), "input"), toIntegers(range.Get("min"), "min", kMaxExact),
                      toIntegers(range.Get("opt"), "opt", kMaxExact), toIntegers(range.Get("max"), "max", kMaxExact)});
    if (shapes.back().max.size() > static_cast<std::size_t>(kMaxDims) ||
        shapes.back().min.size() != shapes.back().max.size() || shapes.back().opt.size() != shapes.back().max.size())
      refuse(value.Env(), "shapes", "three shapes of one rank up to 8");
  }
  return shapes;
}

bool toFlag(Napi::Object const& object, char const* name, bool otherwise) {
  Napi::Value const value = object.Get(name);
  if (value.IsUndefined()) return otherwise;
  if (!value.IsBoolean()) refuse(value.Env(), name, "true or false");
  return value.As<Napi::Boolean>().Value();
}

ProfilingVerbosity toVerbosity(Napi::Value const& value) {
  std::string const name = toText(value, "profiling");
  if (name == "names") return ProfilingVerbosity::kLayerNamesOnly;
  if (name == "none") return ProfilingVerbosity::kNone;
  if (name != "detailed") refuse(value.Env(), "profiling", "detailed, names or none");
  return ProfilingVerbosity::kDetailed;
}

}  // namespace

Napi::Object toObject(Napi::Env env, OnnxExplanation const& explanation) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("parsed", explanation.parsed);
  object.Set("layers", toArray(env, explanation.layers));
  object.Set("inputs", toArray(env, explanation.inputs));
  object.Set("outputs", toArray(env, explanation.outputs));
  object.Set("errors", toArray(env, explanation.errors));
  object.Set("supported", toArray(env, explanation.supported, [&](auto const& run) { return toArray(env, run); }));
  return object;
}

Napi::Object toObject(Napi::Env env, BuildResult const& result) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("outcome", outcomeName(result.outcome));
  object.Set("message", result.message);
  object.Set("errors", toArray(env, result.errors));
  object.Set("openInputs", toArray(env, result.openInputs));
  if (result.outcome == BuildOutcome::kBuilt) {
    Napi::ArrayBuffer bytes = Napi::ArrayBuffer::New(env, result.plan.size());
    std::copy(result.plan.begin(), result.plan.end(), static_cast<char*>(bytes.Data()));
    object.Set("plan", Napi::Uint8Array::New(env, result.plan.size(), bytes, 0));
  }
  return object;
}

Napi::Object toObject(Napi::Env env, BuildProgress const& progress) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("kind", kindName(progress.kind));
  object.Set("phase", progress.phase);
  object.Set("parent", progress.parent);
  object.Set("step", progress.step);
  object.Set("steps", progress.steps);
  return object;
}

Napi::Object toObject(Napi::Env env, PlanValidity const& validity) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("validity", validity.known ? validityName(validity.validity) : "unknown");
  object.Set("reasons", toArray(env, validity.reasons));
  return object;
}

Napi::Object toObject(Napi::Env env, EngineInspection const& inspection) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("deserialised", inspection.deserialised);
  object.Set("message", inspection.message);
  if (!inspection.deserialised) return object;
  object.Set("name", inspection.name);
  object.Set("refittable", inspection.refittable);
  object.Set("deviceMemoryBytes", static_cast<double>(inspection.deviceMemoryBytes));
  object.Set("streamableWeightBytes", static_cast<double>(inspection.streamableWeightBytes));
  object.Set("profiles", inspection.profiles);
  object.Set("tensors", toArray(env, inspection.tensors));
  object.Set("layers", toArray(env, inspection.layers));
  return object;
}

BuildOptions toBuildOptions(Napi::Object const& object) {
  BuildOptions options;
  if (isGiven(object, "shapes")) options.shapes = toShapes(object.Get("shapes"));
  if (isGiven(object, "optimizationLevel"))
    options.optimizationLevel =
        static_cast<std::int32_t>(toInteger(object.Get("optimizationLevel"), "optimizationLevel", 0, 5));
  if (isGiven(object, "workspaceBytes"))
    options.workspaceBytes =
        static_cast<std::size_t>(toInteger(object.Get("workspaceBytes"), "workspaceBytes", 0, kMaxExact));
  if (isGiven(object, "computeCapabilities"))
    for (std::int64_t capability : toIntegers(object.Get("computeCapabilities"), "computeCapabilities", kMaxInt32))
      options.computeCapabilities.push_back(static_cast<std::int32_t>(capability));
  if (isGiven(object, "maxAuxStreams"))
    options.maxAuxStreams =
        static_cast<std::int32_t>(toInteger(object.Get("maxAuxStreams"), "maxAuxStreams", 0, kMaxInt32));
  if (isGiven(object, "profiling")) options.verbosity = toVerbosity(object.Get("profiling"));
  options.refit = toFlag(object, "refit", options.refit);
  options.stripPlan = toFlag(object, "stripPlan", options.stripPlan);
  options.weightStreaming = toFlag(object, "weightStreaming", options.weightStreaming);
  options.tf32 = toFlag(object, "tf32", options.tf32);
  return options;
}

std::string toBytes(Napi::Value const& value, char const* name) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array)
    refuse(value.Env(), name, "a Uint8Array");
  Napi::Uint8Array bytes = value.As<Napi::Uint8Array>();
  return std::string(reinterpret_cast<char const*>(bytes.Data()), bytes.ByteLength());
}

std::string toText(Napi::Value const& value, char const* name) {
  if (!value.IsString()) refuse(value.Env(), name, "a string");
  return value.As<Napi::String>().Utf8Value();
}

}  // namespace trtlens
