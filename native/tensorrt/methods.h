// The methods that are called, each with its number in the class's table. Source: docs/tensorrt-rtx-interface.md.

#pragma once

#include "slots.h"
#include "types.h"

namespace trtlens::builder {
constexpr Slot<Object*()> createBuilderConfig{"IBuilder::createBuilderConfig", 5};
constexpr Slot<Object*(std::uint32_t)> createNetworkV2{"IBuilder::createNetworkV2", 6};
constexpr Slot<Object*()> createOptimizationProfile{"IBuilder::createOptimizationProfile", 7};
constexpr Slot<Object*(Object*, Object*)> buildSerializedNetwork{"IBuilder::buildSerializedNetwork", 11};
}  // namespace trtlens::builder

namespace trtlens::network {
constexpr Slot<Object*(char const*, std::int32_t, Dims const*)> addInput{"INetworkDefinition::addInput", 2};
constexpr Slot<void(Object*)> markOutput{"INetworkDefinition::markOutput", 3};
constexpr Slot<Object*(Object*, std::int32_t)> addActivation{"INetworkDefinition::addActivation", 4};
constexpr Slot<std::int32_t()> getNbLayers{"INetworkDefinition::getNbLayers", 12};
constexpr Slot<Object*(std::int32_t)> getLayer{"INetworkDefinition::getLayer", 13};
constexpr Slot<std::int32_t()> getNbInputs{"INetworkDefinition::getNbInputs", 14};
constexpr Slot<Object*(std::int32_t)> getInput{"INetworkDefinition::getInput", 15};
constexpr Slot<std::int32_t()> getNbOutputs{"INetworkDefinition::getNbOutputs", 16};
constexpr Slot<Object*(std::int32_t)> getOutput{"INetworkDefinition::getOutput", 17};
constexpr Slot<void(char const*)> setName{"INetworkDefinition::setName", 28};
constexpr Slot<char const*()> getName{"INetworkDefinition::getName", 29};
}  // namespace trtlens::network

namespace trtlens::layer {
constexpr Slot<std::int32_t()> getType{"ILayer::getType", 2};
constexpr Slot<char const*()> getName{"ILayer::getName", 4};
constexpr Slot<std::int32_t()> getNbInputs{"ILayer::getNbInputs", 5};
constexpr Slot<Object*(std::int32_t)> getInput{"ILayer::getInput", 6};
constexpr Slot<std::int32_t()> getNbOutputs{"ILayer::getNbOutputs", 7};
constexpr Slot<Object*(std::int32_t)> getOutput{"ILayer::getOutput", 8};
constexpr Slot<char const*()> getMetadata{"ILayer::getMetadata", 12};
}  // namespace trtlens::layer

namespace trtlens::tensor {
constexpr Slot<char const*()> getName{"ITensor::getName", 3};
constexpr Slot<Dims()> getDimensions{"ITensor::getDimensions", 5};
constexpr Slot<std::int32_t()> getType{"ITensor::getType", 6};
constexpr Slot<Bool()> isShapeTensor{"ITensor::isShapeTensor", 11};
constexpr Slot<char const*(std::int32_t)> getDimensionName{"ITensor::getDimensionName", 14};
}  // namespace trtlens::tensor

namespace trtlens::config {
constexpr Slot<void(std::int32_t)> clearFlag{"IBuilderConfig::clearFlag", 8};
constexpr Slot<void(std::int32_t)> setFlag{"IBuilderConfig::setFlag", 9};
constexpr Slot<Bool(std::int32_t)> getFlag{"IBuilderConfig::getFlag", 10};
constexpr Slot<std::int32_t(Object*)> addOptimizationProfile{"IBuilderConfig::addOptimizationProfile", 23};
constexpr Slot<void(std::int32_t)> setProfilingVerbosity{"IBuilderConfig::setProfilingVerbosity", 25};
constexpr Slot<void(std::int32_t, std::size_t)> setMemoryPoolLimit{"IBuilderConfig::setMemoryPoolLimit", 32};
constexpr Slot<void(std::int32_t)> setBuilderOptimizationLevel{"IBuilderConfig::setBuilderOptimizationLevel", 36};
constexpr Slot<std::int32_t()> getBuilderOptimizationLevel{"IBuilderConfig::getBuilderOptimizationLevel", 37};
constexpr Slot<void(std::int32_t)> setMaxAuxStreams{"IBuilderConfig::setMaxAuxStreams", 43};
constexpr Slot<void(void*)> setProgressMonitor{"IBuilderConfig::setProgressMonitor", 45};
constexpr Slot<Bool(std::int32_t)> setNbComputeCapabilities{"IBuilderConfig::setNbComputeCapabilities", 55};
constexpr Slot<Bool(std::int32_t, std::int32_t)> setComputeCapability{"IBuilderConfig::setComputeCapability", 57};
}  // namespace trtlens::config

