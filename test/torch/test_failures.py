"""Every way to fail that a user can do something about, in the worker as a process: a finding with place and remedy."""

from __future__ import annotations

import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import models
import pytest
from conftest import EXPORTED, ROOT, Event, Worker, of_kind, only

Run = tuple[list[Event], Path]


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def damaged(path: Path, start: bytes, length: int) -> bytes:
    """The file with some bytes from the first occurrence of ``start`` on overwritten."""
    data = bytearray(path.read_bytes())
    position = data.index(start)
    data[position : position + length] = b"?" * length
    return bytes(data)


class Cases:
    """Starts every case once, two at a time, and waits for the one that a test asks for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pool = ThreadPoolExecutor(2)
        self._runs: dict[str, Future[Run]] = {}

    def add(self, case: str, mode: str, model: Path, **fields: Any) -> None:
        self._runs[case] = self._pool.submit(self._run, case, mode, model, fields)

    def folder(self, case: str) -> Path:
        """A folder of the case's own, with a space and a letter that is not ASCII in its name."""
        folder = self._folder / f"{case} ü"
        folder.mkdir(exist_ok=True)
        return folder

    def _run(self, case: str, mode: str, model: Path, fields: dict[str, Any]) -> Run:
        return Worker(self.folder(case))(model, mode, **fields), model

    def __getitem__(self, case: str) -> Run:
        return self._runs[case].result()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Any:
    cases = Cases(tmp_path_factory.mktemp("cases"))
    for name, (text, _, _) in models.FAILING.items():
        cases.add(name, "compile", write(cases.folder(name), "net.py", text))
    add_programs(cases)
    add_builds(cases)
    yield cases
    cases.close()


def add_programs(cases: Cases) -> None:
    mlp = EXPORTED / "mlp.pt2"
    broken = {
        "empty": b"",
        "truncated": mlp.read_bytes()[:-2000],
        "no archive": b"not a zip archive at all" * 10,
        "damaged program": damaged(mlp, b'"graph_module"', 60),
        "damaged contents": damaged(mlp, b"PK\x01\x02", 30),
    }
    for case, data in broken.items():
        path = cases.folder(case) / "mlp.pt2"
        path.write_bytes(data)
        cases.add(case, "partition", path)
    cases.add("not found", "partition", cases.folder("not found") / "mlp.pt2")
    cases.add("unknown operator", "partition", EXPORTED / "cnn.pt2")
    alone = shutil.copy(EXPORTED / "cnn.pt2", cases.folder("unknown operator alone"))
    cases.add("unknown operator alone", "partition", Path(alone))


def add_builds(cases: Cases) -> None:
    one = {"min_block_size": 1}
    good = write(cases.folder("good"), "net.py", models.GOOD)
    cases.add("spectrogram", "partition", EXPORTED / "spectrogram.pt2")
    cases.add("gpt2", "compile", ROOT / "examples" / "gpt2.py")
    cases.add("nonzero", "compile", EXPORTED / "cnn.pt2", imports=[str(EXPORTED / "clip_custom.py")], settings=one)
    cases.add("cond", "compile", EXPORTED / "cond.pt2", settings=one)
    cases.add("skipped", "partition", EXPORTED / "cond.pt2")
    cases.add("sort", "compile", write(cases.folder("sort"), "net.py", models.SORTING), settings=one)
    for case, text in (("memory", models.OUT_OF_MEMORY), ("converter", models.CONVERTER_RAISES)):
        patch = write(cases.folder(case), "patch.py", text)
        cases.add(case, "compile", good, imports=[str(patch)], settings=one)
    cases.add("unknown setting", "compile", good, settings={"min_block_sise": 1})
    cases.add("not writable", "compile", good, output=str(cases.folder("not writable") / "missing" / "net.tmp"))
    cases.add("full compilation", "partition", EXPORTED / "detector.pt2", settings={"require_full_compilation": True})


def failure(run: Run, code: str) -> dict[str, Any]:
    """The one error, once the run has said that it is over and failed."""
    events, _ = run
    assert events[-1]["ok"] is False
    finding: dict[str, Any] = only(events, "finding")["finding"]
    assert (finding["code"], finding["severity"]) == (code, "error"), finding
    assert finding["message"]
    assert "Traceback" not in finding["message"]
    return finding


def places(finding: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [place for place in finding["places"] if place["kind"] == kind]


@pytest.mark.parametrize("name", models.FAILING)
def test_python_file(name: str, cases: Cases) -> None:
    text, code, line = models.FAILING[name]
    events, path = cases[name]
    finding = failure((events, path), code)
    assert finding["places"][0] == {"kind": "source", "file": str(path), "line": models.line_of(text, line)}
    assert finding["detail"] or name == "no module"
    assert not of_kind(events, "support")


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("empty", "load.empty"),
        ("truncated", "load.truncated"),
        ("no archive", "load.corrupt"),
        ("damaged program", "load.corrupt"),
        ("damaged contents", "load.corrupt"),
        ("not found", "load.not-found"),
    ],
)
def test_file_that_is_no_program(case: str, code: str, cases: Cases) -> None:
    finding = failure(cases[case], code)
    assert finding["places"][0]["kind"] == "archive"
    assert finding["places"][0]["file"] == str(cases[case][1])
    assert code == "load.not-found" or finding["remedies"]


def test_damaged_program_names_the_member(cases: Cases) -> None:
    assert failure(cases["damaged program"], "load.corrupt")["places"][0]["member"] == "mlp/models/model.json"


