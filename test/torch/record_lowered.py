"""Records the lowered graph of every exported program of test/fixtures/exported, and how torch_tensorrt cuts it.

usage: python test/torch/record_lowered.py [MODEL]...

Writes test/fixtures/partition/NAME.json.gz, which the replay in TypeScript is held against. Run it with an interpreter that
has torch_tensorrt, again whenever the fixtures or that version change. The settings are min_block_size 1, 2, 3, 5 and 10
with and without the operation that test/fixtures/oracle/NAME.json excludes, for both partitioners, and
require_full_compilation; each is a run of torch_tensorrt's own compile up to the partition.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "test" / "fixtures"
BLOCK_SIZES = (1, 2, 3, 5, 10)
sys.path.insert(0, str(ROOT / "native" / "torch"))


def run(model: Path, settings: dict[str, Any]) -> tuple[dict[str, Any] | None, Any]:
    """The partition, None where full compilation was refused; and the lowered module."""
    from trtlens_torch.compile import Compilation
    from trtlens_torch.events import Events
    from trtlens_torch.program import load_program
    from trtlens_torch.settings import compile_arguments

    stream = io.StringIO()
    compilation = Compilation(Events(stream), load_program(model, has_gpu=False), partition_only=True)
    try:
        compilation.run(compile_arguments(settings))
    except AssertionError as error:
        if "require_full_compilation" not in str(error):
            raise
        return None, compilation.graph_module
    events = {event["event"]: event for event in map(json.loads, stream.getvalue().splitlines())}
    return {**events["support"], **events["partition"]}, compilation.graph_module


def rows(graph_module: Any, partition: dict[str, Any]) -> list[list[Any]]:
    """[name, op, target, inputs, reason, 1 where it has tensor_meta] of each node; reason "" for a supported one."""
    from trtlens_torch.graph import target_of

    reasons = {each["node"]: each["reason"] for each in partition["unsupported"]}
    return [
        [
            node.name,
            node.op,
            target_of(node),
            [each.name for each in node.all_input_nodes],
            reasons.get(node.name, ""),
            int("tensor_meta" in node.meta),
        ]
        for node in graph_module.graph.nodes
    ]


def answer(model: Path, settings: dict[str, Any]) -> dict[str, Any]:
    partition, _ = run(model, settings)
    if partition is None:
        return {"settings": settings, "refused": True}
    kept = ("supported", "total", "partitioner", "skipped_whole_graph")
    blocks = [[block["name"], block["kind"], block["nodes"]] for block in partition["blocks"]]
    return {"settings": settings, **{key: partition[key] for key in kept}, "blocks": blocks}


def record(name: str) -> None:
    from record_oracle import IMPORTS
    from trtlens_torch.source import import_file

    model = FIXTURES / "exported" / f"{name}.pt2"
    for file in IMPORTS.get(name, []):
        import_file(FIXTURES / "exported" / file)
    recorded = json.loads((FIXTURES / "oracle" / f"{name}.json").read_text(encoding="utf-8"))
    excluded = recorded["answers"][-1]["settings"]["torch_executed_ops"]
    partition, graph_module = run(model, {"min_block_size": 1})
    assert partition is not None
    answers = [
        answer(model, {"min_block_size": size, "torch_executed_ops": operations, "use_fast_partitioner": fast})
        for fast in (True, False)
        for operations in ([], excluded)
        for size in BLOCK_SIZES
    ]
    for fast in (True, False):
        answers.append(answer(model, {"use_fast_partitioner": fast, "require_full_compilation": True}))
    record = {"environment": recorded["environment"], "nodes": rows(graph_module, partition), "answers": answers}
    text = json.dumps(record, separators=(",", ":"))
    (FIXTURES / "partition" / f"{name}.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


def main(names: list[str]) -> None:
    from trtlens_torch.environment import import_torch_tensorrt

    sys.argv = sys.argv[:1]  # torch.fx's splitter reads it
    import_torch_tensorrt()
    for path in sorted((FIXTURES / "oracle").glob("*.json")):
        if not names or path.stem in names:
            record(path.stem)
            print(path.stem, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
