"""One run of ``torch_tensorrt.dynamo.compile``, observed.

It is torch_tensorrt's own function from beginning to end; taps around the functions that it calls say what it is doing and
what it decided. A partition without a build is the same run, ended after its partition step.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .build import EngineTaps
from .events import Events
from .findings import Finding, settings_remedy
from .graph import graph_rows
from .partition import blocks_of, order_of, proposed_blocks, trials, without_dead_code
from .support import Validators, unsupported_operations, unused_exclusions, validator_errors
from .taps import Taps


class Partitioned(BaseException):
    """Ends a compile after its partition step. No Exception, so that nothing on the way takes it for an error."""


@dataclass
class Compilation:
    """What is known of the run so far; findings about a failure are made from it."""

    events: Events
    program: Any
    partition_only: bool
    validators: Validators = field(default_factory=Validators)
    graph_module: Any = None
    settings: Any = None
    supported: int = 0
    total: int = 0
    partitioned: bool = False

    def __post_init__(self) -> None:
        self.engines = EngineTaps(self.events)
        self._order: dict[str, int] = {}
        self._trials: list[dict[str, Any]] = []

    def run(self, arguments: dict[str, Any]) -> Any:
        """The compiled module; None for a partition only. Raises what torch_tensorrt raises."""
        import torch_tensorrt

        self.validators.guard()
        positional, keyword = example_inputs(self.program)
        self.events.phase("lower")
        with Taps() as taps:
            self._put_in_place(taps)
            try:
                return torch_tensorrt.dynamo.compile(self.program, arg_inputs=positional, kwarg_inputs=keyword, **arguments)
            except Partitioned:
                return None

    def _put_in_place(self, taps: Taps) -> None:
        from torch_tensorrt.dynamo import _compiler, partitioning

        taps.wrap(_compiler, "compile_module", self._compile_module)
        taps.wrap(partitioning, "get_graph_converter_support", self._count_support)
        taps.wrap(partitioning, "fast_partition", self._fast_partition)
        taps.wrap(partitioning, "global_partition", self._global_partition)
        taps.wrap(_compiler, "resource_partition", self._resource_partition, required=False)
        self.engines.put_in_place(taps)

    def _compile_module(self, real: Any, graph_module: Any, *arguments: Any, **keywords: Any) -> Any:
        from torch_tensorrt.dynamo._settings import CompilationSettings

        every = (*arguments, *keywords.values())
        self.settings = next(value for value in every if isinstance(value, CompilationSettings))
        self.events.phase("partition")
        compiled = real(graph_module, *arguments, **keywords)
        if not self.partitioned:
            self._skipped(without_dead_code(graph_module))
        if self.partition_only:
            raise Partitioned
        return compiled

    def _count_support(self, real: Any, *arguments: Any, **keywords: Any) -> Any:
        self.supported, self.total = real(*arguments, **keywords)
        return self.supported, self.total

    def _fast_partition(self, real: Any, graph_module: Any, *arguments: Any, **keywords: Any) -> Any:
        graph_module.graph.eliminate_dead_code()  # as the function itself begins
        self._describe(graph_module)
        result = real(graph_module, *arguments, **keywords)
        return self._after_partition("fast", result)

    def _global_partition(self, real: Any, graph_module: Any, *arguments: Any, **keywords: Any) -> Any:
        self._describe(graph_module)
        result = real(graph_module, *arguments, **keywords)
        return self._after_partition("global", result)

    def _after_partition(self, partitioner: str, result: Any) -> Any:
        self._partitioner = partitioner
        if not getattr(self.settings, "enable_resource_partitioning", False):
            self._send_partition(result[0])
        return result

    def _resource_partition(self, real: Any, *arguments: Any, **keywords: Any) -> Any:
        partitioned = real(*arguments, **keywords)
        self._send_partition(partitioned)
        return partitioned

    def _describe(self, graph_module: Any) -> None:
        """Sends graph and support, once; a fast partition that fails is followed by a global one of the same graph."""
        if self.graph_module is not None:
            return
        self.graph_module = graph_module
        self._order = order_of(graph_module)
        self.events.send("graph", nodes=graph_rows(graph_module))
        unsupported = unsupported_operations(graph_module, self.settings, self.validators)
        self.events.send(
            "support",
            supported=self.supported,
            total=self.total,
            unsupported=[vars(each) for each in unsupported],
        )
        for finding in (*validator_errors(graph_module, unsupported), *unused_exclusions(graph_module, self.settings)):
            self.events.finding(finding)
        self._trials = list(trials(graph_module, self.settings, self.supported, self.total))

    def _send_partition(self, partitioned: Any) -> None:
        self.partitioned = True
        blocks = blocks_of(partitioned, self._order)
        self.events.send("partition", partitioner=self._partitioner, skipped_whole_graph=False, blocks=blocks)
        self._send_trials()
        if self.partition_only:
            raise Partitioned
        self.engines.expect(sum(1 for block in blocks if block["kind"] == "tensorrt"))
        self.events.phase("build")

    def _skipped(self, graph_module: Any) -> None:
        """Torch-TensorRT left the graph alone: too few operations are supported. Sends what it would have made of it."""
        self._describe(graph_module)
        blocks = proposed_blocks(graph_module, self.settings, skip_fusion=self.supported == self.total)
        self.events.send("partition", partitioner="fast", skipped_whole_graph=True, blocks=blocks)
        self._send_trials()
        self.events.finding(self._skipped_finding())

    def send_exported_graph(self) -> None:
        """Where lowering failed: the graph as it was before, so that there is something to see and to point at."""
        if self.graph_module is None and self.settings is None:
            self.events.send("graph", nodes=graph_rows(self.program.graph_module))

    def _send_trials(self) -> None:
        for trial in self._trials:
            self.events.send("trial", **trial)

    def _skipped_finding(self) -> Finding:
        size = self.settings.min_block_size
        message = (
            "No operation of the graph is supported: all of it runs in PyTorch."
            if self.supported == 0
            else f"All of the graph runs in PyTorch: {self.supported} of {self.total} operations are supported, fewer than "
            f"min_block_size {size}."
        )
        useful = [trial for trial in self._trials if trial["engines"] > 0]
        remedies = tuple(
            settings_remedy(
                f"Set min_block_size to {trial['change']['min_block_size']}",
                trial["change"],
                f"{trial['engines']} engine{'' if trial['engines'] == 1 else 's'}",
            )
            for trial in sorted(useful, key=lambda each: -each["change"]["min_block_size"])[:1]
        )
        return Finding("partition.skipped-whole-graph", "warning", message, remedies=remedies)


def example_inputs(program: Any) -> tuple[list[Any], dict[str, Any]]:
    """Inputs that the program was exported with, where torch_tensorrt can describe them; else none.

    ``dynamo.compile`` asks for inputs but takes sizes and types from the program itself.
    """
    import torch

    arguments, keywords = program.example_inputs or ((), {})
    plain = (torch.Tensor, int, float, bool)
    if all(isinstance(value, plain) for value in (*arguments, *keywords.values())):
        return list(arguments), dict(keywords)
    return [], {}