def test_unknown_operator_finds_the_file_that_registers_it(cases: Cases) -> None:
    finding = failure(cases["unknown operator"], "load.unknown-operator")
    assert "torch.ops.lab.clip_custom.default" in finding["message"]
    assert finding["remedies"][0]["title"].endswith(f"--import {EXPORTED / 'clip_custom.py'}")
    assert "FILE.py" in failure(cases["unknown operator alone"], "load.unknown-operator")["remedies"][0]["title"]


def test_lowering_failure_points_into_the_exported_graph(cases: Cases) -> None:
    finding = failure(cases["spectrogram"], "lower.failed")
    assert "complex_graph_detection" in finding["message"]
    assert "torch.ops.aten.permute.default" in finding["message"]
    graph = only(cases["spectrogram"][0], "graph")
    assert places(finding, "node")[0]["node"] in [node["name"] for node in graph["nodes"]]
    assert places(finding, "source")[0]["file"].endswith(".py")
    assert finding["remedies"]
    assert not of_kind(cases["spectrogram"][0], "partition")


def test_builder_failure_offers_what_was_seen_to_help(cases: Cases) -> None:
    finding = failure(cases["gpt2"], "build.failed")
    assert finding["places"] == [{"kind": "engine", "engine": "_run_on_acc_0"}]
    assert "logical_mem_size == data_->size()" in finding["message"]
    assert finding["remedies"][0]["action"]["change"] == {"torch_executed_ops": ["torch.ops.aten.split.Tensor"]}
    assert "MyelinCheckException" in finding["detail"]
    events = cases["gpt2"][0]
    assert [event["state"] for event in of_kind(events, "engine")] == ["started", "failed"]
    assert only(events, "graph")["ms"] <= of_kind(events, "engine")[0]["ms"]


def test_operation_without_conversion(cases: Cases) -> None:
    finding = failure(cases["nonzero"], "build.unsupported-operation")
    assert "torch.ops.aten.nonzero.default" in finding["message"]
    assert places(finding, "node")[0]["node"] == "nonzero"
    assert places(finding, "engine") == [{"kind": "engine", "engine": "_run_on_acc_2"}]
    assert finding["remedies"][0]["action"]["change"] == {"torch_executed_ops": ["torch.ops.aten.nonzero.default"]}


def test_converter_that_raises(cases: Cases) -> None:
    finding = failure(cases["converter"], "build.failed")
    assert "a shape that nobody thought of" in finding["message"]
    assert places(finding, "source")[0]["line"] == models.line_of(models.GOOD, "return torch.relu")
    assert finding["remedies"][0]["action"]["change"] == {"torch_executed_ops": ["torch.ops.aten.relu.default"]}


def test_out_of_memory(cases: Cases) -> None:
    finding = failure(cases["memory"], "build.out-of-memory")
    assert "_run_on_acc_0 (1 of 1)" in finding["message"]
    assert {"enable_resource_partitioning": True} in [remedy["action"]["change"] for remedy in finding["remedies"]]


def test_program_that_cannot_be_saved(cases: Cases) -> None:
    finding = failure(cases["cond"], "save.failed")
    assert places(finding, "node")[0]["node"] == "cond"
    assert finding["remedies"]
    assert [event["state"] for event in of_kind(cases["cond"][0], "engine")] == ["started", "built"] * 2
    assert not of_kind(cases["cond"][0], "saved")


def test_output_that_cannot_be_written_is_found_before_the_work(cases: Cases) -> None:
    finding = failure(cases["not writable"], "output.not-writable")
    assert "missing" in finding["message"]
    assert finding["remedies"]
    assert not of_kind(cases["not writable"][0], "graph")


def test_unknown_setting(cases: Cases) -> None:
    assert '"min_block_sise"' in failure(cases["unknown setting"], "environment.unknown-setting")["message"]


def test_full_compilation_that_is_impossible(cases: Cases) -> None:
    finding = failure(cases["full compilation"], "partition.not-fully-supported")
    assert "25 of 27" in finding["message"]
    assert finding["remedies"][0]["action"]["change"] == {"require_full_compilation": False}
    assert [each["node"] for each in only(cases["full compilation"][0], "support")["unsupported"]] == ["cumsum", "erfinv"]


def test_validator_that_raises_is_a_warning(cases: Cases) -> None:
    events, path = cases["sort"]
    finding = only(events, "finding")["finding"]
    assert (finding["code"], finding["severity"]) == ("partition.validator-error", "warning")
    assert places(finding, "source") == [
        {"kind": "source", "file": str(path), "line": models.line_of(models.SORTING, "torch.sort")}
    ]
    assert places(finding, "node")[0]["node"] == "sort"
    assert "sort_validator" in finding["detail"]
    assert only(events, "support")["unsupported"][0]["reason"] == "validator_error"
    assert events[-1]["ok"] is True
    assert only(events, "saved")["bytes"] > 0


def test_graph_that_is_left_alone_is_a_warning(cases: Cases) -> None:
    events, _ = cases["skipped"]
    finding = only(events, "finding")["finding"]
    assert (finding["code"], finding["severity"]) == ("partition.skipped-whole-graph", "warning")
    assert finding["remedies"][0]["action"]["change"] == {"min_block_size": 3}
    assert finding["remedies"][0]["effect"] == "1 engine"
    assert only(events, "partition")["skipped_whole_graph"] is True
    assert events[-1]["ok"] is True
