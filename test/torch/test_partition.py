"""The worker's partition against torch_tensorrt's own, as the oracle tells it (partition_oracle.py)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import EXPORTED, ROOT, Event, Worker, only
from record_oracle import IMPORTS, shorten

RECORDED = ROOT / "test" / "fixtures" / "oracle"
ORACLE = Path(__file__).with_name("partition_oracle.py")
MODELS = sorted(path.stem for path in RECORDED.glob("*.json"))


def as_recorded(events: list[Event]) -> dict[str, Any]:
    """What the worker found, in the form of the record."""
    support, partition = only(events, "support"), only(events, "partition")
    return {
        "supported": support["supported"],
        "total": support["total"],
        "skipped_whole_graph": partition["skipped_whole_graph"],
        "blocks": [[block["name"], block["kind"], sorted(block["nodes"])] for block in partition["blocks"]],
        "unsupported": {each["node"]: each["reason"] for each in support["unsupported"]},
    }


def test_every_exported_program_is_recorded() -> None:
    assert sorted(path.stem for path in EXPORTED.glob("*.pt2") if path.stem != "spectrogram") == MODELS


@pytest.mark.parametrize("name", MODELS)
def test_equals_the_recorded_answers(name: str, run_here: Callable[..., tuple[list[Event], Any]]) -> None:
    from trtlens_torch.source import import_file

    for file in IMPORTS.get(name, []):
        import_file(EXPORTED / file)
    record = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    assert len(record["answers"]) == 8
    for answer in record["answers"]:
        settings = answer.pop("settings")
        events, compiled = run_here(EXPORTED / f"{name}.pt2", settings)
        assert compiled is None
        assert as_recorded(events) == answer, settings


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("detector", {"min_block_size": 1}),
        ("transformer_dyn", {"min_block_size": 3, "torch_executed_ops": ["torch.ops.aten.native_layer_norm.default"]}),
        ("net_break.2.11-h200", {"min_block_size": 2}),
    ],
)
def test_worker_process_equals_the_oracle(name: str, settings: dict[str, Any], worker: Worker) -> None:
    model = EXPORTED / f"{name}.pt2"
    command = [sys.executable, str(ORACLE), str(model), "--min-block-size", str(settings["min_block_size"])]
    for operation in settings.get("torch_executed_ops", []):
        command += ["--torch-executed-op", operation]
    answer = shorten(json.loads(subprocess.run(command, capture_output=True, check=True).stdout))
    events = worker(model, "partition", settings=settings)
    assert as_recorded(events) == {key: answer[key] for key in as_recorded(events)}
    assert [node["name"] for node in only(events, "graph")["nodes"] if node["op"] == "call_function"] == list(
        answer["targets"]
    )
    assert only(events, "done")["ok"] is True
