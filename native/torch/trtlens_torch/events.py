"""What the worker tells its parent: one JSON object a line on a stream of its own (docs/protocol.md).

torch, TensorRT and the user's model print to standard output as they please, so the events get a duplicate of it and
everything else that is printed goes to standard error. A value that JSON cannot hold becomes its ``repr`` rather than an
exception in the middle of a compile.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from typing import Any, TextIO

from .findings import Finding


class Events:
    """The worker's only way to speak. TensorRT reports its progress from threads of its own, so lines are written whole."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._started = time.monotonic()
        self._lock = threading.Lock()
        self.failed = False

    @classmethod
    def on_standard_output(cls) -> Events:
        """Takes standard output for the events; from then on whatever prints there writes to standard error."""
        stream = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        return cls(stream)

    def send(self, event: str, **fields: Any) -> None:
        """Writes ``{"event": event, "ms": since start, **fields}``."""
        elapsed_ms = round((time.monotonic() - self._started) * 1000)
        line = json.dumps({"event": event, "ms": elapsed_ms, **fields}, default=repr)
        with self._lock:
            self._stream.write(line + "\n")
            self._stream.flush()

    def phase(self, name: str) -> None:
        """Says that ``import``, ``load``, ``export``, ``lower``, ``partition``, ``build`` or ``save`` begins."""
        self.send("phase", name=name)

    def finding(self, finding: Finding) -> None:
        """Reports a finding; one of severity error makes the run a failed one."""
        if finding.severity == "error":
            self.failed = True
        self.send("finding", finding=finding.to_json())

    def done(self) -> None:
        self.send("done", ok=not self.failed)
