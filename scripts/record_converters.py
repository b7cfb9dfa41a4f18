"""Records what the installed Torch-TensorRT converts, for the partition that is worked out without it.

usage: python scripts/record_converters.py > extension/core/partition/replay/converters.json

Run it with an interpreter that has torch_tensorrt, again for each release that the product is built against.
`converters` has, for each operator, its candidates in the order in which they are asked: the validator's name, "" where there
is none, and 1 where the converter takes dynamic shapes. `decomposed` are the operators that lowering takes apart before any
converter is looked for: those of its table, and those composed of others that torch.export always takes apart, as they may
hand on their input itself. Each has the operators that it becomes, seen with small tensors as arguments; null where no simple
call of it could be traced.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "native" / "torch"))


def validator_name(candidate: Any) -> str:
    from torch_tensorrt.dynamo.conversion import _ConverterRegistry

    validator = candidate.capability_validator
    name = getattr(validator, "__name__", "")
    if name != "<lambda>":
        return str(name)
    is_default = validator.__code__.co_filename == _ConverterRegistry.__file__
    return "" if is_default else "written in place"


def always_composed() -> set[str]:
    import torch
    from torch._export.utils import _collect_all_valid_cia_ops

    kept = {str(each) for each in _collect_all_valid_cia_ops()}
    names: set[str] = set()
    for full_name in torch._C._dispatch_get_all_op_names():
        name, _, overload = full_name.partition(".")
        if not name.startswith("aten::"):
            continue
        operator = f"aten.{name.removeprefix('aten::')}.{overload or 'default'}"
        if operator not in kept and torch._C._dispatch_has_kernel_for_dispatch_key(
            full_name, "CompositeImplicitAutograd"
        ):
            names.add(f"torch.ops.{operator}")
    return names


def simple_arguments(schema: Any, size: int) -> list[Any] | None:
    """For what has no default: tensors of 1x3x8x8, numbers of 1, lists of two `size`. None where it wants anything else."""
    import torch

    values = {
        "Tensor": lambda: torch.rand(1, 3, 8, 8),
        "number": lambda: 1,
        "int": lambda: 1,
        "SymInt": lambda: 1,
        "float": lambda: 0.5,
        "bool": lambda: False,
        "List[int]": lambda: [size, size],
        "List[SymInt]": lambda: [size, size],
        "List[Tensor]": lambda: [torch.rand(1, 3, 8, 8), torch.rand(1, 3, 8, 8)],
    }
    required = [str(each.type) for each in schema.arguments if not each.has_default_value() and not each.kwarg_only]
    wants_more = any(each.kwarg_only and not each.has_default_value() for each in schema.arguments)
    if wants_more or any(each not in values for each in required):
        return None
    return [values[each]() for each in required]


def parts_of(target: Any, table: Any) -> list[str] | None:
    """The operators that lowering leaves of one call."""
    for size in (1, 8):
        arguments = simple_arguments(target._schema, size)
        parts = traced(target, arguments, table) if arguments is not None else None
        if parts is not None:
            return parts
    return None


def traced(target: Any, arguments: list[Any], table: Any) -> list[str] | None:
    import torch
    from torch_tensorrt.dynamo.conversion._ConverterRegistry import ConverterRegistry

    tensors = [each for each in arguments if isinstance(each, torch.Tensor)]

    class Call(torch.nn.Module):
        def forward(self, *given: Any) -> Any:
            left = iter(given)
            return target(*[next(left) if isinstance(each, torch.Tensor) else each for each in arguments])

    try:
        program = torch.export.export(Call(), tuple(tensors)).run_decompositions(dict(table))
    except Exception:
        return None
    return [
        ConverterRegistry.qualified_name_or_str(node.target)
        for node in program.graph.nodes
        if node.op == "call_function"
    ]


def decompositions() -> dict[str, list[str] | None]:
    import torch
    from torch_tensorrt.dynamo.conversion._ConverterRegistry import ConverterRegistry
    from torch_tensorrt.dynamo.lowering import get_decompositions

    table = get_decompositions()
    names = {ConverterRegistry.qualified_name_or_str(target) for target in table} | always_composed()
    found: dict[str, list[str] | None] = {}
    for name in sorted(names):
        _, _, space, operator, overload = name.split(".")
        # torch.export writes no operation that fills what it is given, and none of training.
        if "out" in overload or "backward" in operator:
            continue
        target = getattr(getattr(getattr(torch.ops, space), operator), overload)
        found[name] = parts_of(target, table)
    return found


def main() -> None:
    sys.argv = sys.argv[:1]  # torch.fx's splitter reads it
    from trtlens_torch.environment import import_torch_tensorrt

    import_torch_tensorrt()
    import torch
    import torch_tensorrt
    from torch_tensorrt.dynamo.conversion._ConverterRegistry import DYNAMO_ATEN_CONVERTERS, ConverterRegistry

    name_of = ConverterRegistry.qualified_name_or_str
    converters = {
        name_of(target): [[validator_name(each), int(each.supports_dynamic_shapes)] for each in candidates]
        for target, candidates in DYNAMO_ATEN_CONVERTERS.items()
    }
    table = {
        "torch": torch.__version__.split("+")[0],
        "torchTensorrt": torch_tensorrt.__version__.split("+")[0],
        "flavour": "rtx" if "rtx" in torch_tensorrt.__file__ or torch_tensorrt.ENABLED_FEATURES.tensorrt_rtx else "standard",
        "converters": dict(sorted(converters.items())),
        "decomposed": decompositions(),
    }
    json.dump(table, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
