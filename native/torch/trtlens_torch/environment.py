"""Imports torch and torch_tensorrt, with stand-ins where no GPU is usable, and says what was found."""

from __future__ import annotations

import contextlib
import platform
import sys
from typing import Any

from . import shims
from .findings import Finding, Refused, advice, first_line, traceback_text
from .gpu import STAND_IN, Gpu, capability_text, usable_gpu


def import_torch_tensorrt() -> dict[str, Any]:
    """Imports both and returns the fields of the ``environment`` event. Raises Refused where either is missing or broken."""
    gpu = _import_torch()
    if gpu is None:
        shims.before_import(STAND_IN)
    try:
        with shims.without_runtime_library() if gpu is None else contextlib.nullcontext():
            import torch_tensorrt
    except Exception as error:
        raise Refused(_not_importable("torch_tensorrt", "environment.no-torch-tensorrt", error)) from error
    if gpu is None:
        shims.after_import()
    return _describe(torch_tensorrt, gpu)


def _import_torch() -> Gpu | None:
    try:
        import torch  # noqa: F401

        return usable_gpu()
    except (ImportError, OSError) as error:
        raise Refused(_not_importable("torch", "environment.no-torch", error)) from error


def _describe(torch_tensorrt: Any, gpu: Gpu | None) -> dict[str, Any]:
    import tensorrt
    import torch

    rtx = bool(getattr(torch_tensorrt.ENABLED_FEATURES, "tensorrt_rtx", False))
    return {
        "python": platform.python_version(),
        "executable": sys.executable,
        "torch": str(torch.__version__),
        "torch_tensorrt": str(torch_tensorrt.__version__),
        "tensorrt": str(tensorrt.__version__),
        "flavour": "rtx" if rtx else "standard",
        "gpu": gpu.name if gpu else None,
        "compute_capability": capability_text(gpu or STAND_IN),
        "without_gpu": gpu is None,
    }


def _not_importable(package: str, code: str, error: BaseException) -> Finding:
    missing = isinstance(error, ModuleNotFoundError) and error.name == package
    message = (
        f"The interpreter {sys.executable} has no {package}."
        if missing
        else f"{package} cannot be imported by {sys.executable}: {first_line(error)}"
    )
    remedies = (
        advice("Set up the managed environment (trtlens setup)"),
        advice("Choose an interpreter that has torch_tensorrt"),
    )
    return Finding(code, "error", message, remedies=remedies, detail=traceback_text(error))
