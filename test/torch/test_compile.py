"""Compiled programs: what is saved loads again, and holds the plans that TensorRT built, byte for byte."""

from __future__ import annotations

import base64
import hashlib
import io
import pickletools
import zipfile
from pathlib import Path
from typing import Any

import models
import pytest
from conftest import EXPORTED, ROOT, RunHere, Worker, events_of, of_kind, only

ENGINE_FIELD = 3  # torch_tensorrt/dynamo/runtime/_serialized_engine_layout.py, ENGINE_IDX


def saved_plans(program: Path) -> list[str]:
    """SHA-256 of every plan in a saved program, sorted, out of the pickles' texts: nothing is unpickled."""
    plans = []
    with zipfile.ZipFile(program) as archive:
        for member in archive.namelist():
            if "/data/constants/opaque_obj_" in member:
                texts = [value for _, value, _ in pickletools.genops(archive.read(member)) if isinstance(value, str)]
                fields = texts[1:] if " " in texts[0] else texts[2:]  # the first names the function that unpickles it
                plans.append(hashlib.sha256(base64.b64decode(fields[ENGINE_FIELD])).hexdigest())
    return sorted(plans)


@pytest.fixture
def built_plans(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """SHA-256 of everything that ``IBuilder.build_serialized_network`` returns."""
    import tensorrt

    plans: list[str] = []
    real = tensorrt.Builder.build_serialized_network

    def tapped(builder: Any, network: Any, config: Any) -> Any:
        plan = real(builder, network, config)
        plans.append(hashlib.sha256(bytes(plan)).hexdigest())
        return plan

    monkeypatch.setattr(tensorrt.Builder, "build_serialized_network", tapped)
    return plans


@pytest.mark.parametrize(("name", "engines"), [("mlp", 1), ("many_breaks.2.11-h200", 4), ("mixed", 1)])
def test_saved_engines_are_what_tensorrt_built(
    name: str,
    engines: int,
    run_here: RunHere,
    built_plans: list[str],
    tmp_path: Path,
) -> None:
    import torch_tensorrt
    from trtlens_torch.save import save_program

    events, compiled = run_here(EXPORTED / f"{name}.pt2", {"min_block_size": 1}, partition_only=False)
    output = tmp_path / f".{name}.x7.tmp"
    assert save_program(compiled, output) == output.stat().st_size
    built = [event for event in of_kind(events, "engine") if event["state"] == "built"]
    assert len(built) == engines
    assert sorted(event["sha256"] for event in built) == sorted(built_plans) == saved_plans(output)
    loaded = torch_tensorrt.load(str(output))
    calls = [node for node in loaded.graph.nodes if "execute_engine" in str(node.target)]
    assert len(calls) == engines


def test_worker_compiles_and_saves(worker: Worker) -> None:
    events = worker(EXPORTED / "mlp.pt2", settings={"min_block_size": 1})
    assert [event["name"] for event in of_kind(events, "phase")] == ["import", "load", "lower", "partition", "build", "save"]
    assert only(events, "saved") == {
        "event": "saved",
        "ms": only(events, "saved")["ms"],
        "path": str(worker.output),
        "bytes": worker.output.stat().st_size,
    }
    started, built = of_kind(events, "engine")
    assert (started["state"], started["index"], started["count"]) == ("started", 1, 1)
    assert built["state"] == "built"
    assert saved_plans(worker.output) == [built["sha256"]]
    assert built["inputs"] == [{"name": "x", "dtype": "float32", "shape": "4x16"}]
    assert built["outputs"] == [{"name": "output0", "dtype": "float32", "shape": "4x8"}]
    assert [path.name for path in worker.output.parent.iterdir() if path.name != "log.txt"] == [worker.output.name]


def test_engines_are_built_with_detailed_profiling(run_here: RunHere, monkeypatch: pytest.MonkeyPatch) -> None:
    import tensorrt

    seen = []
    real = tensorrt.Builder.build_serialized_network

    def tapped(builder: Any, network: Any, config: Any) -> Any:
        seen.append((config.profiling_verbosity, config.progress_monitor is not None))
        return real(builder, network, config)

    monkeypatch.setattr(tensorrt.Builder, "build_serialized_network", tapped)
    events, _ = run_here(EXPORTED / "mlp.pt2", {"min_block_size": 1}, partition_only=False)
    assert seen == [(tensorrt.ProfilingVerbosity.DETAILED, True)]
    progress = of_kind(events, "progress")
    assert progress
    assert {"engine", "phase", "parent", "step", "steps"} <= progress[0].keys()
    assert progress[0]["engine"] == "_run_on_acc_0"


def test_progress_is_sent_at_most_ten_times_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    from trtlens_torch import build
    from trtlens_torch.events import Events

    now = 0.0
    monkeypatch.setattr("trtlens_torch.build.time.monotonic", lambda: now)
    stream = io.StringIO()
    monitor = build._progress_monitor(Events(stream), "_run_on_acc_0")
    monitor.phase_start("Tactics", None, 1000)
    for step in range(1000):
        now += 0.001
        assert monitor.step_complete("Tactics", step) is True
    monitor.phase_finish("Tactics")
    assert 9 <= len(stream.getvalue().splitlines()) <= 11


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (models.KEYWORDS, {}),
        (models.NAMED_OTHERWISE, {"names": {"model": "network", "inputs": "samples"}}),
        (models.USES, {"imports": ["REGISTERS"]}),
    ],
    ids=["functions and keyword inputs", "other names", "imports"],
)
def test_python_files(text: str, fields: dict[str, Any], worker: Worker, tmp_path: Path) -> None:
    folder = tmp_path / "mödels and more"
    folder.mkdir()
    model = folder / "net.py"
    model.write_text(text, encoding="utf-8")
    if "imports" in fields:
        registers = folder / "registers.py"
        registers.write_text(models.REGISTERS, encoding="utf-8")
        fields = {"imports": [str(registers)]}
    events = worker(model, "partition", settings={"min_block_size": 1}, **fields)
    assert events[-1]["ok"] is True, events
    nodes = {node["name"]: node for node in only(events, "graph")["nodes"]}
    assert nodes["linear"]["module"] == "linear"
    assert nodes["linear"]["module_type"] == "torch.nn.modules.linear.Linear"
    frames = [frame for frame in nodes["add"]["frames"] if frame[0] == str(model)]
    assert frames[-1][1:3] == [models.line_of(text, "+ y"), "forward"]


def test_examples_compile(tmp_path: Path) -> None:
    """All but gpt2, which this builder fails on (test_failures.py); from the file to a saved program."""
    from trtlens_torch.events import Events
    from trtlens_torch.task import Task
    from trtlens_torch.worker import run

    found = {}
    for name in ("resnet", "bert", "graph_breaks", "mixed_precision", "dynamic_shapes"):
        stream = io.StringIO()
        run(Task("compile", ROOT / "examples" / f"{name}.py", tmp_path / f"{name}.tmp"), Events(stream))
        events = events_of(stream)
        assert not of_kind(events, "finding"), name
        assert len(saved_plans(tmp_path / f"{name}.tmp")) > 0
        found[name] = [block["kind"] for block in only(events, "partition")["blocks"]]
    assert found.pop("graph_breaks") == ["tensorrt", "torch"] * 3
    assert all(kinds == ["tensorrt"] for kinds in found.values())
