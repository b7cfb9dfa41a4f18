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

    # A temporary name does not end in .pt2, which torch warns of.
    logger = logging.getLogger("torch.export.pt2_archive._package")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        torch_tensorrt.save(compiled, os.fspath(output), retrace=False)
    finally:
        logger.setLevel(level)
    return output.stat().st_size
