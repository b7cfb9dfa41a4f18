"""Custom operations that a model calls but nothing has registered."""

from __future__ import annotations

import re
from pathlib import Path

from .findings import Finding, advice, source_place, traceback_text
from .place import innermost_user_frame

_MISSING = re.compile(r"'_OpNamespace' '(\w+)' object has no attribute '(\w+)'")


def missing_operation(path: Path, error: BaseException | None) -> Finding | None:
    """What to say about ``torch.ops.namespace.name`` that is not there; None where the error is another."""
    match = _MISSING.search(str(error))
    if error is None or match is None:
        return None
    operation = f"{match[1]}::{match[2]}"
    frame = innermost_user_frame(error)
    return Finding(
        "load.unknown-operator",
        "error",
        f"{path.name} uses the custom operation {operation}, which is not registered.",
        (source_place(*frame) if frame else source_place(str(path), 1),),
        (advice(f"Import the Python file that registers {operation}: --import FILE.py"),),
        traceback_text(error),
    )
