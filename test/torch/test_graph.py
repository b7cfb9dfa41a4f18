"""Rows of the graph, settings and places: what crosses to the job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import EXPORTED, RunHere, only


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, Any]]:
    """Rows of a program with symbolic sizes, by name."""
    from trtlens_torch.graph import graph_rows
    from trtlens_torch.program import load_program

    program = load_program(EXPORTED / "dynamic.pt2", has_gpu=False)
    return {row["name"]: row for row in graph_rows(program.module())}


def test_rows_are_topological(rows: dict[str, dict[str, Any]]) -> None:
    seen: set[str] = set()
    for row in rows.values():
        assert set(row["inputs"]) <= seen
        seen.add(row["name"])


def test_symbolic_sizes_have_names_and_no_bytes(rows: dict[str, dict[str, Any]]) -> None:
    (output,) = rows["linear"]["outputs"]
    assert output["dtype"] == "float32"
    assert output["shape"][0].startswith("s")
    assert output["shape"][1] == "16"
    assert output["bytes"] == 0
    size = next(row for row in rows.values() if "sym_size" in row["target"])
    assert size["outputs"] == [{"dtype": "int64", "shape": [], "bytes": 8}]


def test_arguments_are_named_by_the_schema(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["cat"]["arguments"] == "dim=-1"
    assert rows["cat"]["inputs"] == ["relu", "y"]
    assert rows["cumsum"]["arguments"] == "dim=0"
    assert rows["reshape"]["arguments"].startswith("shape=[mul")


def test_parameters_have_types_and_bytes(rows: dict[str, dict[str, Any]]) -> None:
    weight = next(row for row in rows.values() if row["op"] == "get_attr" and row["target"] == "a.weight")
    assert weight["outputs"] == [{"dtype": "float32", "shape": ["16", "16"], "bytes": 1024}]


def test_frames_are_outermost_first(rows: dict[str, dict[str, Any]]) -> None:
    frames = rows["linear"]["frames"]
    assert frames[0][2] == "forward"
    assert "F.relu(s.a(x))" in frames[0][3]
    assert frames[-1][0].endswith("torch/nn/modules/linear.py")
    assert rows["linear"]["module"] == "a"


def test_describing_a_graph_changes_nothing() -> None:
    """torch_tensorrt's own ``get_node_name`` takes module paths out of the nodes; the worker must not."""
    from trtlens_torch.graph import graph_rows
    from trtlens_torch.program import load_program

    module = load_program(EXPORTED / "mlp.pt2", has_gpu=False).module()
    assert graph_rows(module) == graph_rows(module)


def test_settings_are_what_torch_tensorrt_takes() -> None:
    import torch
    from trtlens_torch.settings import compile_arguments, in_force

    arguments = compile_arguments(
        {
            "torch_executed_ops": ["torch.ops.aten.relu.default"],
            "autocast_low_precision_type": "bf16",
            "autocast_excluded_nodes": ["^head"],
            "enable_autocast": True,
            "optimization_level": None,
        }
    )
    assert arguments["torch_executed_ops"] == {"torch.ops.aten.relu.default"}
    assert arguments["autocast_low_precision_type"] is torch.bfloat16
    assert in_force(arguments)["autocast_low_precision_type"] == "bfloat16"
    assert in_force(arguments)["autocast_excluded_nodes"] == ["^head"]


def test_autocast_changes_the_graph(run_here: RunHere) -> None:
    settings = {"min_block_size": 1, "enable_autocast": True, "autocast_low_precision_type": "fp16"}
    events, _ = run_here(EXPORTED / "mlp.pt2", settings)
    types = {output["dtype"] for node in only(events, "graph")["nodes"] for output in node["outputs"]}
    assert "float16" in types


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("/home/someone/net.py", True),
        ("/home/someone/venv/lib/python3.11/site-packages/torch/nn/modules/linear.py", False),
        ("<eval_with_key>.3", False),
        ("", False),
        (str(Path(__file__)), True),
    ],
)
def test_files_of_the_user(file: str, expected: bool) -> None:
    from trtlens_torch.place import is_user_file

    assert is_user_file(file) is expected


def test_files_of_python_and_of_the_worker_are_not_the_users() -> None:
    import json

    from trtlens_torch import place

    assert not place.is_user_file(json.__file__)
    assert not place.is_user_file(place.__file__)


def test_a_missing_function_of_torch_tensorrt_is_a_finding() -> None:
    """Another version may have no such function inside; that is said rather than a crash."""
    import types

    from trtlens_torch.findings import Refused
    from trtlens_torch.taps import Taps

    module = types.SimpleNamespace(__name__="torch_tensorrt.dynamo._compiler", known=lambda: 1)
    with Taps() as taps:
        taps.wrap(module, "known", lambda real: real() + 1)
        taps.wrap(module, "unknown", lambda real: real(), required=False)
        assert module.known() == 2
        with pytest.raises(Refused) as refused:
            taps.wrap(module, "unknown", lambda real: real())
    assert module.known() == 1
    assert refused.value.finding.code == "environment.unknown-version"
    assert "unknown" in refused.value.finding.message
