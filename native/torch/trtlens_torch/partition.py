"""The blocks that Torch-TensorRT cuts a graph into, and those that it would cut under other settings."""

from __future__ import annotations

import copy
import operator
from collections.abc import Iterator
from typing import Any

Block = dict[str, Any]
"""``{"name", "kind": "tensorrt" or "torch", "nodes"}``, nodes in topological order."""

_CALLS = ("call_function", "call_method", "call_module")
_TRIED_BLOCK_SIZES = (1, 2, 3, 5, 10)
_LARGEST_TRIED_GRAPH = 5000


def blocks_of(partitioned: Any, order: dict[str, int]) -> list[Block]:
    """Blocks of a partitioned module, in the order in which they run.

    The fast partitioner makes a submodule of every block. The global one makes submodules of TensorRT's blocks only and
    leaves the rest where it was: each run of such operations is a block here, named ``torch_0``, ``torch_1`` and so on.
    ``order`` gives each node of the lowered graph its position.
    """
    blocks: list[Block] = []
    loose: list[str] = []
    for node in partitioned.graph.nodes:
        if _is_block(node):
            _close(blocks, loose, order)
            name = str(node.target)
            inner = [each.name for each in getattr(partitioned, name).graph.nodes if each.op in _CALLS]
            blocks.append(_block(name, "tensorrt" if "_run_on_acc" in name else "torch", inner, order))
        elif node.op in _CALLS and not _is_result_of_block(node):
            loose.append(node.name)
    _close(blocks, loose, order)
    return blocks


def _close(blocks: list[Block], loose: list[str], order: dict[str, int]) -> None:
    if loose:
        number = sum(1 for block in blocks if block["name"].startswith("torch_"))
        blocks.append(_block(f"torch_{number}", "torch", loose, order))
        loose.clear()


def _is_block(node: Any) -> bool:
    return node.op == "call_module" and str(node.target).startswith("_run_on_")


def _is_result_of_block(node: Any) -> bool:
    """A getitem that splitting has put in, to take one result out of a block; its name may be one of the lowered graph."""
    return node.target is operator.getitem and _is_block(node.args[0])


def _block(name: str, kind: str, nodes: list[str], order: dict[str, int]) -> Block:
    known = [node for node in nodes if node in order]
    return {"name": name, "kind": kind, "nodes": sorted(known, key=order.__getitem__)}


def order_of(graph_module: Any) -> dict[str, int]:
    return {node.name: position for position, node in enumerate(graph_module.graph.nodes)}


def proposed_blocks(graph_module: Any, settings: Any, *, skip_fusion: bool) -> list[Block]:
    """What the fast partitioner would make of a graph that Torch-TensorRT left alone. Changes nothing."""
    partitioner = _Fast(graph_module, settings, skip_fusion=skip_fusion)
    order = order_of(graph_module)
    return [
        _block(f"_run_on_{'acc' if is_acc else 'gpu'}_{index}", "tensorrt" if is_acc else "torch", nodes, order)
        for index, (is_acc, nodes) in enumerate(partitioner.subgraphs(settings.min_block_size))
    ]


def trials(graph_module: Any, settings: Any, supported: int, total: int) -> Iterator[dict[str, Any]]:
    """The fields of ``trial`` events: the same lowered graph under other block sizes, by torch_tensorrt's own partitioner.

    Nothing for the global partitioner, which has no cheap way to ask it, and for graphs of more than 5,000 nodes.
    """
    sizes = [size for size in _TRIED_BLOCK_SIZES if size != settings.min_block_size]
    if not settings.use_fast_partitioner or settings.require_full_compilation:
        return
    if len(graph_module.graph.nodes) > _LARGEST_TRIED_GRAPH:
        return
    partitioner = _Fast(graph_module, settings, skip_fusion=supported == total)
    for size in sizes:
        subgraphs = partitioner.subgraphs(size)
        if supported == 0 or supported < size:  # Torch-TensorRT then leaves the whole graph alone
            subgraphs = [(False, [name for _, nodes in subgraphs for name in nodes])]
        yield {"change": {"min_block_size": size}, **_count(subgraphs)}


def _count(subgraphs: list[tuple[bool, list[str]]]) -> dict[str, int]:
    accelerated = [index for index, (is_acc, _) in enumerate(subgraphs) if is_acc]
    inner = range(accelerated[0], accelerated[-1]) if accelerated else range(0)
    return {
        "engines": len(accelerated),
        "breaks": sum(1 for index in inner if not subgraphs[index][0]),
        "torch_operations": sum(len(nodes) for is_acc, nodes in subgraphs if not is_acc),
    }


class _Fast:
    """torch_tensorrt's fast partitioner, asked for its subgraphs without splitting the graph."""

    def __init__(self, graph_module: Any, settings: Any, *, skip_fusion: bool) -> None:
        from torch_tensorrt.dynamo.partitioning import _adjacency_partitioner as adjacency

        self._partitioner = adjacency.TRTPartitioner(
            graph_module,
            adjacency.OpSupportTester(torch_executed_ops=settings.torch_executed_ops),
            min_block_size=settings.min_block_size,
            require_full_compilation=settings.require_full_compilation,
            skip_fusion=skip_fusion,
        )
        self._raw = self._partitioner.put_nodes_into_subgraphs()

    def subgraphs(self, min_block_size: int) -> list[tuple[bool, list[str]]]:
        """Whether each is TensorRT's, and the names of its nodes, for that block size."""
        partitioner = self._partitioner
        partitioner.settings.min_acc_module_size = min_block_size
        fresh = []
        for subgraph in self._raw:  # the partitioner merges in place
            fresh.append(copy.copy(subgraph))
            fresh[-1].nodes = list(subgraph.nodes)
        return [(each.is_acc, [node.name for node in each.nodes]) for each in partitioner.remove_small_acc_subgraphs(fresh)]


def without_dead_code(graph_module: Any) -> Any:
    """A module over a cleaned copy of the graph, sharing all tensors: what the partitioner would have looked at."""
    import torch.fx

    graph = copy.deepcopy(graph_module.graph)
    graph.eliminate_dead_code()
    return torch.fx.GraphModule(graph_module, graph)
