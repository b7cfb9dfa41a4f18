"""Torch-TensorRT's compile settings: from JSON to the values that ``torch_tensorrt.dynamo.compile`` takes, and back."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any

from .findings import Finding, Refused

_SETS = ("torch_executed_ops", "autocast_excluded_ops", "autocast_excluded_nodes")


def compile_arguments(settings: dict[str, Any]) -> dict[str, Any]:
    """Keyword arguments for ``torch_tensorrt.dynamo.compile``.

    That function takes any unknown keyword without a word, so names are checked against its signature here. Raises Refused
    for a setting that this torch_tensorrt does not have, or a value that it cannot take.
    """
    import torch_tensorrt

    known = inspect.signature(torch_tensorrt.dynamo.compile).parameters
    arguments: dict[str, Any] = {}
    for name, value in settings.items():
        if name not in known or name == "kwargs":
            raise Refused(
                Finding(
                    "environment.unknown-setting",
                    "error",
                    f'torch_tensorrt {torch_tensorrt.__version__} has no setting "{name}".',
                )
            )
        arguments[name] = _to_python(name, value)
    return arguments


def _to_python(name: str, value: Any) -> Any:
    if name in _SETS:
        return set(value)
    if name == "autocast_low_precision_type" and isinstance(value, str):
        return _dtype(value)
    return value


def _dtype(text: str) -> Any:
    import torch

    types = {"fp16": torch.float16, "float16": torch.float16, "bf16": torch.bfloat16, "bfloat16": torch.bfloat16}
    if text in types:
        return types[text]
    raise Refused(
        Finding("environment.unknown-setting", "error", f'autocast_low_precision_type is fp16 or bf16, not "{text}".')
    )


def in_force(arguments: dict[str, Any]) -> dict[str, Any]:
    """Every setting by name as JSON holds it: Torch-TensorRT's defaults with ``arguments`` in place."""
    from torch_tensorrt.dynamo._settings import CompilationSettings

    names = {item.name for item in dataclasses.fields(CompilationSettings)}
    settings = CompilationSettings(**{name: value for name, value in arguments.items() if name in names})
    return {name: _to_json(getattr(settings, name)) for name in sorted(names)}


def _to_json(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (set, frozenset, list, tuple)):
        return sorted(str(item) for item in value)
    return str(value).removeprefix("torch.")
