"""The task: the one line that the worker reads, checked before anything is run."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal


class TaskError(ValueError):
    """The line is no task: a mistake of the program that started the worker, not of a user."""


@dataclass(frozen=True)
class Names:
    """Module-level names in a .py."""

    model: str = "model"
    inputs: str = "inputs"
    dynamic_shapes: str = "dynamic_shapes"


@dataclass(frozen=True)
class Task:
    """``output`` is None for mode "partition". ``settings`` are Torch-TensorRT's, by name, as JSON values."""

    mode: Literal["compile", "partition"]
    model: Path
    output: Path | None = None
    names: Names = Names()
    imports: tuple[Path, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)


def read_task(line: str) -> Task:
    """Reads a line of JSON (docs/protocol.md, Task). Raises TaskError where a field is missing or of the wrong type."""
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        raise TaskError(f"the task is not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise TaskError("the task is not an object")
    mode = fields.get("mode")
    if mode not in ("compile", "partition"):
        raise TaskError(f'mode is "compile" or "partition", not {mode!r}')
    output = fields.get("output")
    if mode == "compile" and not output:
        raise TaskError("a compile needs an output")
    settings = fields.get("settings") or {}
    if not isinstance(settings, dict):
        raise TaskError("settings is not an object")
    return Task(
        mode=mode,
        model=_path(fields.get("model"), "model"),
        output=_path(output, "output") if mode == "compile" else None,
        names=_names(fields.get("names") or {}),
        imports=tuple(_path(item, "imports") for item in fields.get("imports") or ()),
        settings=settings,
    )


def _path(value: object, name: str) -> Path:
    if not isinstance(value, str) or not value:
        raise TaskError(f"{name} is not a path: {value!r}")
    return Path(value)


def _names(value: object) -> Names:
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise TaskError("names is not an object of texts")
    known = {name: value[name] for name in ("model", "inputs", "dynamic_shapes") if value.get(name)}
    return Names(**known)
