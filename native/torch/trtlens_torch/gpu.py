"""Whether there is a GPU that this process can use, and the one that is assumed where there is none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Gpu:
    """``memory`` in bytes."""

    name: str
    capability: tuple[int, int]
    memory: int
    multiprocessors: int


# Converters ask for the compute capability while the graph is partitioned; engines that are built without a GPU get this
# one written into their description. Ada is the newest that both flavours of TensorRT of 2.11 to 2.13 know.
STAND_IN = Gpu(name="NVIDIA RTX 6000 Ada", capability=(8, 9), memory=48 << 30, multiprocessors=142)


def usable_gpu() -> Gpu | None:
    """The current CUDA device; None where torch has no CUDA, no driver answers, or the driver is too old for this torch."""
    import torch

    if not torch.cuda.is_available():
        return None
    try:
        torch.cuda.init()
        properties = torch.cuda.get_device_properties(torch.cuda.current_device())
    except (RuntimeError, AssertionError):
        return None
    return Gpu(
        name=properties.name,
        capability=(properties.major, properties.minor),
        memory=properties.total_memory,
        multiprocessors=properties.multi_processor_count,
    )


def capability_text(gpu: Gpu) -> str:
    """ "8.9"."""
    return f"{gpu.capability[0]}.{gpu.capability[1]}"
