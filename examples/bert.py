"""A small BERT: token, position and segment embeddings, two encoder layers with attention, and a pooled output.

The attention of both layers becomes one operation each, scaled_dot_product_attention. Choose decompose_attention to see it
as matrix products and a softmax instead, in the same single engine.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

torch.manual_seed(0)


class Embeddings(nn.Module):
    """Token numbers (N x T) to vectors (N x T x width)."""

    def __init__(self, words: int, positions: int, width: int) -> None:
        super().__init__()
        self.word = nn.Embedding(words, width)
        self.position = nn.Embedding(positions, width)
        self.segment = nn.Embedding(2, width)
        self.norm = nn.LayerNorm(width)

    def forward(self, tokens: Tensor, segments: Tensor) -> Tensor:
        positions = torch.arange(tokens.shape[1], device=tokens.device)
        return self.norm(self.word(tokens) + self.position(positions) + self.segment(segments))


class Attention(nn.Module):
    """Attention of every token to every token, in several heads."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.output = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        query, key, value = (self.split(layer(x)) for layer in (self.query, self.key, self.value))
        attended = functional.scaled_dot_product_attention(query, key, value)
        return self.output(attended.transpose(1, 2).flatten(2))

    def split(self, x: Tensor) -> Tensor:
        """N x T x width to N x heads x T x width of a head."""
        batch, length, width = x.shape
        return x.view(batch, length, self.heads, width // self.heads).transpose(1, 2)


class EncoderLayer(nn.Module):
    """Attention and a feed-forward network, each added to its input and normalized after."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.attention = Attention(width, heads)
        self.attention_norm = nn.LayerNorm(width)
        self.feed_forward = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.feed_forward_norm = nn.LayerNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        x = self.attention_norm(x + self.attention(x))
        return self.feed_forward_norm(x + self.feed_forward(x))


class Bert(nn.Module):
    """Tokens and segments (N x T each) to the hidden states (N x T x width) and the pooled first one (N x width)."""

    def __init__(self, words: int = 500, positions: int = 64, width: int = 64, heads: int = 4, layers: int = 2) -> None:
        super().__init__()
        self.embeddings = Embeddings(words, positions, width)
        self.encoder = nn.Sequential(*(EncoderLayer(width, heads) for _ in range(layers)))
        self.pooler = nn.Linear(width, width)

    def forward(self, tokens: Tensor, segments: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.encoder(self.embeddings(tokens, segments))
        return hidden, torch.tanh(self.pooler(hidden[:, 0]))


model = Bert()
inputs = {
    "tokens": torch.randint(0, 500, (2, 32)),
    "segments": torch.zeros(2, 32, dtype=torch.int64),
}
