"""Writes the compiled program, by torch_tensorrt's own save."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any


def save_program(compiled: Any, output: Path) -> int:
    """Writes ``output``, whatever its name ends in, and returns its size in bytes. Raises what torch_tensorrt raises.

    ``retrace=False`` writes the graph as it is: exporting it again would run it, which needs the GPU.
    """
    import torch_tensorrt

    separate_names(compiled)
    # A temporary name does not end in .pt2, which torch warns of.
    logger = logging.getLogger("torch.export.pt2_archive._package")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        torch_tensorrt.save(compiled, os.fspath(output), retrace=False)
    finally:
        logger.setLevel(level)
    return output.stat().st_size


def separate_names(compiled: Any) -> None:
    """Gives the inputs of blocks that stay in PyTorch names that nothing else in the program has.

    Without a retrace torch_tensorrt 2.13 puts those blocks back into the program's graph by name
    (``dynamo/_exporter.py``, ``inline_torch_modules``): an input of a block called like another node of the graph is taken
    for that node, and the block's other inputs then become inputs of the whole program. With no such names each input is
    connected to what the block is called with. Nothing else changes: names of inputs mean nothing to the block itself.
    """
    import torch.fx

    for name, block in compiled.named_children():
        if name.startswith("_run_on_gpu") and isinstance(block, torch.fx.GraphModule):
            inputs = [node for node in block.graph.nodes if node.op == "placeholder"]
            for index, node in enumerate(inputs):
                node._rename(f"{name}_input_{index}")
