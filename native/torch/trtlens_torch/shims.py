"""Stand-ins for the parts of CUDA that Torch-TensorRT touches while it lowers, partitions, builds and saves.

They are put in place only where no GPU is usable. TensorRT itself builds engines without one; what needs one is running
them, and that is never done here. No file of the environment is changed: everything is set in memory, in this process.
What each stand-in is for was found by running torch_tensorrt 2.13 without a GPU.
"""

from __future__ import annotations

import contextlib
import os
import types
from collections.abc import Iterator
from typing import Any

from .gpu import Gpu


def before_import(gpu: Gpu) -> None:
    """What torch_tensorrt asks of torch.cuda while it is imported, lowers and partitions: the properties of a device."""
    import torch

    properties = types.SimpleNamespace(
        name=gpu.name,
        major=gpu.capability[0],
        minor=gpu.capability[1],
        total_memory=gpu.memory,
        multi_processor_count=gpu.multiprocessors,
    )
    for name in ("_CudaDeviceProperties", "_cuda_getCurrentRawStream"):
        if not hasattr(torch._C, name):
            setattr(torch._C, name, object)
    cuda: Any = torch.cuda
    cuda.get_device_capability = lambda *_, **__: gpu.capability
    cuda.get_device_properties = lambda *_, **__: properties
    cuda.get_device_name = lambda *_, **__: gpu.name
    cuda.current_device = lambda: 0
    # dynamo.compile() warns where less than half of the memory is free.
    cuda.mem_get_info = lambda *_, **__: (gpu.memory, gpu.memory)


@contextlib.contextmanager
def without_runtime_library() -> Iterator[None]:
    """Hides torch_tensorrt's C++ libraries while it is imported: they need a CUDA driver, its Python runtime does not."""
    real = os.path.isfile

    def isfile(path: Any) -> bool:
        return "libtorchtrt" not in os.path.basename(os.fspath(path)) and real(path)

    os.path.isfile = isfile
    try:
        yield
    finally:
        os.path.isfile = real


def after_import() -> None:
    """What compiling, saving and loading do with an engine once it is built, short of running it."""
    import torch
    from torch_tensorrt.dynamo import _compiler
    from torch_tensorrt.dynamo.conversion import _TRTInterpreter

    cuda: Any = torch.cuda
    cuda.default_stream = lambda *_, **__: None
    compiler: Any = _compiler
    compiler.to_torch_device = lambda *_: torch.device("cpu")  # blocks left to PyTorch stay where they are
    interpreter: Any = _TRTInterpreter
    interpreter.trt = _TensorRT(interpreter.trt)
    with contextlib.suppress(ImportError):  # torch_tensorrt before 2.13 has no engine in Python
        from torch_tensorrt.dynamo.runtime import _TRTEngine

        engine: Any = _TRTEngine.TRTEngine
        for name in ("_setup_engine", "reset_captured_graph", "update_runtime_settings"):
            if hasattr(engine, name):
                setattr(engine, name, lambda *_: None)


class _TensorRT:
    """The module ``tensorrt`` as the interpreter sees it, with a runtime that opens nothing."""

    def __init__(self, module: Any) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return _Runtime if name == "Runtime" else getattr(self._module, name)


class _Runtime:
    """Stands for trt.Runtime: the interpreter opens what it has just built, only to serialize it again."""

    def __init__(self, *_: Any) -> None: ...

    def deserialize_cuda_engine(self, plan: Any) -> _Engine:
        return _Engine(bytes(plan))


class _Engine:
    """Stands for trt.ICudaEngine; its serialized form is the plan that it was made of."""

    def __init__(self, plan: bytes) -> None:
        self._plan = plan

    def serialize(self) -> bytes:
        return self._plan
