"""Runs a module as ``python -m`` does, and ends its whole process group when the parent is gone.

usage: python run_module.py MODULE ARGUMENT...

The parent keeps this process's standard input open and writes nothing to it. A parent that was killed cannot end what it
started; an installer that went on alone would race with the next one in the same folder. A process that does not lead its
group (started from a terminal, say) runs the module unwatched.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading


def end_with_parent() -> None:
    """Returns never: reads until the end of standard input, which is the parent's end, then kills the group."""
    while os.read(0, 4096):
        pass
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    if os.getpgrp() == os.getpid():
        threading.Thread(target=end_with_parent, daemon=True).start()
    del sys.argv[0]
    # The folder of this script is not a place to import from.
    del sys.path[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
