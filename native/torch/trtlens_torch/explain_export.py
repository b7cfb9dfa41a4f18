"""Why a model of a .py could not be exported: its inputs, an operation that is not there, or torch.export's limits."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from .findings import Finding, Place, Remedy, advice, first_line, source_place, traceback_text
from .memory import out_of_memory, ran_out
from .operators import missing_operation
from .place import innermost_user_frame
from .source import Model, line_of
from .task import Names, Task


def export_failure(model: Model, task: Task, error: Exception) -> Finding:
    """Runs the model as PyTorch does: where that fails too it is not torch.export's doing."""
    eager = _run(model)
    missing = missing_operation(task.model, eager) or missing_operation(task.model, error)
    if missing is not None:
        return missing
    if ran_out(eager or error):
        return out_of_memory(
            "exporting the model", error, traceback_text(eager or error), _places(task.model, eager or error)
        )
    if eager is not None:
        return _wrong_inputs(task.model, task.names, model, eager)
    return _not_exportable(task.model, task.names, model, error)


def _run(model: Model) -> Exception | None:
    import torch

    try:
        with torch.no_grad():
            model.module(*model.inputs, **model.keyword_inputs)
    except Exception as error:
        return error
    return None


def _wrong_inputs(path: Path, names: Names, model: Model, error: BaseException) -> Finding:
    given = ", ".join(
        [_describe(value) for value in model.inputs]
        + [f"{name}={_describe(value)}" for name, value in model.keyword_inputs.items()]
    )
    inputs = source_place(str(path), line_of(path, names.inputs))
    frame = innermost_user_frame(error)
    return Finding(
        "source.wrong-inputs",
        "error",
        f'The model does not run on "{names.inputs}" ({given}): {type(error).__name__}: {first_line(error)}',
        (source_place(*frame), inputs) if frame else (inputs,),
        (advice(f'Change "{names.inputs}" in {path.name} to what forward() takes'),),
        traceback_text(error),
    )


def _not_exportable(path: Path, names: Names, model: Model, error: BaseException) -> Finding:
    places = _places(path, error)
    if model.dynamic_shapes is not None and re.search(r"dynamic_shapes|Constraints violated|Dim\b", str(error)):
        places = (source_place(str(path), line_of(path, names.dynamic_shapes)), *places)
    remedies: tuple[Remedy, ...] = ()
    if "data-dependent" in str(error):
        remedies = (advice("Replace the Python branch on a tensor's value, such as by torch.where or torch.cond"),)
    message = f"torch.export cannot export the model: {type(error).__name__}: {first_line(error)}"
    return Finding("export.failed", "error", message, places, remedies, traceback_text(error))


def _places(path: Path, error: BaseException) -> tuple[Place, ...]:
    frame = innermost_user_frame(error)
    return (source_place(*frame) if frame else source_place(str(path), 1),)


def _describe(value: Any) -> str:
    """ "float32 4x16"."""
    import torch

    if isinstance(value, torch.Tensor):
        return f"{str(value.dtype).removeprefix('torch.')} {'x'.join(map(str, value.shape)) or 'scalar'}"
    return repr(value)[:40]
