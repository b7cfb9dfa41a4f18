"""Puts observers in place of torch_tensorrt's functions, in memory, for as long as one compile takes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import TracebackType
from typing import Any

from .findings import Finding, Refused

Observer = Callable[..., Any]
"""Called with the real function, then with its arguments; returns what the real function is to return."""


class Taps:
    """A context that wraps attributes of modules and classes, and puts back what was there."""

    def __init__(self) -> None:
        self._undo: list[tuple[Any, str, Any]] = []

    def wrap(self, owner: Any, name: str, observer: Observer, *, required: bool = True) -> None:
        """``owner.name(...)`` becomes ``observer(real, ...)``.

        Raises Refused where a required function is missing: a version of torch_tensorrt whose inside is not known.
        """
        real = getattr(owner, name, None)
        if real is None:
            if required:
                raise Refused(_unknown_inside(owner, name))
            return

        @functools.wraps(real)
        def tapped(*arguments: Any, **keywords: Any) -> Any:
            return observer(real, *arguments, **keywords)

        self._undo.append((owner, name, real))
        setattr(owner, name, tapped)

    def __enter__(self) -> Taps:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        while self._undo:
            owner, name, real = self._undo.pop()
            setattr(owner, name, real)


def _unknown_inside(owner: Any, name: str) -> Finding:
    import torch_tensorrt

    place = getattr(owner, "__name__", str(owner))
    return Finding(
        "environment.unknown-version",
        "error",
        f"torch_tensorrt {torch_tensorrt.__version__} has no {place}.{name}, which is where its work is observed; "
        "versions 2.11 to 2.13 are known.",
    )
