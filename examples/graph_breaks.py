"""A network with operations that Torch-TensorRT has no converter for: three engines with a graph break between each two.

The first break is erfinv, which makes a normal distribution of a uniform one; the second a Bessel function. Compile it with
min_block_size 1 to see a third break: a cumulative sum at the end, in which TensorRT-RTX takes no part.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

torch.manual_seed(0)


class Normalize(nn.Module):
    """Squashes its input into (0, 1) and gives it the shape of a normal distribution."""

    def forward(self, x: Tensor) -> Tensor:
        uniform = torch.sigmoid(x) * 1.98 - 0.99
        return torch.erfinv(uniform)


class Ripple(nn.Module):
    """A Bessel function of the first kind: a wave that fades."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.special.bessel_j0(x)


class Mixer(nn.Module):
    """Two linear layers with a shortcut around them."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.wide = nn.Linear(width, 2 * width)
        self.narrow = nn.Linear(2 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.narrow(torch.relu(self.wide(self.norm(x))))


class Network(nn.Module):
    """Features (N x width) to scores (N x width)."""

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        self.first = Mixer(width)
        self.normalize = Normalize()
        self.second = Mixer(width)
        self.ripple = Ripple()
        self.third = Mixer(width)
        self.head = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        x = self.normalize(self.first(x))
        x = self.ripple(self.second(x))
        scores = torch.softmax(self.head(self.third(x)), dim=-1)
        return torch.cumsum(scores, dim=-1) * 100


model = Network()
inputs = torch.randn(8, 64)
