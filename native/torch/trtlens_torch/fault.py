"""Which node of a graph an exception is about."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from types import FrameType, TracebackType
from typing import Any

from .findings import Place, node_place, source_place
from .graph import frames_of, module_of
from .place import is_user_file

_NODE_VARIABLES = ("n", "node", "cur_node")
_FURTHEST = 64  # nodes looked at before giving up on a source line


def node_at_fault(error: BaseException) -> Any:
    """The ``torch.fx.Node`` that was being worked on: a local of the deepest frame that has one; else None."""
    import torch.fx

    found = None
    for frame in _frames(error.__traceback__):
        for name in _NODE_VARIABLES:
            value = frame.f_locals.get(name)
            if isinstance(value, torch.fx.Node):
                found = value
    return found


def lowering_pass(error: BaseException) -> str:
    """Name of torch_tensorrt's lowering pass that raised; "" where it was none."""
    for frame in _frames(error.__traceback__):
        file = frame.f_code.co_filename.replace("\\", "/")
        if "/lowering/passes/" in file and not file.endswith(("pass_manager.py", "_aten_lowering_pass.py")):
            return frame.f_code.co_name
    return ""


def _frames(trace: TracebackType | None) -> Iterator[FrameType]:
    while trace is not None:
        yield trace.tb_frame
        trace = trace.tb_next


def places_of(node: Any, known: set[str] | None = None) -> tuple[Place, ...]:
    """The user's line behind a node, and the node itself, or the one of ``known`` that it was made from.

    A node that a pass has put in knows neither; then it is the nearest of the nodes that it reads from.
    """
    places: list[Place] = []
    line = next(filter(None, map(_user_line, _upstream(node))), None)
    if line:
        places.append(source_place(*line))
    named = next((name for each in _upstream(node) for name in _names(each) if known is None or name in known), None)
    if named:
        places.append(node_place(named, module_of(node)[0]))
    return tuple(places)


def _user_line(node: Any) -> tuple[str, int] | None:
    frames = [frame for frame in frames_of(node) if is_user_file(frame[0])]
    return (frames[-1][0], frames[-1][1]) if frames else None


def _upstream(node: Any) -> Iterator[Any]:
    """The node and what it reads from, nearest first."""
    waiting, seen = deque([node]), {node}
    while waiting and len(seen) < _FURTHEST:
        current = waiting.popleft()
        yield current
        for each in current.all_input_nodes:
            if each not in seen:
                seen.add(each)
                waiting.append(each)


def _names(node: Any) -> Iterator[str]:
    """A node's name, then those that it had before each pass (its ``from_node`` metadata)."""
    yield node.name
    sources = deque(node.meta.get("from_node") or ())
    while sources:
        source = sources.popleft()
        yield str(getattr(source, "name", ""))
        sources.extend(getattr(source, "from_node", None) or ())