namespace trtlens::profile {
constexpr Slot<Bool(char const*, std::int32_t, Dims const*)> setDimensions{"IOptimizationProfile::setDimensions", 2};
constexpr Slot<Dims(char const*, std::int32_t)> getDimensions{"IOptimizationProfile::getDimensions", 3};
}  // namespace trtlens::profile

namespace trtlens::memory {
constexpr Slot<void*()> data{"IHostMemory::data", 2};
constexpr Slot<std::size_t()> size{"IHostMemory::size", 3};
}  // namespace trtlens::memory

namespace trtlens::runtime {
constexpr Slot<Object*(void const*, std::size_t)> deserializeCudaEngine{"IRuntime::deserializeCudaEngine", 3};
constexpr Slot<std::int64_t()> getEngineHeaderSize{"IRuntime::getEngineHeaderSize", 23};
constexpr Slot<std::int32_t(void const*, std::int64_t, std::uint64_t*)> getEngineValidity{"IRuntime::getEngineValidity",
                                                                                          24};
}  // namespace trtlens::runtime

namespace trtlens::engine {
constexpr Slot<std::int32_t()> getNbLayers{"ICudaEngine::getNbLayers", 3};
constexpr Slot<Bool()> isRefittable{"ICudaEngine::isRefittable", 6};
constexpr Slot<char const*()> getName{"ICudaEngine::getName", 7};
constexpr Slot<std::int32_t()> getNbOptimizationProfiles{"ICudaEngine::getNbOptimizationProfiles", 8};
constexpr Slot<Object*()> createEngineInspector{"ICudaEngine::createEngineInspector", 14};
constexpr Slot<Dims(char const*)> getTensorShape{"ICudaEngine::getTensorShape", 15};
constexpr Slot<std::int32_t(char const*)> getTensorDataType{"ICudaEngine::getTensorDataType", 16};
constexpr Slot<std::int32_t(char const*)> getTensorIOMode{"ICudaEngine::getTensorIOMode", 19};
constexpr Slot<Dims(char const*, std::int32_t, std::int32_t)> getProfileShape{"ICudaEngine::getProfileShape", 25};
constexpr Slot<std::int32_t()> getNbIOTensors{"ICudaEngine::getNbIOTensors", 26};
constexpr Slot<char const*(std::int32_t)> getIOTensorName{"ICudaEngine::getIOTensorName", 27};
constexpr Slot<std::int64_t()> getStreamableWeightsSize{"ICudaEngine::getStreamableWeightsSize", 38};
constexpr Slot<std::int64_t()> getDeviceMemorySizeV2{"ICudaEngine::getDeviceMemorySizeV2", 44};
}  // namespace trtlens::engine

namespace trtlens::inspector {
constexpr Slot<char const*(std::int32_t, std::int32_t)> getLayerInformation{"IEngineInspector::getLayerInformation", 5};
}  // namespace trtlens::inspector

namespace trtlens::parser {
constexpr Slot<Bool(void const*, std::size_t, char const*)> parse{"IParser::parse", 0};
constexpr Slot<std::int32_t()> getNbErrors{"IParser::getNbErrors", 3};
constexpr Slot<PlainObject*(std::int32_t)> getError{"IParser::getError", 4};
constexpr Slot<void()> destroy{"IParser::~IParser", 7};
constexpr Slot<Bool(void const*, std::size_t, char const*)> supportsModelV2{"IParser::supportsModelV2", 15};
constexpr Slot<std::int64_t()> getNbSubgraphs{"IParser::getNbSubgraphs", 16};
constexpr Slot<std::int64_t*(std::int64_t, std::int64_t*)> getSubgraphNodes{"IParser::getSubgraphNodes", 18};
}  // namespace trtlens::parser

namespace trtlens::parserError {
constexpr Slot<std::int32_t()> code{"IParserError::code", 0};
constexpr Slot<char const*()> desc{"IParserError::desc", 1};
constexpr Slot<std::int32_t()> node{"IParserError::node", 5};
constexpr Slot<char const*()> nodeName{"IParserError::nodeName", 6};
constexpr Slot<char const*()> nodeOperator{"IParserError::nodeOperator", 7};
}  // namespace trtlens::parserError
