"""From an exception to a finding: what failed, where, and what was seen to help. Tracebacks go into the detail."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from .fault import lowering_pass, node_at_fault, places_of
from .findings import (
    Finding,
    Remedy,
    advice,
    engine_place,
    first_line,
    settings_remedy,
    traceback_text,
)
from .graph import target_of
from .memory import out_of_memory, ran_out

# TensorRT-RTX 1.5 does not build GPT-2's split of queries, keys and values; with the split in PyTorch it builds the rest.
_SPLIT_CHECK = "logical_mem_size == data_->size()"
_SPLIT = "torch.ops.aten.split.Tensor"


def compile_failure(compilation: Any, error: BaseException, log: list[str]) -> Finding:
    """``log`` holds the last lines that TensorRT logged as errors."""
    detail = "\n".join([*log, traceback_text(error)])
    building = compilation.engines.building
    if ran_out(error, log):
        if not building.engine:
            node = node_at_fault(error)
            places = places_of(node, _known(compilation)) if node is not None else ()
            return out_of_memory("lowering and partitioning the graph", error, detail, places)
        doing = f"building {building.engine} ({building.index} of {building.count})"
        return out_of_memory(doing, error, detail, (engine_place(building.engine),))
    if building.engine:
        return _build_failure(compilation, error, log, detail)
    if compilation.graph_module is not None or compilation.settings is not None:
        return _partition_failure(compilation, error, detail)
    return _lowering_failure(compilation, error, detail)


def save_failure(compilation: Any, output: Path, error: BaseException) -> Finding:
    detail = traceback_text(error)
    if isinstance(error, OSError) or re.search(r"errno|Parent directory|PytorchStreamWriter failed", str(error)):
        return not_writable(output, error)
    branches = [node for node in _nodes(compilation) if target_of(node).startswith("torch.ops.higher_order.")]
    if branches and re.search(r"nonexistent attribute|missing val field", str(error)):
        node = branches[0]
        name = target_of(node).removeprefix("torch.ops.higher_order.")
        return Finding(
            "save.failed",
            "error",
            f"The program cannot be saved: torch_tensorrt does not save the branches of torch.{name} ({node.name}).",
            places_of(node),
            (advice(f"Write {node.name} without torch.{name}, such as with torch.where"),),
            detail,
        )
    message = f"The compiled program cannot be saved: {type(error).__name__}: {first_line(error)}"
    return Finding("save.failed", "error", message, detail=detail)


def not_writable(output: Path, error: BaseException) -> Finding:
    reason = getattr(error, "strerror", None) or first_line(error)
    return Finding(
        "output.not-writable",
        "error",
        f"The compiled program cannot be written to {output.parent}: {reason}.",
        remedies=(advice("Choose another output folder"),),
        detail=traceback_text(error),
    )


def _build_failure(compilation: Any, error: BaseException, log: list[str], detail: str) -> Finding:
    building = compilation.engines.building
    if building.node is not None and building.node.op == "call_function":
        return _converter_failure(compilation, error, detail)
    said = next((_words(line) for line in reversed(log)), "") or first_line(error)
    remedies: tuple[Remedy, ...] = ()
    if any(_SPLIT_CHECK in line for line in log) and any(target_of(node) == _SPLIT for node in _nodes(compilation)):
        remedies = (_exclude(compilation, _SPLIT),)
    return Finding(
        "build.failed",
        "error",
        f"TensorRT did not build {building.engine} ({building.index} of {building.count}): {said}",
        (engine_place(building.engine),),
        remedies,
        detail,
    )


def _converter_failure(compilation: Any, error: BaseException, detail: str) -> Finding:
    """The failure of one operation's converter, before TensorRT's builder begins."""
    building = compilation.engines.building
    node, target = building.node, target_of(building.node)
    unsupported = isinstance(error, NotImplementedError) or type(error).__name__ == "UnsupportedOperatorException"
    message = f"{target} ({node.name}) passed for supported but cannot be converted: {first_line(error)}"
    if not unsupported:
        message = f"The converter of {target} ({node.name}) failed: {type(error).__name__}: {first_line(error)}"
    return Finding(
        "build.unsupported-operation" if unsupported else "build.failed",
        "error",
        message,
        (*places_of(node, _known(compilation)), engine_place(building.engine)),
        (_exclude(compilation, target),),
        detail,
    )


def _exclude(compilation: Any, target: str) -> Remedy:
    """Leaves an operator to PyTorch, next to those that are excluded already."""
    excluded = {each if isinstance(each, str) else str(each) for each in compilation.settings.torch_executed_ops}
    change = {"torch_executed_ops": sorted(excluded | {target})}
    return settings_remedy(f"Leave {target} to PyTorch", change)


def _words(line: str) -> str:
    """TensorRT's error line without its function names and source positions, short enough for a message."""
    text = re.sub(r"^I\w+::\w+: ", "", line)
    text = re.sub(r"\[[\w./]+:\d+: \w+\] ?", "", text)
    text = re.sub(r" ?In \w+ at [^\s)]+", "", text).strip()
    return text if len(text) <= 300 else text[:299] + "…"


def _partition_failure(compilation: Any, error: BaseException, detail: str) -> Finding:
    required = getattr(compilation.settings, "require_full_compilation", False)
    if required and isinstance(error, AssertionError) and "not fully supported" in str(error):
        message = (
            f"require_full_compilation is set, but {compilation.supported} of {compilation.total} operations "
            "are supported, or they do not form one block."
        )
        remedy = settings_remedy("Let PyTorch run the rest", {"require_full_compilation": False})
        return Finding("partition.not-fully-supported", "error", message, (), (remedy,), detail)
    node = node_at_fault(error)
    message = f"Partitioning failed: {type(error).__name__}: {first_line(error)}"
    return Finding("partition.failed", "error", message, places_of(node) if node is not None else (), (), detail)


def _lowering_failure(compilation: Any, error: BaseException, detail: str) -> Finding:
    node = node_at_fault(error)
    where = lowering_pass(error)
    places = places_of(node, _known(compilation)) if node is not None else ()
    step = f"Lowering failed in torch_tensorrt's {where}" if where else "Lowering failed"
    at = f" at {target_of(node)}" if node is not None and node.op == "call_function" else ""
    remedies: tuple[Remedy, ...] = ()
    if "complex" in where:
        remedies = (advice("Keep complex numbers out of the model, such as by doing the transform before it"),)
    return Finding("lower.failed", "error", f"{step}{at}: {first_line(error)}", places, remedies, detail)


def _known(compilation: Any) -> set[str]:
    """Names of the graph that is reported: the lowered one, or the exported one where lowering failed."""
    graph_module = compilation.graph_module
    graph = compilation.program.graph if graph_module is None else graph_module.graph
    return {node.name for node in graph.nodes}


def _nodes(compilation: Any) -> list[Any]:
    return list(compilation.graph_module.graph.nodes) if compilation.graph_module is not None else []
