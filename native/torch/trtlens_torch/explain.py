"""From an exception to a finding: what failed, where, and what was seen to help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .findings import Finding, engine_place, first_line, source_place, traceback_text
from .place import innermost_user_frame
from .source import Model
from .task import Task


def export_failure(model: Model, task: Task, error: Exception) -> Finding:
    frame = innermost_user_frame(error)
    return Finding("export.failed", "error", first_line(error), (source_place(*frame),) if frame else (), detail=traceback_text(error))


def compile_failure(compilation: Any, error: Exception, errors: list[str]) -> Finding:
    building = compilation.engines.building
    if building.engine:
        return Finding("build.failed", "error", first_line(error), (engine_place(building.engine),), detail="\n".join(errors) + traceback_text(error))
    return Finding("lower.failed", "error", first_line(error), detail=traceback_text(error))


def save_failure(compilation: Any, output: Path, error: Exception) -> Finding:
    return Finding("save.failed", "error", first_line(error), detail=traceback_text(error))
