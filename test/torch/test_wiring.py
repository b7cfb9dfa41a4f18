"""Saved programs compute what the model computes.

Engines cannot run without a GPU, so each call of one is answered by the PyTorch block that it was built from. What is left
to be wrong is how blocks are connected in the saved program, and that is what these tests are about.
"""

from __future__ import annotations

import copy
import io
from pathlib import Path
from typing import Any

import models
import pytest
from conftest import EXPORTED, ROOT, events_of, of_kind

SPLIT = "torch.ops.aten.split.Tensor"
NORM = "torch.ops.aten.native_layer_norm.default"
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "graph breaks": ("examples/graph_breaks.py", {"min_block_size": 1}),
    "gpt2": ("examples/gpt2.py", {"torch_executed_ops": [SPLIT]}),
    "norms in PyTorch": ("examples/bert.py", {"min_block_size": 1, "torch_executed_ops": [NORM]}),
    "symbolic sizes": ("examples/dynamic_shapes.py", {"min_block_size": 1, "torch_executed_ops": [NORM]}),
    "all in PyTorch": ("examples/dynamic_shapes.py", {"min_block_size": 50}),
    "no break": ("examples/resnet.py", {}),
    "from a GPU": ("net_break.2.11-h200.pt2", {"min_block_size": 1}),
    "many breaks": ("many_breaks.2.11-h200.pt2", {"min_block_size": 1}),
    "detector": ("detector.pt2", {"min_block_size": 1}),
    "entangled": ("entangled", {"min_block_size": 1}),
    "entangled, global": ("entangled", {"min_block_size": 1, "use_fast_partitioner": False}),
}


@pytest.fixture
def torch_blocks(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The PyTorch form of each engine's block, by the engine's name."""
    from torch_tensorrt.dynamo import _compiler

    blocks: dict[str, Any] = {}
    real = _compiler.convert_module

    def tapped(module: Any, *arguments: Any, **keywords: Any) -> Any:
        blocks[f"{keywords['name']}_engine"] = copy.deepcopy(module)
        return real(module, *arguments, **keywords)

    monkeypatch.setattr(_compiler, "convert_module", tapped)
    return blocks


def compile_to(model: Path, output: Path, settings: dict[str, Any]) -> None:
    from trtlens_torch.events import Events
    from trtlens_torch.task import Task
    from trtlens_torch.worker import run

    stream = io.StringIO()
    run(Task("compile", model, output, settings=settings), Events(stream))
    assert of_kind(events_of(stream), "saved"), of_kind(events_of(stream), "finding")


def run_saved(output: Path, blocks: dict[str, Any], inputs: tuple[Any, ...]) -> list[Any]:
    import torch
    import torch_tensorrt

    class Stand(torch.fx.Interpreter):  # type: ignore[misc]
        def call_function(self, target: Any, args: Any, kwargs: Any) -> Any:
            if "execute_engine" not in str(target):
                return super().call_function(target, args, kwargs)
            results = blocks[args[1].name](*args[0])
            return list(results) if isinstance(results, (list, tuple)) else [results]

    program = torch_tensorrt.load(str(output))
    results = Stand(program.module()).run(*inputs)
    return list(results) if isinstance(results, (list, tuple)) else [results]


@pytest.mark.parametrize("case", CASES)
def test_saved_program_computes_the_same(case: str, torch_blocks: dict[str, Any], tmp_path: Path) -> None:
    import torch
    from trtlens_torch.program import load_program
    from trtlens_torch.source import read_model
    from trtlens_torch.task import Names

    name, settings = CASES[case]
    if name.endswith(".pt2"):
        path = EXPORTED / name
        module = load_program(path, has_gpu=False).module()
        inputs = make_inputs(module)
    else:
        path = ROOT / name
        if name == "entangled":
            path = tmp_path / "entangled.py"
            path.write_text(models.ENTANGLED, encoding="utf-8")
        model = read_model(path, Names())
        module, inputs = model.module, (*model.inputs, *model.keyword_inputs.values())
    output = tmp_path / "program.tmp"
    compile_to(path, output, settings)
    with torch.no_grad():
        expected = module(*inputs)
        found = run_saved(output, torch_blocks, inputs)
    expected = list(expected) if isinstance(expected, (list, tuple)) else [expected]
    torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-4, equal_nan=True)


def make_inputs(module: Any) -> tuple[Any, ...]:
    """Random inputs of the sizes that a program was exported with."""
    import torch

    values = [node.meta["val"] for node in module.graph.nodes if node.op == "placeholder"]
    return tuple(torch.rand(value.shape, dtype=value.dtype) for value in values)
