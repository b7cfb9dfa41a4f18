"""What the tests share: torch_tensorrt imported as the worker imports it, and the worker as a process."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXPORTED = ROOT / "test" / "fixtures" / "exported"
PACKAGES = ROOT / "native" / "torch"
Event = dict[str, Any]


@pytest.fixture(scope="session", autouse=True)
def environment() -> dict[str, Any]:
    """torch_tensorrt in this process, with the worker's stand-ins where no GPU is usable."""
    from trtlens_torch.environment import import_torch_tensorrt

    sys.argv = sys.argv[:1]
    return import_torch_tensorrt()


def events_of(stream: io.StringIO) -> list[Event]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def of_kind(events: list[Event], kind: str) -> list[Event]:
    return [event for event in events if event["event"] == kind]


def only(events: list[Event], kind: str) -> Event:
    found = of_kind(events, kind)
    assert len(found) == 1, [event["event"] for event in events]
    return found[0]


class Worker:
    """Runs ``python -P -m trtlens_torch`` with one task to its end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.output = folder / ".model.trt.pt2.tmp"

    def __call__(self, model: Path, mode: str = "compile", **fields: Any) -> list[Event]:
        """Its events. Fails where it does not end as promised: status 0 and one ``done``, the last."""
        task = {"mode": mode, "model": str(model), **fields}
        if mode == "compile":
            task.setdefault("output", str(self.output))
        status, events, log = self.start(task)
        assert status == 0, log
        assert [event["event"] for event in events].count("done") == 1, log
        assert events[-1]["event"] == "done", log
        return events

    def start(self, task: dict[str, Any]) -> tuple[int, list[Event], str]:
        """Exit status, events and log of a process that gets this task."""
        command = [sys.executable, *(["-P"] if sys.version_info >= (3, 11) else []), "-m", "trtlens_torch"]
        environment = {**os.environ, "PYTHONPATH": str(PACKAGES)}
        with (self._folder / "log.txt").open("w+", encoding="utf-8") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=environment, cwd=self._folder
            )
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(task).encode() + b"\n")
            process.stdin.flush()
            events = [json.loads(line) for line in process.stdout]
            status = process.wait()
            process.stdin.close()
            process.stdout.close()
            log.seek(0)
            return status, events, log.read()


@pytest.fixture
def worker(tmp_path: Path) -> Worker:
    return Worker(tmp_path)


RunHere = Callable[..., tuple[list[Event], Any]]


@pytest.fixture
def run_here(monkeypatch: pytest.MonkeyPatch) -> RunHere:
    """Runs the worker's compile of an exported program in this process: its events, and the compiled module.

    A model that is only partitioned is lowered once: no setting that these tests change has to do with lowering, unless
    ``lower_again`` says so.
    """
    lowered: dict[Path, Lowered] = {}

    def run(
        model: Path, settings: dict[str, Any], *, partition_only: bool = True, lower_again: bool = False
    ) -> tuple[list[Event], Any]:
        from trtlens_torch.compile import Compilation
        from trtlens_torch.events import Events
        from trtlens_torch.program import load_program
        from trtlens_torch.settings import compile_arguments

        reuse = partition_only and not lower_again and model in lowered
        program = lowered[model] if reuse else load_program(model, has_gpu=False)
        stream = io.StringIO()
        compilation = Compilation(Events(stream), program, partition_only=partition_only)
        with monkeypatch.context() as patch:
            if reuse:
                patch.setattr("torch_tensorrt.dynamo._compiler.pre_export_lowering", lambda program, _: program)
                patch.setattr("torch_tensorrt.dynamo._compiler.post_lowering", lambda module, _: module)
            compiled = compilation.run(compile_arguments(settings))
        if not reuse:
            lowered[model] = Lowered(compilation.graph_module)
        return events_of(stream), compiled

    return run


class Lowered:
    """Stands for an exported program where the lowered module is there already."""

    example_inputs = None

    def __init__(self, module: Any) -> None:
        self._module = module

    def run_decompositions(self, *_: Any) -> Lowered:
        return self

    def module(self) -> Any:
        return self._module
