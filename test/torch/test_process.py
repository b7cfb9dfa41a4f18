"""The worker as a process: what it says to whom, and that it does not outlive its parent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import models
import pytest
from conftest import EXPORTED, PACKAGES, Worker, of_kind, only

PRINTS = "import sys\nprint('printed by the model')\nsys.stdout.flush()\n" + models.GOOD


def test_what_the_model_prints_is_no_event(worker: Worker, tmp_path: Path) -> None:
    model = tmp_path / "net.py"
    model.write_text(PRINTS, encoding="utf-8")
    status, events, log = worker.start({"mode": "partition", "model": str(model), "settings": {"min_block_size": 1}})
    assert (status, events[-1]["ok"]) == (0, True)
    assert "printed by the model" in log
    assert [event["event"] for event in events] == [
        *("phase", "environment", "settings", "phase", "phase", "phase", "phase", "graph", "support", "partition"),
        *("trial",) * 4,
        "done",
    ]
    assert [event["name"] for event in of_kind(events, "phase")] == ["import", "load", "export", "lower", "partition"]
    assert [event["ms"] for event in events] == sorted(event["ms"] for event in events)


def test_environment_and_settings_in_force(worker: Worker) -> None:
    settings = {"min_block_size": 2, "torch_executed_ops": ["torch.ops.aten.relu.default", "torch.ops.aten.add.Tensor"]}
    events = worker(EXPORTED / "mixed.pt2", "partition", settings=settings)
    environment = only(events, "environment")
    assert environment["executable"] == sys.executable
    assert environment["without_gpu"] is (environment["gpu"] is None)
    assert environment["flavour"] in ("rtx", "standard")
    assert environment["compute_capability"].count(".") == 1
    in_force = only(events, "settings")["settings"]
    assert in_force["min_block_size"] == 2
    assert in_force["torch_executed_ops"] == ["torch.ops.aten.add.Tensor", "torch.ops.aten.relu.default"]
    assert in_force["use_fast_partitioner"] is True


@pytest.mark.parametrize(
    "line", ["", "{", "[]", '{"mode": "run"}', '{"mode": "compile", "model": "/m.pt2"}', '{"mode": "partition"}']
)
def test_a_line_that_is_no_task(line: str) -> None:
    from trtlens_torch.task import TaskError, read_task

    with pytest.raises(TaskError):
        read_task(line)


def test_a_task_that_cannot_be_read_ends_with_status_2(worker: Worker) -> None:
    status, events, log = worker.start({"mode": "neither"})
    assert (status, events) == (2, [])
    assert "neither" in log


def start_worker() -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(PACKAGES)}
    command = [sys.executable, "-m", "trtlens_torch"]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    )


def test_ends_when_its_input_ends() -> None:
    process = start_worker()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"mode": "partition", "model": str(EXPORTED / "bert.pt2")}).encode() + b"\n")
    process.stdin.flush()
    process.stdout.readline()  # it has begun
    process.stdin.close()
    assert process.wait(timeout=10) == 1
    process.stdout.close()


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
def test_ends_when_its_parent_is_killed() -> None:
    """The input stays open in another process, as it does where a parent leaves descriptors behind."""
    read, write = os.pipe()
    task = json.dumps({"mode": "partition", "model": str(EXPORTED / "bert.pt2")})
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(read), task],
        stdout=subprocess.PIPE,
        pass_fds=(read, write),
        env={**os.environ, "PYTHONPATH": str(PACKAGES)},
    )
    os.write(write, task.encode() + b"\n")
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.stdout.readline()  # the worker has begun
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(pid)
    os.close(read)
    os.close(write)


PARENT = """
import subprocess, sys
worker = subprocess.Popen(
    [sys.executable, "-m", "trtlens_torch"], stdin=int(sys.argv[1]), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
)
print(worker.pid, flush=True)
print(worker.stdout.readline(), flush=True)
worker.wait()
"""


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
