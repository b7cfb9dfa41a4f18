"""From an exception to the line of the user's that it is about."""

from __future__ import annotations

import functools
import os
import sysconfig
from types import TracebackType

_OWN_FOLDER = os.path.dirname(os.path.abspath(__file__))
_LIBRARIES = tuple({os.path.realpath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")})


@functools.lru_cache(maxsize=4096)
def is_user_file(file: str) -> bool:
    """True for a file that is neither Python's own, nor an installed package's, nor the worker's, nor generated code."""
    if not file or file.startswith("<"):
        return False
    path = os.path.realpath(file)
    if path.startswith((_OWN_FOLDER + os.sep, *(folder + os.sep for folder in _LIBRARIES))):
        return False
    return f"{os.sep}site-packages{os.sep}" not in path and f"{os.sep}dist-packages{os.sep}" not in path


def innermost_user_frame(error: BaseException) -> tuple[str, int] | None:
    """File and 1-based line of the deepest frame in a file of the user's; of the exception's cause where it has none."""
    found = _deepest(error.__traceback__)
    if found is None and error.__cause__ is not None:
        return innermost_user_frame(error.__cause__)
    return found


def _deepest(trace: TracebackType | None) -> tuple[str, int] | None:
    found = None
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if is_user_file(file):
            found = (file, trace.tb_lineno)
        trace = trace.tb_next
    return found
