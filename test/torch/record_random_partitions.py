"""Records how torch_tensorrt's partitioners cut graphs that are made up, as test/fixtures/partition/random.json.gz.

usage: python test/torch/record_random_partitions.py [GRAPHS] [SEED] [FILE]

Graphs of up to 60 nodes with weights, results of operations that have several, operations without ``tensor_meta`` and
unsupported ones. Everything but the graphs and the answer whether a node is supported is torch_tensorrt's own.
"""

from __future__ import annotations

import copy
import gzip
import json
import operator
import random
import sys
from pathlib import Path
from typing import Any, ClassVar

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "native" / "torch"))


def make_graph(pick: random.Random) -> tuple[Any, set[str]]:
    """A module and the names of what is supported."""
    import torch

    graph = torch.fx.Graph()
    root = torch.nn.Module()
    values = [graph.placeholder(f"x{index}") for index in range(pick.randint(1, 2))]
    supported: set[str] = set()
    share, plain, reach = (
        pick.choice([0.3, 0.6, 0.8, 0.95, 0.99]),
        pick.choice([0.5, 0.8, 0.9, 0.95, 1.0]),
        pick.choice([3, 8, 60]),
    )
    for index in range(pick.randint(3, 60)):
        kind = pick.random()
        if kind < 0.1:
            root.register_buffer(f"w{index}", torch.zeros(1))
            values.append(graph.get_attr(f"w{index}"))
            continue
        inputs = [pick.choice(values[-reach:]) for _ in range(pick.choice([0, 1, 1, 1, 2, 2, 3]))]
        if kind < 0.25 and inputs and inputs[0].op == "call_function":
            node = graph.call_function(operator.getitem, (inputs[0], 0))
            is_supported = inputs[0].name in supported
        else:
            node = graph.call_function(torch.relu, tuple(inputs))
            is_supported = pick.random() < share
        if is_supported:
            supported.add(node.name)
        if pick.random() < plain:
            node.meta["tensor_meta"] = "one tensor"
        values.append(node)
    graph.output(tuple(value for value in values if value.op == "call_function" and not value.users))
    return torch.fx.GraphModule(root, graph), supported


def cut(module: Any, supported: set[str], min_block_size: int) -> dict[str, Any]:
    """What each partitioner makes of it; of the fast one "deadlock" where it gives up."""
    import torch
    from torch.fx.passes.operator_support import OperatorSupportBase
    from torch.fx.passes.splitter_base import FxNetSplitterInternalError
    from torch_tensorrt.dynamo.partitioning import _adjacency_partitioner, _global_partitioner
    from trtlens_torch.partition import blocks_of, order_of

    class Known(OperatorSupportBase):  # type: ignore[misc]
        unsupported_operators: ClassVar[dict[str, int]] = {}

        def is_node_supported(self, _: Any, node: torch.fx.Node) -> bool:
            return node.op == "get_attr" or node.name in supported

    operations = [node for node in module.graph.nodes if node.op == "call_function"]
    try:
        fast = _adjacency_partitioner.TRTPartitioner(
            module, Known(), min_block_size=min_block_size, skip_fusion=len(supported) == len(operations)
        )
        subgraphs = fast.remove_small_acc_subgraphs(fast.put_nodes_into_subgraphs())
        blocks: Any = [
            [f"_run_on_{'acc' if each.is_acc else 'gpu'}_{index}", "tensorrt" if each.is_acc else "torch", names(each.nodes)]
            for index, each in enumerate(subgraphs)
        ]
    except FxNetSplitterInternalError:
        blocks = "deadlock"
    order = order_of(module)
    parts = _global_partitioner.TRTPartitioner(copy.deepcopy(module), Known(), min_block_size=min_block_size)
    fused = parts.fuse_partitions(parts.propose_partitions(), prefix="_run_on_acc_")
    return {
        "min_block_size": min_block_size,
        "fast": blocks,
        "global": [[block["name"], block["kind"], sorted(block["nodes"])] for block in blocks_of(fused, order)],
    }


def names(nodes: list[Any]) -> list[str]:
    return sorted(node.name for node in nodes)


def record(pick: random.Random) -> dict[str, Any]:
    from trtlens_torch.graph import target_of

    module, supported = make_graph(pick)
    rows = []
    for node in module.graph.nodes:
        reason = "no_converter" if node.op == "call_function" and node.name not in supported else ""
        inputs = [each.name for each in node.all_input_nodes]
        rows.append([node.name, node.op, target_of(node), inputs, reason, int("tensor_meta" in node.meta)])
    return {"nodes": rows, "cuts": [cut(module, supported, size) for size in (1, 3)]}


def main(count: str = "300", seed: str = "5", file: str = str(ROOT / "test/fixtures/partition/random.json.gz")) -> None:
    from trtlens_torch.environment import import_torch_tensorrt

    sys.argv = sys.argv[:1]  # torch.fx's splitter reads it
    import_torch_tensorrt()
    pick = random.Random(int(seed))
    text = json.dumps([record(pick) for _ in range(int(count))], separators=(",", ":"))
    Path(file).write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main(*sys.argv[1:])
