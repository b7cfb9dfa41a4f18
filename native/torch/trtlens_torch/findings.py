"""Findings as the worker sends them: what, where, how bad, what to try (extension/core/findings/finding.ts)."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["error", "warning", "information"]
Place = dict[str, Any]
Remedy = dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """One thing to say. The codes are in docs/findings.md; the first place is the one to open."""

    code: str
    severity: Severity
    message: str
    places: tuple[Place, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    detail: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "places": list(self.places),
            "remedies": list(self.remedies),
            "detail": self.detail,
        }


class Refused(Exception):
    """Ends the run with a finding, where going on makes no sense and a user can do something about it."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def source_place(file: str, line: int) -> Place:
    return {"kind": "source", "file": file, "line": line}


def node_place(node: str, module: str = "") -> Place:
    return {"kind": "node", "node": node, "module": module}


def engine_place(engine: str) -> Place:
    return {"kind": "engine", "engine": engine}


def archive_place(file: str, member: str = "", offset: int = -1) -> Place:
    return {"kind": "archive", "file": file, "member": member, "offset": offset}


def settings_remedy(title: str, change: dict[str, Any], effect: str = "") -> Remedy:
    """``change`` holds Torch-TensorRT settings by name."""
    return {"title": title, "effect": effect, "action": {"kind": "settings", "change": change}}


def advice(title: str) -> Remedy:
    """Something that only a person can do."""
    return {"title": title, "effect": ""}


def traceback_text(error: BaseException) -> str:
    return "".join(traceback.format_exception(type(error), error, error.__traceback__)).strip()


def first_line(error: BaseException, limit: int = 300) -> str:
    """What an exception says, short enough for a message; its type where it says nothing."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = lines[0] if lines else type(error).__name__
    return text if len(text) <= limit else text[: limit - 1] + "…"
