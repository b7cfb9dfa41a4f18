"""A small GPT-2, which TensorRT-RTX 1.5 does not build.

Every operation is supported and the partition is one engine, but the builder gives up on it. The finding says so and offers
what helps: leave aten.split, which separates queries, keys and values, to PyTorch.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

torch.manual_seed(0)


class Conv1D(nn.Module):
    """A linear layer whose weight is transposed (inputs x outputs), as GPT-2 keeps it."""

    def __init__(self, outputs: int, inputs: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(inputs, outputs) * 0.02)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: Tensor) -> Tensor:
        flat = torch.addmm(self.bias, x.view(-1, x.size(-1)), self.weight)
        return flat.view(*x.size()[:-1], self.weight.size(1))


class Attention(nn.Module):
    """Attention of every token to those before it. One layer makes queries, keys and values, which are then split."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.width = width
        self.head_width = width // heads
        self.attention = Conv1D(3 * width, width)
        self.projection = Conv1D(width, width)

    def forward(self, x: Tensor) -> Tensor:
        batch, length, _ = x.shape
        query, key, value = (
            part.view(batch, length, -1, self.head_width).transpose(1, 2)
            for part in self.attention(x).split(self.width, dim=2)
        )
        attended = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        return self.projection(attended.transpose(1, 2).reshape(batch, length, self.width))


class Block(nn.Module):
    """Attention and a feed-forward network, each normalized before and added to its input."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.norm_1 = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.norm_2 = nn.LayerNorm(width)
        self.feed_forward = nn.Sequential(Conv1D(4 * width, width), nn.GELU(approximate="tanh"), Conv1D(width, 4 * width))

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.norm_1(x))
        return x + self.feed_forward(self.norm_2(x))


class GPT2(nn.Module):
    """Tokens (N x T) to the scores of the next one (N x T x words)."""

    def __init__(self, words: int = 500, positions: int = 64, width: int = 64, heads: int = 4, layers: int = 4) -> None:
        super().__init__()
        self.words = nn.Embedding(words, width)
        self.positions = nn.Embedding(positions, width)
        self.blocks = nn.Sequential(*(Block(width, heads) for _ in range(layers)))
        self.norm = nn.LayerNorm(width)

    def forward(self, tokens: Tensor) -> Tensor:
        positions = torch.arange(tokens.shape[1], device=tokens.device)
        hidden = self.norm(self.blocks(self.words(tokens) + self.positions(positions)))
        return functional.linear(hidden, self.words.weight)


model = GPT2()
inputs = torch.randint(0, 500, (1, 32))
