"""Parses and builds an ONNX model with NVIDIA's Python bindings, and prints how many seconds that took, and
how many of the processor.

python buildWithPython.py MODEL INPUT SHAPE, SHAPE as 1x3x48x320
"""

import sys
import time
from pathlib import Path

import tensorrt_rtx_libs  # noqa: F401  loads the libraries that the bindings are linked with
from tensorrt_rtx_bindings import Builder, IProgressMonitor, Logger, OnnxParser, ProfilingVerbosity


class Progress(IProgressMonitor):
    """Hears what the bridge hears."""

    def __init__(self) -> None:
        IProgressMonitor.__init__(self)
        self.events = 0

    def phase_start(self, *_: object) -> None:
        self.events += 1

    def step_complete(self, *_: object) -> bool:
        self.events += 1
        return True

    def phase_finish(self, *_: object) -> None:
        self.events += 1


path, name, shape = sys.argv[1:4]
dims = tuple(int(extent) for extent in shape.split("x"))
model = Path(path).read_bytes()
start, used = time.perf_counter(), time.process_time()
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
progress = Progress()
config.progress_monitor = progress
plan = builder.build_serialized_network(network, config)
assert plan is not None
assert progress.events > 0
print(time.perf_counter() - start, time.process_time() - used)
