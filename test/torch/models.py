"""Python files of users, as texts: one that compiles, and one for every way in which such a file fails."""

from __future__ import annotations

import textwrap

GOOD = textwrap.dedent(
    """\
    import torch


    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.linear = torch.nn.Linear(4, 4)

        def forward(self, x, y):
            return torch.relu(self.linear(x)) + y


    model = Model()
    inputs = (torch.ones(2, 4), torch.ones(2, 4))
    """
)


def changed(old: str, new: str, text: str = GOOD) -> str:
    assert old in text
    return text.replace(old, new)


def line_of(text: str, part: str) -> int:
    """1-based number of the only line that holds ``part``."""
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if part in line]
    assert len(lines) == 1, lines
    return lines[0]


# Name: the file, the code of the finding, and what is on the line that it points to.
FAILING: dict[str, tuple[str, str, str]] = {
    "syntax": (changed("model = Model()", "model = = Model()"), "source.syntax-error", "model = = Model()"),
    "raises": (changed("model = Model()", "model = Model(3)"), "source.import-failed", "model = Model(3)"),
    "missing module": (
        changed("import torch\n", "import torch\nimport not_installed_anywhere\n"),
        "source.import-failed",
        "import not_installed_anywhere",
    ),
    "no model": (changed("model = Model()", "module = Model()"), "source.no-model", "import torch"),
    "no module": (changed("model = Model()", "model = 3"), "source.no-model", "model = 3"),
    "no inputs": (changed("inputs = ", "arguments = "), "source.no-inputs", "import torch"),
    "wrong shape": (
        changed("inputs = (torch.ones(2, 4)", "inputs = (torch.ones(2, 5)"),
        "source.wrong-inputs",
        "return torch.relu",
    ),
    "wrong count": (
        changed("inputs = (torch.ones(2, 4), torch.ones(2, 4))", "inputs = (torch.ones(2, 4),)"),
        "source.wrong-inputs",
        "inputs = (torch.ones(2, 4),)",
    ),
    "custom operation": (changed("torch.relu(", "torch.ops.lab.nowhere("), "load.unknown-operator", "torch.ops.lab.nowhere"),
    "custom operation at import": (
        changed("model = Model()", "model = Model()\ntorch.ops.lab.nowhere(torch.ones(1))"),
        "load.unknown-operator",
        "torch.ops.lab.nowhere",
    ),
    "too large": (
        changed("return torch.relu(self.linear(x)) + y", "return torch.relu(self.linear(x)) + torch.ones(1 << 55)[0] * y"),
        "build.out-of-memory",
        "torch.ones(1 << 55)",
    ),
    "exits": (
        changed("inputs = (torch", "def inputs():\n    raise SystemExit(3)\n\n\nunused = (torch"),
        "source.import-failed",
        "raise SystemExit(3)",
    ),
    "branch on data": (
        changed("        return torch", "        if x.sum() > 0:\n            y = y + 1\n        return torch"),
        "export.failed",
        "if x.sum() > 0:",
    ),
    "dynamic shapes": (
        changed("inputs = (", "dynamic_shapes = {'x': {0: torch.export.Dim('b')}, 'y': {}, 'z': {}}\ninputs = ("),
        "export.failed",
        "dynamic_shapes = ",
    ),
}

# Torch-TensorRT 2.13's validator of sort raises where dim is left out.
SORTING = changed("return torch.relu(self.linear(x)) + y", "return torch.sort(torch.relu(self.linear(x)) + y)[0] * 2")

REGISTERS = textwrap.dedent(
    """\
    import torch


    @torch.library.custom_op("lab::clip_custom", mutates_args=())
    def clip_custom(x: torch.Tensor, limit: float) -> torch.Tensor:
        return x.clamp(-limit, limit)


    @clip_custom.register_fake
    def _(x, limit):
        return torch.empty_like(x)
    """
)
USES = changed("torch.relu(", "torch.ops.lab.clip_custom(", changed("self.linear(x)", "self.linear(x), 1.0"))
NAMED_OTHERWISE = changed("model = ", "network = ", changed("inputs = (", "def samples():\n    return ("))
KEYWORDS = changed(
    "inputs = (torch.ones(2, 4), torch.ones(2, 4))",
    "def inputs():\n    return {'y': torch.ones(2, 4), 'x': torch.ones(2, 4)}",
    changed("model = Model()", "def model():\n    return Model()"),
)

# Put in place of what builds an engine, as a file to import.
OUT_OF_MEMORY = textwrap.dedent(
    """\
    from torch_tensorrt.dynamo.conversion import _conversion


    def run(self, *arguments):
        raise MemoryError("std::bad_alloc")


    _conversion.TRTInterpreter.run = run
    """
)
CONVERTER_RAISES = textwrap.dedent(
    """\
    import dataclasses

    import torch
    from torch_tensorrt.dynamo.conversion._ConverterRegistry import DYNAMO_ATEN_CONVERTERS


    def convert(*arguments, **keywords):
        raise ValueError("a shape that nobody thought of")


    target = torch.ops.aten.relu.default
    DYNAMO_ATEN_CONVERTERS[target] = [
        dataclasses.replace(each, converter_implementation=convert) for each in DYNAMO_ATEN_CONVERTERS[target]
    ]
    """
)

# A block left to PyTorch that reads a graph input's neighbour under the name of another node: "getitem" is the first result
# of the layer norm in the lowered graph, and the first result of an engine once the graph is cut.
ENTANGLED = textwrap.dedent(
    """\
    import torch


    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.first = torch.nn.Linear(4, 4)
            self.norm = torch.nn.LayerNorm(4)
            self.second = torch.nn.Linear(4, 4)

        def forward(self, x, y):
            h = torch.relu(self.first(x))
            g = self.norm(h + y)
            k = torch.tanh(self.second(h))
            q = torch.special.bessel_j0(g) + torch.erfinv(k) * y
            p = torch.special.bessel_j0(k) + torch.special.bessel_j1(x) * g
            return torch.relu(self.second(q)) + 1, torch.sigmoid(p) * q


    torch.manual_seed(0)
    model = Model()
    inputs = (torch.randn(2, 4), torch.randn(2, 4))
    """
)
