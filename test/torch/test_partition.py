"""The worker's partition against torch_tensorrt's own, as the oracle tells it (partition_oracle.py)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import EXPORTED, ROOT, Event, RunHere, Worker, only
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
def test_equals_the_recorded_answers(name: str, run_here: RunHere) -> None:
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


@pytest.mark.parametrize("name", ["detector", "net_break.2.11-h200", "cond", "resnet"])
def test_trials_are_what_a_run_with_those_settings_makes(name: str, run_here: RunHere) -> None:
    model = EXPORTED / f"{name}.pt2"
    events, _ = run_here(model, {"min_block_size": 5})
    trials = [event for event in events if event["event"] == "trial"]
    assert [trial["change"]["min_block_size"] for trial in trials] == [1, 2, 3, 10]
    for trial in trials:
        partition = only(run_here(model, trial["change"])[0], "partition")
        kinds = [block["kind"] for block in partition["blocks"]]
        sizes = [len(block["nodes"]) for block in partition["blocks"]]
        if partition["skipped_whole_graph"]:
            kinds = ["torch"] * len(kinds)
        engines = [index for index, kind in enumerate(kinds) if kind == "tensorrt"]
        inner = kinds[engines[0] : engines[-1]] if engines else []
        expected = (
            len(engines),
            inner.count("torch"),
            sum(size for size, kind in zip(sizes, kinds, strict=True) if kind == "torch"),
        )
        assert (trial["engines"], trial["breaks"], trial["torch_operations"]) == expected, trial


def test_asking_for_a_partition_again_says_the_same(run_here: RunHere) -> None:
    """Trials and explanations leave nothing behind that the partition depends on."""
    first, _ = run_here(EXPORTED / "detector.pt2", {"min_block_size": 1})
    again, _ = run_here(EXPORTED / "detector.pt2", {"min_block_size": 1}, lower_again=True)
    assert as_recorded(first) == as_recorded(again)
    again, _ = run_here(EXPORTED / "detector.pt2", {"min_block_size": 1})
    assert as_recorded(first) == as_recorded(again)


def test_global_partitioner(run_here: RunHere) -> None:
    """Its TensorRT blocks are those that torch_tensorrt proposes; every other operation is in a PyTorch block between."""
    from torch_tensorrt.dynamo.partitioning import _global_partitioner as global_partitioner

    proposed: list[list[str]] = []
    real = global_partitioner.TRTPartitioner.propose_partitions

    def propose(self: Any) -> Any:
        partitions = real(self)
        proposed.extend(
            [sorted(node.name for node in partition.nodes if node.op == "call_function") for partition in partitions]
        )
        return partitions

    global_partitioner.TRTPartitioner.propose_partitions = propose
    try:
        events, _ = run_here(EXPORTED / "detector.pt2", {"min_block_size": 1, "use_fast_partitioner": False})
    finally:
        global_partitioner.TRTPartitioner.propose_partitions = real
    partition = only(events, "partition")
    assert partition["partitioner"] == "global"
    tensorrt = [sorted(block["nodes"]) for block in partition["blocks"] if block["kind"] == "tensorrt"]
    assert sorted(tensorrt) == sorted(proposed)
    assert [block["name"] for block in partition["blocks"] if block["kind"] == "torch"] == ["torch_0", "torch_1"]
    operations = [node["name"] for node in only(events, "graph")["nodes"] if node["op"] == "call_function"]
    assert sorted(name for block in partition["blocks"] for name in block["nodes"]) == sorted(operations)


def test_data_dependent_operations_left_to_pytorch(run_here: RunHere) -> None:
    from trtlens_torch.source import import_file

    import_file(EXPORTED / "clip_custom.py")
    events, _ = run_here(EXPORTED / "cnn.pt2", {"min_block_size": 1, "fallback_data_dependent_ops": True})
    reasons = {each["node"]: each["reason"] for each in only(events, "support")["unsupported"]}
    assert reasons == {"clip_custom": "no_converter", "nonzero": "data_dependent_fallback"}


def test_exclusion_that_excludes_nothing_is_a_warning(run_here: RunHere) -> None:
    settings = {"min_block_size": 1, "torch_executed_ops": ["aten.relu", "torch.ops.aten.linear.default", "nothing"]}
    events, _ = run_here(EXPORTED / "mlp.pt2", settings)
    findings = [event["finding"] for event in events if event["event"] == "finding"]
    assert [finding["code"] for finding in findings] == ["partition.unused-exclusion"] * 2
    assert '"aten.relu"' in findings[0]["message"]
    assert findings[0]["remedies"][0]["action"]["change"]["torch_executed_ops"] == [
        "nothing",
        "torch.ops.aten.linear.default",
        "torch.ops.aten.relu.default",
    ]
    assert findings[1]["remedies"] == []


def test_blocks_cut_to_fit_the_memory(run_here: RunHere, monkeypatch: pytest.MonkeyPatch) -> None:
    """With resource partitioning the blocks are those that it leaves, and still hold every operation once."""
    from torch_tensorrt.dynamo.partitioning import _resource_partitioner

    # A quarter of the budget is what a block's weights may come to; the model has 3 MB of them.
    memory = SimpleNamespace(memory_info=lambda: SimpleNamespace(rss=0))
    monkeypatch.setattr(_resource_partitioner, "psutil", SimpleNamespace(Process=lambda: memory))
    settings = {"min_block_size": 1, "enable_resource_partitioning": True, "cpu_memory_budget": 8 << 20}
    events, _ = run_here(EXPORTED / "resnet.pt2", settings)
    blocks = only(events, "partition")["blocks"]
    operations = [node["name"] for node in only(events, "graph")["nodes"] if node["op"] == "call_function"]
    assert sorted(name for block in blocks for name in block["nodes"]) == sorted(operations)
    assert {block["kind"] for block in blocks} == {"tensorrt"}
    assert len(blocks) > 1
