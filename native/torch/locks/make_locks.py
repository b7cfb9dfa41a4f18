#!/usr/bin/env python3
"""Writes the lock files of the managed environment for the Python that runs this: ``py3NN-cpu.txt`` and ``py3NN-cuda.txt``.

usage: python make_locks.py [--folder FOLDER]

Run it once with each Python that is to have locks (3.10 to 3.13), on Linux x86-64. pip resolves, nothing is installed:
``pip install --dry-run --ignore-installed --report``, in a throw-away virtual environment with a current pip.

- The CUDA lock is resolved against pip's default index alone, without this machine's pip configuration, so that its hashes
  are those of the published files.
- The CPU build of torch (``2.13.0+cpu``) is not on that index. The CPU lock is written only where pip's own configuration
  (``find-links``, ``extra-index-url``) offers the build for this Python; all other versions and hashes are the CUDA lock's.

pip, setuptools and wheel are part of a lock: pip, because the one that a virtual environment starts with can be too old;
the others, because tensorrt_rtx is published as source only and is built without build isolation, which hash-checking
could not reach into.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

TORCH = "2.13.0"
REQUIRED = ["torch-tensorrt-rtx==2.13.0", "tensorrt_rtx==1.5.0.114"]
TOOLS = ["pip", "setuptools", "wheel"]


def resolve(python: Path, requirements: list[str], *, configured: bool) -> list[dict[str, Any]] | None:
    """What pip would install for ``requirements``, as the "install" list of its report; None when it finds no such files."""
    environment = dict(os.environ)
    if not configured:
        for name in ("PIP_FIND_LINKS", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_CONSTRAINT"):
            environment.pop(name, None)
        environment["PIP_CONFIG_FILE"] = os.devnull
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [str(python), "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
        done = subprocess.run([*command, "--report", str(report), *requirements], env=environment, check=False)
        if done.returncode != 0:
            return None
        install: list[dict[str, Any]] = json.loads(report.read_text("utf-8"))["install"]
        return install


def hashes_of(install: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """Canonical name to ``(version, sha256)``."""
    return {
        entry["metadata"]["name"].lower().replace("_", "-").replace(".", "-"): (
            entry["metadata"]["version"],
            entry["download_info"]["archive_info"]["hashes"]["sha256"],
        )
        for entry in install
    }


def write(path: Path, build: str, locked: dict[str, tuple[str, str]]) -> None:
    """One requirement a line with its hash, by name."""
    words = {"cpu": "the CPU build of torch", "cuda": "the CUDA build of torch (4.8 GB installed)"}[build]
    lines = [
        f"# Managed environment for Python {sys.version_info[0]}.{sys.version_info[1]} on Linux x86-64, {words}.",
        "# Written by make_locks.py; install with --no-deps --no-build-isolation, pip, setuptools and wheel first.",
        *(f"{name}=={version} --hash=sha256:{digest}" for name, (version, digest) in sorted(locked.items())),
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    print(path, len(locked), "packages")


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the lock files for this Python.")
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent)
    folder: Path = parser.parse_args().folder
    stem = f"py{sys.version_info[0]}{sys.version_info[1]}"
    with tempfile.TemporaryDirectory() as temporary:
        venv.create(temporary, with_pip=True)
        python = Path(temporary, "bin", "python")
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--upgrade", *TOOLS], check=True)
        public = resolve(python, [f"torch=={TORCH}", *REQUIRED, *TOOLS], configured=False)
        if public is None:
            return 1
        locked = hashes_of(public)
        write(folder / f"{stem}-cuda.txt", "cuda", locked)

        cpu_torch = resolve(python, ["--no-deps", f"torch=={TORCH}+cpu"], configured=True)
        if cpu_torch is None:
            print(f"pip finds no torch {TORCH}+cpu for this Python: no CPU lock")
            return 0
        pins = [f"{name}=={version}" for name, (version, _) in locked.items() if name != "torch"]
        constraints = Path(temporary, "constraints.txt")
        constraints.write_text("\n".join(pins) + "\n", "utf-8")
        needed = [f"torch=={TORCH}+cpu", *REQUIRED, *TOOLS]
        cpu = resolve(python, [*needed, "--constraint", str(constraints)], configured=True)
        if cpu is None:
            return 1
        kept = {name: locked[name] for name in hashes_of(cpu) if name != "torch"}
        write(folder / f"{stem}-cpu.txt", "cpu", {**kept, **hashes_of(cpu_torch)})
    return 0


if __name__ == "__main__":
    sys.exit(main())
