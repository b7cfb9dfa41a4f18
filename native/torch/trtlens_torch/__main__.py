"""``python -P -m trtlens_torch``: reads one task from standard input, does it, says how it went."""

from __future__ import annotations

import os
import sys
import threading

from .events import Events
from .parent import end_with_parent
from .task import TaskError, read_task


def main() -> int:
    """Ends the process with status 0 after a ``done`` event; returns 2 where the task cannot be read."""
    try:
        task = read_task(sys.stdin.readline())
    except TaskError as error:
        print(f"trtlens_torch: {error}", file=sys.stderr)
        return 2
    sys.argv = sys.argv[:1]  # torch.fx's splitter takes its options from the command line
    events = Events.on_standard_output()
    finished = threading.Event()
    end_with_parent(sys.stdin, finished)
    from .worker import run

    run(task, events)
    finished.set()
    events.done()
    sys.stderr.flush()
    # Nothing is left to do, and what CUDA and TensorRT do while the interpreter is taken down can end in a crash.
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
