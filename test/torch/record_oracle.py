"""Records what the oracle answers for every exported program of test/fixtures/exported, as test/fixtures/oracle/NAME.json.

usage: python test/torch/record_oracle.py [ORACLE.py] [MODEL]...

Run it with an interpreter that has torch_tensorrt, again whenever the fixtures or that version change. Every answer comes
from a process of its own. The settings are min_block_size 1, 2, 5 and 10, each with and without one operation excluded:
the one in the middle of the supported operations of that model.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
EXPORTED = HERE.parent / "fixtures" / "exported"
RECORDED = HERE.parent / "fixtures" / "oracle"
BLOCK_SIZES = (1, 2, 5, 10)
REFUSED = {"spectrogram"}  # lowering raises, in the oracle as anywhere
IMPORTS = {"cnn": ["clip_custom.py"]}


def ask(oracle: Path, model: Path, min_block_size: int, executed: list[str]) -> dict[str, Any]:
    """The oracle's answer, shortened to what the worker is compared with."""
    command = [sys.executable, str(oracle), str(model), "--min-block-size", str(min_block_size)]
    for name in executed:
        command += ["--torch-executed-op", name]
    for name in IMPORTS.get(model.stem, []):
        command += ["--import", str(EXPORTED / name)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return shorten(json.loads(result.stdout))


def shorten(answer: dict[str, Any]) -> dict[str, Any]:
    """Settings, counts, blocks as [name, kind, sorted nodes] and the reason of each unsupported operation."""
    return {
        "settings": answer["settings"],
        "supported": answer["supported"],
        "total": answer["total"],
        "skipped_whole_graph": answer["skipped_whole_graph"],
        "blocks": [[block["name"], block["kind"], sorted(block["nodes"])] for block in answer["blocks"]],
        "unsupported": {
            node["name"]: node["reason"]
            for node in answer["nodes"]
            if node["op"] == "call_function" and not node["supported"]
        },
        "environment": answer["environment"],
        "targets": {node["name"]: node["target"] for node in answer["nodes"] if node["op"] == "call_function"},
    }


def operation_to_exclude(answer: dict[str, Any]) -> str:
    supported: list[str] = [
        target
        for name, target in answer["targets"].items()
        if name not in answer["unsupported"] and target != "_operator.getitem"
    ]
    return supported[len(supported) // 2]


def record(oracle: Path, model: Path) -> None:
    answers = [ask(oracle, model, size, []) for size in BLOCK_SIZES]
    excluded = operation_to_exclude(answers[0])
    answers += [ask(oracle, model, size, [excluded]) for size in BLOCK_SIZES]
    environment = answers[0]["environment"]
    for answer in answers:
        del answer["environment"], answer["targets"]
    lines = ",\n  ".join(json.dumps(answer, separators=(",", ":")) for answer in answers)
    text = f'{{"environment":{json.dumps(environment)},"answers":[\n  {lines}\n]}}\n'
    (RECORDED / f"{model.stem}.json").write_text(text, encoding="utf-8")


def main(arguments: list[str]) -> None:
    oracle = HERE / "partition_oracle.py"
    if arguments and arguments[0].endswith(".py"):
        oracle = Path(arguments.pop(0))
    RECORDED.mkdir(parents=True, exist_ok=True)
    for model in sorted(EXPORTED.glob("*.pt2")):
        if model.stem not in REFUSED and (not arguments or model.stem in arguments):
            record(oracle, model)
            print(model.stem, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
