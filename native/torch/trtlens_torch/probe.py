"""Says what a Python interpreter is and what it has, as one line of JSON on standard output.

Run by path (``python -P probe.py``, or without ``-P`` before Python 3.11), so that any Python from 3.7 on answers, with or
without torch. Nothing of what is looked for is imported: importing torch takes seconds, and a broken installation must not
keep the probe from saying which one it is.
"""

from __future__ import annotations

import os
import sys

# Run by path without -P, the script's own folder comes first on the path, and its modules would hide others of the same
# name: it goes before anything else is imported. os and sys are there since the interpreter started.
if sys.path and os.path.realpath(sys.path[0] or os.getcwd()) == os.path.dirname(os.path.realpath(__file__)):
    del sys.path[0]

import importlib.util  # noqa: E402
import json  # noqa: E402
import platform  # noqa: E402
import struct  # noqa: E402

try:
    from importlib import metadata
except ImportError:  # Python 3.7 has no metadata in the standard library: versions are unknown there
    metadata = None  # type: ignore[assignment]

UNKNOWN = "unknown"


def has_module(name: str) -> bool:
    """True where ``import name`` would find something; a parent package is never imported since all names are top-level."""
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def folder_of(package: str) -> str | None:
    """Where a package of that name is installed; None where it is not, or is a single file."""
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return None
    locations = list(spec.submodule_search_locations or ()) if spec else []
    return os.path.abspath(locations[0]) if locations else None


def version_of(*distributions: str) -> tuple[str | None, str | None]:
    """``(distribution, version)`` of the first one that is installed, ``(None, None)`` when none is."""
    for distribution in distributions:
        if metadata is None:
            break
        try:
            version = metadata.version(distribution)
        except Exception:  # PackageNotFoundError, or metadata that is damaged
            continue
        if version:
            return distribution, version
    return None, None


def describe() -> dict[str, object]:
    """The answer; packages that are absent are null, versions that are not recorded ``"unknown"``."""
    torch = torch_tensorrt = flavour = None
    if has_module("torch"):
        torch = version_of("torch")[1] or UNKNOWN
    rtx = version_of("tensorrt_rtx", "tensorrt_rtx_cu13", "tensorrt_rtx_cu12")[1]
    standard = version_of("tensorrt", "tensorrt_cu13", "tensorrt_cu12")[1]
    if has_module("torch_tensorrt"):
        distribution, version = version_of("torch-tensorrt-rtx", "torch-tensorrt")
        torch_tensorrt = version or UNKNOWN
        is_rtx = distribution == "torch-tensorrt-rtx" or (distribution is None and rtx is not None)
        flavour = "rtx" if is_rtx else "standard"
    tensorrt = (standard or rtx) if flavour == "standard" else (rtx or standard)
    return {
        "executable": sys.executable,
        "prefix": sys.prefix,
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "bits": struct.calcsize("P") * 8,
        "platform": "{}-{}".format(sys.platform, platform.machine().lower()),
        "torch": torch,
        "torch_tensorrt": torch_tensorrt,
        "flavour": flavour,
        "tensorrt": tensorrt,
        "tensorrt_rtx_libs": folder_of("tensorrt_rtx_libs"),
        "has_venv": has_module("venv") and has_module("ensurepip"),
        "is_virtual_environment": sys.prefix != sys.base_prefix,
    }


if __name__ == "__main__":
    print(json.dumps(describe()))
