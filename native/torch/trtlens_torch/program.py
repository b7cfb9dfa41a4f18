"""An exported program from a .pt2 or .ep, with words for every way in which that can fail.

``torch.export.load`` says little about a file that it cannot read, so what the archive holds is looked at first. The layout
is that of torch/export/pt2_archive (and of torch 2.7 and before: members at the root).
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from .findings import Finding, Refused, advice, archive_place, first_line, traceback_text
from .memory import out_of_memory, ran_out

_LEGACY_PROGRAM = "serialized_exported_program.json"
_ENGINE_CALL = re.compile(rb"torch\.ops\.tensorrt\.(execute_engine|no_op_placeholder_for_execute_engine)")
_LONGEST_END = 22 + 65535  # a zip end record and its longest comment
_CUDA_DEVICE = re.compile(rb'"type"\s*:\s*"cuda"')
_OPERATOR = re.compile(r"torch\.ops\.(\w+)\.(\w+)(?:\.(\w+))?")


def load_program(path: Path, *, has_gpu: bool) -> Any:
    """A ``torch.export.ExportedProgram``. Without a GPU its CUDA tensors are put on the CPU. Raises Refused."""
    import torch

    _check_file(path)
    program_json = _read_program(path)
    if _ENGINE_CALL.search(program_json):
        raise Refused(
            Finding(
                "load.already-compiled",
                "error",
                f"{path.name} was compiled with Torch-TensorRT already: it holds engines.",
                (archive_place(str(path)),),
                (advice("Compile the program that it was made from"),),
            )
        )
    try:
        if not has_gpu and _CUDA_DEVICE.search(program_json):
            with _without_cuda(path) as copy:
                return torch.export.load(copy)
        return torch.export.load(path)
    except Exception as error:
        raise Refused(_explain(path, program_json, error)) from error


def _check_file(path: Path) -> None:
    """Refuses what is no zip archive at all."""
    place = (archive_place(str(path)),)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or error}."
        raise Refused(Finding("load.not-found", "error", message, place)) from error
    if size == 0:
        raise Refused(Finding("load.empty", "error", f"{path.name} is empty.", place, (_SAVE_AGAIN,)))
    if _has_end(path, size):
        return
    if start == b"PK\x03\x04":
        message = f"{path.name} is cut off: {size:,} bytes without the list of contents that ends an archive."
        raise Refused(Finding("load.truncated", "error", message, (archive_place(str(path), "", size),), (_SAVE_AGAIN,)))
    message = f"{path.name} is not an exported program: it is no zip archive."
    raise Refused(Finding("load.corrupt", "error", message, place, (_SAVE_AGAIN,)))


def _has_end(path: Path, size: int) -> bool:
    """Whether the file ends with a zip archive's end record. An archive within a cut-off one has one too, further up."""
    with path.open("rb") as file:
        file.seek(max(0, size - _LONGEST_END))
        tail = file.read()
    position = tail.rfind(b"PK\x05\x06")
    while position >= 0:
        comment = int.from_bytes(tail[position + 20 : position + 22], "little")
        if position + 22 + comment == len(tail):
            return True
        position = tail.rfind(b"PK\x05\x06", 0, position)
    return False


_SAVE_AGAIN = advice("Save the program again with torch.export.save")


def _read_program(path: Path) -> bytes:
    """The JSON of the program itself."""
    member = ""
    try:
        with zipfile.ZipFile(path) as archive:
            member = _program_member(archive) or ""
            if member:
                return archive.read(member)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        place = (archive_place(str(path), member),)
        message = f"{path.name} is damaged: {first_line(error)}"
        raise Refused(Finding("load.corrupt", "error", message, place, (_SAVE_AGAIN,), traceback_text(error))) from error
    message = f"{path.name} is an archive without an exported program (no models/*.json)."
    raise Refused(Finding("load.corrupt", "error", message, (archive_place(str(path)),), (_SAVE_AGAIN,)))


def _program_member(archive: zipfile.ZipFile) -> str | None:
    for name in archive.namelist():
        parts = name.split("/")
        if name == _LEGACY_PROGRAM or (len(parts) == 3 and parts[1] == "models" and name.endswith(".json")):
            return name
    return None


