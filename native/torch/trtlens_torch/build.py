"""Engines as they are built: which one of how many, TensorRT's own progress, and the plan that came out."""

from __future__ import annotations

import hashlib
import logging
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from .events import Events
from .graph import dtype_text, shape_text
from .taps import Taps

_PROGRESS_INTERVAL_S = 0.1
_TENSORRT_LOGGER = "torch_tensorrt [TensorRT Conversion Context]"


@dataclass
class Building:
    """Where the build is; what a finding about its failure needs."""

    engine: str = ""
    index: int = 0
    count: int = 0
    # The torch.fx node whose converter runs; None while TensorRT's builder does.
    node: Any = None
    plan: bytes = b""
    input_names: list[str] = field(default_factory=list)
    output_names: list[str] = field(default_factory=list)


class TensorRTErrors(logging.Handler):
    """The last lines that TensorRT logged as errors. It raises nothing: a build that fails returns no engine."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: deque[str] = deque(maxlen=30)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def __enter__(self) -> TensorRTErrors:
        logging.getLogger(_TENSORRT_LOGGER).addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger(_TENSORRT_LOGGER).removeHandler(self)


class EngineTaps:
    """Observes convert_module and what is below it. ``building`` says which engine and node it was when one raises."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self.building = Building()

    def put_in_place(self, taps: Taps) -> None:
        from torch_tensorrt.dynamo import _compiler
        from torch_tensorrt.dynamo.conversion import _conversion
        from torch_tensorrt.dynamo.conversion._TRTInterpreter import TRTInterpreter

        taps.wrap(_compiler, "convert_module", self._convert_module)
        taps.wrap(_conversion, "interpret_module_to_result", self._interpret, required=False)
        taps.wrap(TRTInterpreter, "run_node", self._run_node, required=False)
        taps.wrap(TRTInterpreter, "_populate_trt_builder_config", self._builder_config, required=False)

    def expect(self, count: int) -> None:
        """The number of engines to come, known from the partition."""
        self.building.count = count

    def _convert_module(self, real: Any, module: Any, inputs: Any, *arguments: Any, **keywords: Any) -> Any:
        building = self.building
        building.index += 1
        building.engine = keywords.get("name") or f"engine {building.index}"
        self._send("started")
        started = time.monotonic()
        try:
            converted = real(module, inputs, *arguments, **keywords)
        except BaseException:
            self._send("failed")
            raise
        plan = building.plan or bytes(getattr(converted, "serialized_engine", b"") or b"")
        self._send(
            "built",
            bytes=len(plan),
            sha256=hashlib.sha256(plan).hexdigest(),
            milliseconds=round((time.monotonic() - started) * 1000),
            inputs=_bindings(building.input_names, _placeholders(module)),
            outputs=_bindings(building.output_names, _results(module)),
        )
        building.plan = b""
        return converted

    def _send(self, state: str, **fields: Any) -> None:
        building = self.building
        self._events.send("engine", name=building.engine, index=building.index, count=building.count, state=state, **fields)

    def _interpret(self, real: Any, *arguments: Any, **keywords: Any) -> Any:
        result = real(*arguments, **keywords)
        building = self.building
        building.plan = bytes(getattr(result, "serialized_engine", b"") or b"")
        building.input_names = list(getattr(result, "input_names", ()))
        building.output_names = list(getattr(result, "output_names", ()))
        return result

    def _run_node(self, real: Any, interpreter: Any, node: Any) -> Any:
        self.building.node = node
        return real(interpreter, node)

    def _builder_config(self, real: Any, interpreter: Any, *arguments: Any, **keywords: Any) -> Any:
        import tensorrt

        self.building.node = None
        config = real(interpreter, *arguments, **keywords)
        config.profiling_verbosity = tensorrt.ProfilingVerbosity.DETAILED
        if hasattr(tensorrt, "IProgressMonitor"):
            config.progress_monitor = _progress_monitor(self._events, self.building.engine)
        return config


def _progress_monitor(events: Events, engine: str) -> Any:
    """An IProgressMonitor that sends at most ten events a second. TensorRT calls it from several threads."""
    import tensorrt

    class Monitor(tensorrt.IProgressMonitor):  # type: ignore[misc]
        def __init__(self) -> None:
            tensorrt.IProgressMonitor.__init__(self)
            self._phases: dict[str, tuple[str | None, int]] = {}
            self._sent = 0.0

        def phase_start(self, phase_name: str, parent_phase: str | None, num_steps: int) -> None:
            self._phases[phase_name] = (parent_phase, num_steps)
            self._report(phase_name, 0)

        def step_complete(self, phase_name: str, step: int) -> bool:
            self._report(phase_name, step + 1)
            return True

        def phase_finish(self, phase_name: str) -> None:
            self._phases.pop(phase_name, None)

        def _report(self, phase: str, step: int) -> None:
            now = time.monotonic()
            if now - self._sent < _PROGRESS_INTERVAL_S:
                return
            self._sent = now
            parent, steps = self._phases.get(phase, (None, 0))
            events.send("progress", engine=engine, phase=phase, parent=parent, step=step, steps=steps)

    return Monitor()


def _placeholders(module: Any) -> dict[str, Any]:
    return {str(node.target): node.meta.get("val") for node in module.graph.nodes if node.op == "placeholder"}


def _results(module: Any) -> dict[str, Any]:
    """Values of the outputs by the names that the interpreter gives them: output0, output1 and so on."""
    output = next(node for node in module.graph.nodes if node.op == "output")
    values = output.args[0] if isinstance(output.args[0], (list, tuple)) else output.args
    return {f"output{index}": getattr(value, "meta", {}).get("val") for index, value in enumerate(values)}


def _bindings(names: list[str], values: dict[str, Any]) -> list[dict[str, str]]:
    return [{"name": name, **_binding(values.get(name))} for name in names]


def _binding(value: Any) -> dict[str, str]:
    if hasattr(value, "dtype") and hasattr(value, "shape"):
        return {"dtype": dtype_text(value.dtype), "shape": shape_text(value.shape)}
    return {"dtype": "int64", "shape": "scalar"} if value is not None else {"dtype": "", "shape": ""}
