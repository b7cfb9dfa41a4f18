"""Makes the two ONNX models beside this file; needs the packages ``onnx`` and ``onnxscript``.

``recognizer.onnx`` has open dimensions: Compile with TensorRT asks for their shapes. ``segnet.onnx`` has operations that
TensorRT does not take: max pooling that also returns where it found its maxima. The program view shows them, with the lines
below that they come from.
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from torch import nn

HERE = Path(__file__).resolve().parent


def block(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU())


class SegNet(nn.Module):
    """Segmentation by an encoder that remembers where its maxima were, and a decoder that puts them back."""

    def __init__(self, channels: int = 8, classes: int = 4) -> None:
        super().__init__()
        self.encoder = nn.ModuleList([block(3, channels), block(channels, 2 * channels)])
        self.decoder = nn.ModuleList([block(2 * channels, channels), block(channels, channels)])
        self.head = nn.Conv2d(channels, classes, 1)
        self.pool = nn.MaxPool2d(2, return_indices=True)
        self.unpool = nn.MaxUnpool2d(2)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        x = image
        places = []
        for layer in self.encoder:
            x, indices = self.pool(layer(x))
            places.append(indices)
        for layer in self.decoder:
            x = layer(self.unpool(x, places.pop()))
        return self.head(x)


class Recognizer(nn.Module):
    """Reads a line of text: convolutions that leave one row, and a score for every character in every column."""

    def __init__(self, channels: int = 16, characters: int = 40) -> None:
        super().__init__()
        self.features = nn.Sequential(
            block(3, channels), nn.MaxPool2d(2), block(channels, 2 * channels), nn.AdaptiveAvgPool2d((1, None))
        )
        self.scores = nn.Linear(2 * channels, characters)

    def forward(self, line: torch.Tensor) -> torch.Tensor:
        columns = self.features(line).squeeze(2).transpose(1, 2)
        return self.scores(columns).softmax(-1)


def export(model: nn.Module, name: str, inputs: tuple[torch.Tensor, ...], **options: object) -> None:
    program = torch.onnx.export(model.eval(), inputs, dynamo=True, **options)  # type: ignore[arg-type]
    assert program is not None
    for node in program.model.graph:
        keep_own_lines(node.metadata_props)
    program.save(HERE / name)


def keep_own_lines(properties: dict[str, str]) -> None:
    """Of the source lines that torch notes those in this file, whose name is enough; nothing of the machine."""
    trace = properties.get("pkg.torch.onnx.stack_trace", "")
    own = trace.replace(f'File "{Path(__file__).resolve()}"', f'File "{Path(__file__).name}"').split("\n")
    kept = [line for at, line in enumerate(own) if "site-packages" not in line and "site-packages" not in own[at - 1]]
    if trace:
        properties["pkg.torch.onnx.stack_trace"] = "\n".join(kept)


def main() -> int:
    torch.manual_seed(0)
    batch, width = torch.export.Dim("batch", max=16), torch.export.Dim("width", min=16, max=512)
    export(SegNet(), "segnet.onnx", (torch.randn(1, 3, 64, 64),), input_names=["image"])
    line = torch.randn(2, 3, 32, 128)
    shapes = {"line": {0: batch, 3: width}}
    export(Recognizer(), "recognizer.onnx", (line,), input_names=["line"], dynamic_shapes=shapes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
