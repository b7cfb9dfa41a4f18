"""A task from beginning to end: import, load, export, lower, partition, build, save."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .build import TensorRTErrors
from .compile import Compilation
from .environment import import_torch_tensorrt
from .events import Events
from .explain import compile_failure, not_writable, save_failure
from .explain_export import export_failure
from .findings import Refused
from .program import load_program
from .save import save_program
from .settings import compile_arguments, in_force
from .source import Model, import_file, read_model
from .task import Task


def run(task: Task, events: Events) -> None:
    """Reports everything through ``events``; raises nothing that a user could act on."""
    try:
        _run(task, events)
    except Refused as refused:
        events.finding(refused.finding)


def _run(task: Task, events: Events) -> None:
    events.phase("import")
    environment = import_torch_tensorrt()
    events.send("environment", **environment)
    arguments = compile_arguments(task.settings)
    events.send("settings", settings=in_force(arguments))
    if task.output is not None:
        _check_output(task.output)
    program = _program(task, events, has_gpu=not environment["without_gpu"])
    compilation = Compilation(events, program, partition_only=task.mode == "partition")
    compiled = _compile(compilation, arguments)
    if compiled is not None and task.output is not None:
        _save(compilation, compiled, task, events)


def _check_output(output: Path) -> None:
    """Finds out before a long compile, rather than after it, whether its result can be written."""
    try:
        output.open("wb").close()
        output.unlink()
    except OSError as error:
        raise Refused(not_writable(output, error)) from error


def _program(task: Task, events: Events, *, has_gpu: bool) -> Any:
    events.phase("load")
    for path in task.imports:
        import_file(path)
    if task.model.suffix != ".py":
        return load_program(task.model, has_gpu=has_gpu)
    model = read_model(task.model, task.names)
    events.phase("export")
    return _export(model, task, on_gpu=has_gpu)


def _export(model: Model, task: Task, *, on_gpu: bool) -> Any:
    import torch

    try:
        if on_gpu:
            model = model.on_gpu()
        return torch.export.export(model.module, model.inputs, model.keyword_inputs, dynamic_shapes=model.dynamic_shapes)
    except Exception as error:
        raise Refused(export_failure(model, task, error)) from error


def _compile(compilation: Compilation, arguments: dict[str, Any]) -> Any:
    with TensorRTErrors() as errors:
        try:
            return compilation.run(arguments)
        except Refused:
            raise
        except Exception as error:
            compilation.send_exported_graph()
            raise Refused(compile_failure(compilation, error, list(errors.lines))) from error


def _save(compilation: Compilation, compiled: Any, task: Task, events: Events) -> None:
    assert task.output is not None
    events.phase("save")
    try:
        size = save_program(compiled, task.output)
    except Exception as error:
        raise Refused(save_failure(compilation, task.output, error)) from error
    events.send("saved", path=str(task.output), bytes=size)
