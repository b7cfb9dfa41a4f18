"""The lowered graph as rows of the ``graph`` event (docs/protocol.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

_FRAME = re.compile(r'File "([^"\n]+)", line (\d+), in ([^\n]+)(?:\n[ \t]+(?!File ")([^\n]*))?')
_LONGEST_ARGUMENTS = 400


def graph_rows(graph_module: Any) -> list[dict[str, Any]]:
    """One row for each node of a ``torch.fx.GraphModule``, in topological order. Changes nothing."""
    return [_row(graph_module, node) for node in graph_module.graph.nodes]


def _row(graph_module: Any, node: Any) -> dict[str, Any]:
    path, kind = module_of(node)
    return {
        "name": node.name,
        "op": node.op,
        "target": target_of(node),
        "inputs": [each.name for each in node.all_input_nodes],
        "arguments": _arguments(node),
        "module": path,
        "module_type": kind,
        "outputs": [_tensor(value) for value in _values(graph_module, node)],
        "frames": frames_of(node),
    }


def target_of(node: Any) -> str:
    """ "torch.ops.aten.linear.default"; for what is no call, the name that it refers to."""
    from torch_tensorrt.dynamo.conversion._ConverterRegistry import ConverterRegistry

    return str(ConverterRegistry.qualified_name_or_str(node.target))


def module_of(node: Any) -> tuple[str, str]:
    """Path and qualified type of the module that the node came from; empty where it is not known.

    torch_tensorrt's own ``get_node_name`` says the same but takes the entry out of the node's metadata.
    """
    stack = node.meta.get("nn_module_stack")
    if not stack:
        return "", ""
    path, kind = list(stack.values())[-1][:2]
    return str(path), kind if isinstance(kind, str) else f"{kind.__module__}.{kind.__qualname__}"


def frames_of(node: Any) -> list[list[Any]]:
    """Python frames of a node as [file, line, function, code], outermost first."""
    trace = node.meta.get("stack_trace") or ""
    return [[file, int(line), function, (code or "").strip()] for file, line, function, code in _FRAME.findall(trace)]


def shape_text(shape: Sequence[Any]) -> str:
    """ "2x64x128", symbolic sizes by their names; "scalar" for no dimensions."""
    return "x".join(str(size) for size in shape) or "scalar"


def dtype_text(dtype: Any) -> str:
    """ "float32"."""
    return str(dtype).removeprefix("torch.")


def _values(graph_module: Any, node: Any) -> Iterator[Any]:
    if node.op == "output":
        return
    value = node.meta.get("val")
    if value is None and node.op == "get_attr":
        value = _attribute(graph_module, node.target)
    for item in value if isinstance(value, (list, tuple)) else (value,):
        if item is not None:
            yield item


def _attribute(graph_module: Any, target: str) -> Any:
    value = graph_module
    for name in target.split("."):
        value = getattr(value, name, None)
    return value if hasattr(value, "dtype") else None


def _tensor(value: Any) -> dict[str, Any]:
    """A tensor, or a symbolic number as a tensor of no dimensions."""
    import torch

    if isinstance(value, torch.Tensor):
        sizes = [size if isinstance(size, int) else str(size) for size in value.shape]
        known = all(isinstance(size, int) for size in sizes)
        return {
            "dtype": dtype_text(value.dtype),
            "shape": [str(size) for size in sizes],
            "bytes": value.numel() * value.element_size() if known else 0,
        }
    for kinds, dtype, size in (
        ((torch.SymBool, bool), "bool", 1),
        ((torch.SymInt, int), "int64", 8),
        ((torch.SymFloat, float), "float64", 8),
    ):
        if isinstance(value, kinds):
            return {"dtype": dtype, "shape": [], "bytes": size}
    return {"dtype": type(value).__name__, "shape": [], "bytes": 0}


def _arguments(node: Any) -> str:
    """Arguments that are no nodes, by the names of the operator's schema: "dim=-1, half_to_float=False"."""
    if node.op not in ("call_function", "call_method", "call_module"):
        return ""
    schema = getattr(node.target, "_schema", None)
    names = [argument.name for argument in schema.arguments] if schema is not None else []
    parts = []
    for position, value in enumerate(node.args):
        if not _is_nodes(value):
            name = names[position] if position < len(names) else ""
            parts.append(f"{name}={_text(value)}" if name else _text(value))
    parts += [f"{name}={_text(value)}" for name, value in node.kwargs.items() if not _is_nodes(value)]
    text = ", ".join(parts)
    return text if len(text) <= _LONGEST_ARGUMENTS else text[: _LONGEST_ARGUMENTS - 1] + "…"


def _is_nodes(value: Any) -> bool:
    """True for a node, and for a list of nothing else."""
    import torch.fx

    if isinstance(value, (list, tuple)):
        return len(value) > 0 and all(item is None or _is_nodes(item) for item in value)
    return isinstance(value, torch.fx.Node)


def _text(value: Any) -> str:
    import torch.fx

    if isinstance(value, torch.fx.Node):
        return str(value.name)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_text(item) for item in value)}]"
    return str(value)
