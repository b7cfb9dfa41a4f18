// Between JavaScript's values and the bridge's. The shapes are those of native/addon/index.d.ts.

#pragma once

#include <napi.h>

#include "engineBuild.h"
#include "engineInspection.h"
#include "enginePlan.h"
#include "onnxNetwork.h"

namespace trtlens {

Napi::Object toObject(Napi::Env env, OnnxExplanation const& explanation);
Napi::Object toObject(Napi::Env env, BuildResult const& result);
Napi::Object toObject(Napi::Env env, BuildProgress const& progress);
Napi::Object toObject(Napi::Env env, PlanValidity const& validity);
Napi::Object toObject(Napi::Env env, EngineInspection const& inspection);

/// Throws Napi::TypeError that names the option which is not what it must be.
BuildOptions toBuildOptions(Napi::Object const& object);

/// A copy of a Uint8Array's bytes. Throws Napi::TypeError where `value` is none.
std::string toBytes(Napi::Value const& value, char const* name);

/// Throws Napi::TypeError where `value` is no string.
std::string toText(Napi::Value const& value, char const* name);

}  // namespace trtlens
