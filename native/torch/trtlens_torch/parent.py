"""Ends the worker when the process that started it is gone, so that no compile goes on for nobody."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from typing import TextIO

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def end_with_parent(standard_input: TextIO, finished: threading.Event) -> None:
    """``standard_input`` stays open as long as the parent lives; nothing more is read from it than its end.

    On Linux the kernel is asked as well, because a thread that waits for the end of the input cannot run while native
    code holds the interpreter's lock. Once ``finished`` is set, the end of the input is no reason to fail.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_wait_for_end, args=(standard_input, finished), name="parent", daemon=True).start()


def _wait_for_end(standard_input: TextIO, finished: threading.Event) -> None:
    while standard_input.readline():
        pass
    if not finished.is_set():
        os._exit(1)