def _without_cuda(path: Path) -> IO[bytes]:
    """A copy, gone when closed, whose devices are cpu and whose sample inputs (a pickle of CUDA tensors) are left out."""
    copy: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (the caller closes it)
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as target:
        for member in source.infolist():
            info = zipfile.ZipInfo(member.filename)
            if member.filename.endswith(".json"):
                target.writestr(info, json.dumps(_on_cpu(json.loads(source.read(member)))))
            elif "/data/sample_inputs/" in member.filename:
                target.writestr(info, b"")
            else:
                with source.open(member) as data, target.open(info, "w", force_zip64=True) as out:
                    shutil.copyfileobj(data, out, 1 << 20)
    copy.seek(0)
    return copy


def _on_cpu(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"type", "index"} and value["type"] == "cuda":
            return {"type": "cpu", "index": None}
        return {key: _on_cpu(item) for key, item in value.items()}
    return [_on_cpu(item) for item in value] if isinstance(value, list) else value


def _explain(path: Path, program_json: bytes, error: Exception) -> Finding:
    detail = traceback_text(error)
    if ran_out(error):
        return out_of_memory(f"loading {path.name}", error, detail, (archive_place(str(path)),))
    try:
        program = json.loads(program_json)
    except ValueError as broken:
        offset = getattr(broken, "pos", -1)
        place = archive_place(str(path), _member_name(path), offset)
        return Finding("load.corrupt", "error", f"{path.name} is damaged: {broken}", (place,), (_SAVE_AGAIN,), detail)
    unknown = sorted(set(_unknown_operators(program)))
    if unknown:
        return _unknown_operator(path, unknown, detail)
    bad = _damaged_member(path)
    if bad:
        message = f"{path.name} is damaged: the checksum of {bad} is wrong."
        return Finding("load.corrupt", "error", message, (archive_place(str(path), bad),), (_SAVE_AGAIN,), detail)
    cause = error.__context__ if "deserializing" in str(error) and error.__context__ else error
    message = f"{path.name} cannot be loaded: {type(cause).__name__}: {first_line(cause)}"
    return Finding("load.corrupt", "error", message, (archive_place(str(path)),), (_version_advice(program),), detail)


def _version_advice(program: Any) -> Any:
    import torch

    saved_by = program.get("torch_version") if isinstance(program, dict) else None
    by = f" (it was saved by torch {saved_by}, this is {torch.__version__})" if saved_by else ""
    return advice(f"Save the program again with the torch that loads it{by}")


def _unknown_operators(value: Any) -> Iterator[str]:
    """Qualified operators in a program's JSON that no library loaded in this process has registered."""
    if isinstance(value, list):
        for item in value:
            yield from _unknown_operators(item)
    elif isinstance(value, dict):
        target = value.get("target")
        if isinstance(target, str) and not _is_known(target):
            yield target
        for item in value.values():
            yield from _unknown_operators(item)


def _is_known(target: str) -> bool:
    import torch

    match = _OPERATOR.fullmatch(target)
    if not match or match[1] == "higher_order":
        return True
    try:
        packet = getattr(getattr(torch.ops, match[1]), match[2])
        return match[3] is None or hasattr(packet, match[3])
    except AttributeError:
        return False


def _unknown_operator(path: Path, unknown: list[str], detail: str) -> Finding:
    names = ", ".join(unknown[:5]) + (f" and {len(unknown) - 5} more" if len(unknown) > 5 else "")
    are = "an operation that is" if len(unknown) == 1 else "operations that are"
    candidates = _files_that_register(path.parent, unknown)
    remedies = [advice(f"Import {file.name}, which registers it: --import {file}") for file in candidates]
    if not remedies:
        remedies = [advice("Import the Python file that registers it: --import FILE.py")]
    return Finding(
        "load.unknown-operator",
        "error",
        f"{path.name} uses {are} not registered: {names}.",
        (archive_place(str(path), _member_name(path)),),
        tuple(remedies),
        detail,
    )


def _files_that_register(folder: Path, unknown: list[str]) -> list[Path]:
    """Python files beside the model that name the operator as torch.library does: "namespace::name"."""
    names = ["{}::{}".format(*match.groups()[:2]) for match in map(_OPERATOR.fullmatch, unknown) if match]
    found = []
    for file in sorted(folder.glob("*.py"))[:100]:
        if file.stat().st_size < 1 << 20:
            text = file.read_text(encoding="utf-8", errors="replace")
            if any(name in text for name in names):
                found.append(file)
    return found


def _member_name(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return _program_member(archive) or ""


def _damaged_member(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError):
        return "a member"
