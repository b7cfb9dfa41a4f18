"""Why Torch-TensorRT leaves an operation to PyTorch.

torch_tensorrt decides and tells yes or no; the reason is found by asking its registry the same questions in the same order
(docs/partitioning.md). The decision itself is always its own.
"""

from __future__ import annotations

import dataclasses
import operator
from dataclasses import dataclass, field
from typing import Any

from .findings import Finding, node_place, settings_remedy, source_place
from .graph import frames_of, module_of, target_of
from .place import is_user_file


@dataclass(frozen=True)
class Unsupported:
    """``reason`` as in extension/core/partition/reasons.ts; ``detail`` is "" where nothing is known."""

    node: str
    reason: str
    detail: str = ""


@dataclass
class Validators:
    """Converter validators that raised, by node name. ``guard`` puts them in place of the registry's own."""

    errors: dict[str, str] = field(default_factory=dict)

    def guard(self) -> None:
        """Makes a validator that raises mean "not supported", as it would end the whole compile otherwise."""
        from torch_tensorrt.dynamo.conversion._ConverterRegistry import DYNAMO_ATEN_CONVERTERS

        for target, candidates in DYNAMO_ATEN_CONVERTERS.items():
            DYNAMO_ATEN_CONVERTERS[target] = [
                candidate
                if isinstance(candidate.capability_validator, _Guarded)
                else dataclasses.replace(candidate, capability_validator=_Guarded(candidate.capability_validator, self))
                for candidate in candidates
            ]


class _Guarded:
    def __init__(self, validator: Any, validators: Validators) -> None:
        self.validator = validator
        self._validators = validators

    def __call__(self, node: Any, settings: Any = None) -> bool:
        try:
            return bool(self.validator(node, settings))
        except Exception as error:
            self._validators.errors.setdefault(node.name, f"{_name(self.validator)}: {type(error).__name__}: {error}")
            return False


def unsupported_operations(graph_module: Any, settings: Any, validators: Validators) -> list[Unsupported]:
    """Every operation of the graph that torch_tensorrt does not take, in topological order."""
    from torch_tensorrt.dynamo.partitioning._adjacency_partitioner import OpSupportTester

    tester = OpSupportTester(torch_executed_ops=settings.torch_executed_ops)
    modules = dict(graph_module.named_modules())
    return [
        _explain(node, settings, validators)
        for node in graph_module.graph.nodes
        if node.op == "call_function" and not tester.is_node_supported(modules, node)
    ]


def _explain(node: Any, settings: Any, validators: Validators) -> Unsupported:
    from torch_tensorrt.dynamo.conversion._ConverterRegistry import DYNAMO_CONVERTERS
    from torch_tensorrt.dynamo.partitioning._global_partitioner import TorchTensorRTOperatorSupport

    target = target_of(node)
    is_complex = getattr(TorchTensorRTOperatorSupport, "_has_complex_dtype", None)
    if is_complex is not None and is_complex(node):
        return Unsupported(node.name, "complex_dtype", "TensorRT has no complex numbers")
    allocates = getattr(TorchTensorRTOperatorSupport, "_requires_output_allocator", None)
    if getattr(settings, "fallback_data_dependent_ops", False) and allocates is not None and allocates(node):
        return Unsupported(node.name, "data_dependent_fallback", "fallback_data_dependent_ops is set")
    if target in settings.torch_executed_ops or node.target in settings.torch_executed_ops:
        return Unsupported(node.name, "torch_executed_ops", f"{target} is in torch_executed_ops")
    candidates = DYNAMO_CONVERTERS.registries[0].get(node.target)
    if not candidates:
        return Unsupported(node.name, "no_converter")
    if node.target is operator.getitem:  # its validator asks whether the operation that it takes a result of is supported
        return Unsupported(node.name, "validator_rejected", f"takes a result of {node.args[0]}, which runs in PyTorch")
    return _explain_candidates(node, candidates, settings, validators)


def _explain_candidates(node: Any, candidates: Any, settings: Any, validators: Validators) -> Unsupported:
    from torch_tensorrt.dynamo.conversion._ConverterRegistry import node_has_dynamic_shapes

    static, rejected = [], []
    for candidate in candidates:
        converter = _name(candidate.converter_implementation)
        if not candidate.capability_validator(node, settings):
            rejected.append(f"{converter}: {_name(candidate.capability_validator)} says no")
        elif node_has_dynamic_shapes(node) and not candidate.supports_dynamic_shapes:
            static.append(f"{converter} takes fixed sizes only")
    if node.name in validators.errors:
        return Unsupported(node.name, "validator_error", validators.errors[node.name])
    if static:
        return Unsupported(node.name, "dynamic_shape_unsupported", "; ".join(static))
    if rejected:
        return Unsupported(node.name, "validator_rejected", "; ".join(rejected))
    return Unsupported(node.name, "other", "torch_tensorrt does not say why")


def _name(function: Any) -> str:
    """Name of a function, a partial one or a guarded one."""
    function = getattr(function, "validator", function)
    function = getattr(function, "func", function)
    return str(getattr(function, "__name__", type(function).__name__))


def validator_errors(graph_module: Any, unsupported: list[Unsupported]) -> list[Finding]:
    """A warning for every operation whose validator raised."""
    nodes = {node.name: node for node in graph_module.graph.nodes}
    return [_validator_error(nodes[each.node], each.detail) for each in unsupported if each.reason == "validator_error"]


def _validator_error(node: Any, detail: str) -> Finding:
    target = target_of(node)
    return Finding(
        "partition.validator-error",
        "warning",
        f"{target} stays in PyTorch because the check of its converter failed ({detail}).",
        node_places(node),
        (settings_remedy(f"Leave {target} to PyTorch on purpose", {"torch_executed_ops": [target]}),),
        detail,
    )


def unused_exclusions(graph_module: Any, settings: Any) -> list[Finding]:
    """A warning for every name in torch_executed_ops that no operation has: torch_tensorrt takes it without a word."""
    targets = sorted({target_of(node) for node in graph_module.graph.nodes if node.op == "call_function"})
    names = sorted(name for name in settings.torch_executed_ops if isinstance(name, str) and name not in targets)
    return [_unused_exclusion(name, targets, set(settings.torch_executed_ops)) for name in names]


def _unused_exclusion(name: str, targets: list[str], excluded: set[Any]) -> Finding:
    meant = [target for target in targets if f".{name.removeprefix('torch.ops.')}." in f"{target}."]
    rest = {each for each in excluded if isinstance(each, str)} - {name}
    remedies = tuple(
        settings_remedy(f"Exclude {target}", {"torch_executed_ops": sorted(rest | {target})}) for target in meant[:3]
    )
    message = f'torch_executed_ops excludes "{name}", which is no operation of the lowered graph.'
    return Finding("partition.unused-exclusion", "warning", message, (), remedies)


def node_places(node: Any) -> tuple[dict[str, Any], ...]:
    """The user's line that a node came from, where it is known, and the node."""
    frames = [frame for frame in frames_of(node) if is_user_file(frame[0])]
    source = (source_place(frames[-1][0], frames[-1][1]),) if frames else ()
    return (*source, node_place(node.name, module_of(node)[0]))
