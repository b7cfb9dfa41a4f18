"""Parses and builds an ONNX model with NVIDIA's Python bindings, and prints how many seconds that took.

python buildWithPython.py MODEL INPUT SHAPE, SHAPE as 1x3x48x320
"""

import sys
import time
from pathlib import Path

import tensorrt_rtx_libs  # noqa: F401  loads the libraries that the bindings are linked with
from tensorrt_rtx_bindings import Builder, Logger, OnnxParser, ProfilingVerbosity

path, name, shape = sys.argv[1:4]
dims = tuple(int(extent) for extent in shape.split("x"))
model = Path(path).read_bytes()
start = time.perf_counter()
logger = Logger(Logger.ERROR)
builder = Builder(logger)
network = builder.create_network(0)
parser = OnnxParser(network, logger)
assert parser.parse(model, path)
config = builder.create_builder_config()
config.profiling_verbosity = ProfilingVerbosity.DETAILED
profile = builder.create_optimization_profile()
profile.set_shape(name, dims, dims, dims)
config.add_optimization_profile(profile)
plan = builder.build_serialized_network(network, config)
assert plan is not None
print(time.perf_counter() - start)
