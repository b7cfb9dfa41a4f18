"""What NVIDIA's own Python bindings say of ONNX models, as the native bridge says it.

Reads one JSON object from standard input, {"models": {name: path}, "builds": [{"path", "options"}]}, and writes
{"explanations": {name: OnnxExplanation}, "planBytes": [number | null]}; options and explanations have the shape of
native/addon/index.d.ts.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

importlib.import_module("tensorrt_rtx_libs")  # loads the libraries that the bindings are linked with
trt: Any = importlib.import_module("tensorrt_rtx_bindings")

LOGGER = trt.Logger(trt.Logger.INTERNAL_ERROR)
VERBOSITIES = {
    "detailed": trt.ProfilingVerbosity.DETAILED,
    "names": trt.ProfilingVerbosity.LAYER_NAMES_ONLY,
    "none": trt.ProfilingVerbosity.NONE,
}


def tensor(value: Any, symbols: bool) -> dict[str, Any]:
    try:
        shape = list(value.shape)
    except ValueError:  # the rank is not known
        shape = []
    return {
        "name": value.name,
        "dataType": value.dtype.name,
        "shape": shape,
        "dimensionNames": [value.get_dimension_name(axis) or "" for axis in range(len(shape))] if symbols else [],
        "shapeTensor": value.is_shape_tensor,
    }


def layer(value: Any) -> dict[str, Any]:
    inputs = [value.get_input(index) for index in range(value.num_inputs)]
    outputs = [value.get_output(index) for index in range(value.num_outputs)]
    return {
        "name": value.name,
        "type": value.type.name,
        "metadata": value.metadata,
        "inputs": [tensor(each, False) for each in inputs if each],
        "outputs": [tensor(each, False) for each in outputs if each],
    }


def error(value: Any) -> dict[str, Any]:
    return {
        "code": value.code().name,
        "message": value.desc(),
        "node": value.node(),
        "nodeName": value.node_name(),
        "nodeOperator": value.node_operator(),
    }


def explain(path: str) -> dict[str, Any]:
    builder = trt.Builder(LOGGER)
    network = builder.create_network(0)
    parser = trt.OnnxParser(network, LOGGER)
    model = Path(path).read_bytes()
    parsed = parser.parse(model, path)
    other = builder.create_network(0)  # the parser does not keep it
    asked = trt.OnnxParser(other, LOGGER)
    asked.supports_model_v2(model, path)
    return {
        "parsed": parsed,
        "layers": [layer(network.get_layer(index)) for index in range(network.num_layers)] if parsed else [],
        "inputs": [tensor(network.get_input(index), True) for index in range(network.num_inputs)] if parsed else [],
        "outputs": [tensor(network.get_output(index), False) for index in range(network.num_outputs)] if parsed else [],
        "errors": [error(parser.get_error(index)) for index in range(parser.num_errors)],
        "supported": [list(asked.get_subgraph_nodes(index)) for index in range(asked.num_subgraphs)],
    }


def build(path: str, options: dict[str, Any]) -> int | None:
    """Bytes of the plan; None where the library refuses."""
    builder = trt.Builder(LOGGER)
    network = builder.create_network(0)
    parser = trt.OnnxParser(network, LOGGER)
    parser.parse(Path(path).read_bytes(), path)
    config = builder.create_builder_config()
    config.profiling_verbosity = VERBOSITIES[options.get("profiling", "detailed")]
    if not options.get("tf32", True):
        config.clear_flag(trt.BuilderFlag.TF32)
    if "maxAuxStreams" in options:
        config.max_aux_streams = options["maxAuxStreams"]
    flags = {"refit": "REFIT", "stripPlan": "STRIP_PLAN", "weightStreaming": "WEIGHT_STREAMING"}
    for option in options.keys() & flags.keys():
        config.set_flag(getattr(trt.BuilderFlag, flags[option]))
    if "optimizationLevel" in options:
        config.builder_optimization_level = options["optimizationLevel"]
    if "workspaceBytes" in options:
        config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, options["workspaceBytes"])
    capabilities = options.get("computeCapabilities", [])
    if capabilities:
        config.num_compute_capabilities = len(capabilities)
    for index, capability in enumerate(capabilities):
        config.set_compute_capability(trt.ComputeCapability(capability), index)
    for shape in options.get("shapes", []):
        profile = builder.create_optimization_profile()
        profile.set_shape(shape["input"], shape["min"], shape["opt"], shape["max"])
        config.add_optimization_profile(profile)
    plan = builder.build_serialized_network(network, config)
    return None if plan is None else plan.nbytes


def main() -> None:
    asked = json.load(sys.stdin)
    answer = {
        "explanations": {name: explain(path) for name, path in asked["models"].items()},
        "planBytes": [build(each["path"], each["options"]) for each in asked["builds"]],
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
