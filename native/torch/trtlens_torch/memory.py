"""Memory that ran out: how Python, torch and TensorRT say it, and what to try."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .findings import Finding, Place, first_line, settings_remedy

_WORDS = re.compile(
    r"out of memory|OutOfMemory|can't allocate memory|insufficient memory|Requested amount of GPU memory|std::bad_alloc",
    re.IGNORECASE,
)


def ran_out(error: BaseException, log: Iterable[str] = ()) -> bool:
    """``log`` holds lines that TensorRT logged as errors: it raises nothing itself."""
    return isinstance(error, MemoryError) or any(_WORDS.search(text) for text in (str(error), *log))


def out_of_memory(doing: str, error: BaseException, detail: str, places: tuple[Place, ...] = ()) -> Finding:
    """``doing`` as in "Memory ran out while …"."""
    remedies = (
        settings_remedy("Cut blocks so that building them fits the memory", {"enable_resource_partitioning": True}),
        settings_remedy("Move the model out of the GPU's memory while engines are built", {"offload_module_to_cpu": True}),
    )
    message = f"Memory ran out while {doing}: {first_line(error)}"
    return Finding("build.out-of-memory", "error", message, places, remedies, detail)
