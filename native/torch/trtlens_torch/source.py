"""A model from a .py: its module-level names ``model``, ``inputs`` and ``dynamic_shapes``, as values or as functions.

The file is imported as if from a script in its folder: the folder is first on ``sys.path`` and the module's name is the
file's stem, so that imports between files and pickles work as they do for the user.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from .findings import Finding, Refused, Remedy, advice, first_line, source_place, traceback_text
from .operators import missing_operation
from .place import innermost_user_frame
from .task import Names


@dataclass(frozen=True)
class Model:
    """What torch.export needs. ``keyword_inputs`` is empty where the inputs are positional."""

    module: Any
    inputs: tuple[Any, ...]
    keyword_inputs: dict[str, Any]
    dynamic_shapes: Any

    def on_gpu(self) -> Model:
        """The same on the current CUDA device; as it is where any of the model's tensors is there already."""
        import torch
        from torch.utils import _pytree as pytree

        tensors = [*self.module.parameters(), *self.module.buffers()]
        if any(tensor.is_cuda for tensor in tensors):
            return self

        def move(value: Any) -> Any:
            return value.cuda() if isinstance(value, torch.Tensor) else value

        inputs, keyword_inputs = pytree.tree_map(move, (self.inputs, self.keyword_inputs))
        return Model(self.module.cuda(), inputs, keyword_inputs, self.dynamic_shapes)


def import_file(path: Path) -> ModuleType:
    """Runs a .py as a module. Raises Refused with the line that failed."""
    folder = str(path.parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    loaded = sys.modules.get(path.stem)
    if loaded is not None and getattr(loaded, "__file__", None) == str(path):
        return loaded
    # A file called like a module that is loaded already ("types.py") must not take its place.
    name = path.stem if loaded is None else f"_trtlens_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise Refused(Finding("source.import-failed", "error", f"{path.name} is not a Python file."))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        raise Refused(_syntax_error(path, error)) from error
    except (Exception, SystemExit) as error:
        raise Refused(missing_operation(path, error) or _import_failed(path, error)) from error
    return module


def read_model(path: Path, names: Names) -> Model:
    """Runs the file and takes the model out of it. Raises Refused where a name is missing or holds something else."""
    module = import_file(path)
    model = _model(path, module, names.model)
    inputs, keyword_inputs = _inputs(path, module, names.inputs)
    dynamic_shapes = _value(path, getattr(module, names.dynamic_shapes, None), names.dynamic_shapes)
    return Model(model, inputs, keyword_inputs, dynamic_shapes)


def _model(path: Path, module: ModuleType, name: str) -> Any:
    import torch

    if not hasattr(module, name):
        raise Refused(_missing(path, module, name, "source.no-model", "a torch.nn.Module, or a function that returns one"))
    model = getattr(module, name)
    if not isinstance(model, torch.nn.Module):
        model = _value(path, model, name)
    if isinstance(model, torch.nn.Module):
        return model.eval()
    raise Refused(
        Finding(
            "source.no-model",
            "error",
            f'"{name}" in {path.name} is {_kind(model)}, not a torch.nn.Module.',
            (source_place(str(path), line_of(path, name)),),
        )
    )


def _inputs(path: Path, module: ModuleType, name: str) -> tuple[tuple[Any, ...], dict[str, Any]]:
    import torch

    if not hasattr(module, name):
        expected = "a tensor, a tuple of them, or a dictionary of keyword arguments"
        raise Refused(_missing(path, module, name, "source.no-inputs", expected))
    inputs = _value(path, getattr(module, name), name)
    if isinstance(inputs, torch.Tensor):
        return (inputs,), {}
    if isinstance(inputs, Mapping):
        return (), dict(inputs)
    if isinstance(inputs, Sequence) and not isinstance(inputs, str):
        return tuple(inputs), {}
    raise Refused(
        Finding(
            "source.no-inputs",
            "error",
            f'"{name}" in {path.name} is {_kind(inputs)}, not a tensor, a tuple or a dictionary of them.',
            (source_place(str(path), line_of(path, name)),),
        )
    )


def _value(path: Path, value: Any, name: str) -> Any:
    """The value itself, or what a function of no arguments returns."""
    import torch

    if not callable(value) or isinstance(value, (torch.nn.Module, torch.Tensor)):
        return value
    try:
        return value()
    except (Exception, SystemExit) as error:
        raise Refused(_function_failed(path, name, error)) from error


def _missing(path: Path, module: ModuleType, name: str, code: str, expected: str) -> Finding:
    return Finding(
        code,
        "error",
        f'{path.name} has no module-level name "{name}": {expected}.',
        (source_place(str(path), 1),),
        (advice(f'Define "{name}" in {path.name}, or say which other name to use'),),
        _names_of_interest(module),
    )


def _names_of_interest(module: ModuleType) -> str:
    names = [name for name, value in vars(module).items() if not name.startswith("_") and not isinstance(value, ModuleType)]
    return f"Names in the file: {', '.join(names)}" if names else "The file defines no names."


def _syntax_error(path: Path, error: SyntaxError) -> Finding:
    file = error.filename or str(path)
    return Finding(
        "source.syntax-error",
        "error",
        f"{Path(file).name}, line {error.lineno or 1}: {error.msg}",
        (source_place(file, error.lineno or 1),),
        detail=traceback_text(error),
    )


def _import_failed(path: Path, error: BaseException) -> Finding:
    frame = innermost_user_frame(error)
    remedies: tuple[Remedy, ...] = ()
    if isinstance(error, ModuleNotFoundError) and error.name:
        remedies = (advice(f'Install "{error.name}" into {sys.executable}, or choose an interpreter that has it'),)
    return Finding(
        "source.import-failed",
        "error",
        f"{path.name} cannot be run: {type(error).__name__}: {first_line(error)}",
        (source_place(*frame) if frame else source_place(str(path), 1),),
        remedies,
        traceback_text(error),
    )


def _function_failed(path: Path, name: str, error: BaseException) -> Finding:
    frame = innermost_user_frame(error)
    return Finding(
        "source.import-failed",
        "error",
        f'"{name}()" in {path.name} failed: {type(error).__name__}: {first_line(error)}',
        (source_place(*frame) if frame else source_place(str(path), line_of(path, name)),),
        detail=traceback_text(error),
    )


def _kind(value: Any) -> str:
    return f"of type {type(value).__name__}"


def line_of(path: Path, name: str) -> int:
    """First line that assigns or defines a module-level name; 1 where none does."""
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
        words = line.replace("(", " ").replace(":", " ").replace("=", " ").split()
        if line[:1].isspace() or not words:
            continue
        if words[0] == name or (words[0] in ("def", "class", "from", "import") and name in words):
            return number
    return 1
