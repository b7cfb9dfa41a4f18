"""A sentence classifier for any number of sentences of any length, within bounds.

"dynamic_shapes" names the sizes that may change and their bounds. Look at the sizes in the graph: they are symbols, and the
bytes that cross a boundary are known only for given inputs.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.export import Dim

torch.manual_seed(0)


class Classifier(nn.Module):
    """Tokens (N x T) and which of them are padding (N x T, 1 for a word) to the probabilities of four classes (N x 4)."""

    def __init__(self, words: int = 500, width: int = 64) -> None:
        super().__init__()
        self.words = nn.Embedding(words, width)
        self.hidden = nn.Sequential(nn.Linear(width, 128), nn.GELU(), nn.Linear(128, width))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, 4)

    def forward(self, tokens: Tensor, mask: Tensor) -> Tensor:
        x = self.words(tokens)
        x = self.norm(x + self.hidden(x)) * mask.unsqueeze(-1)
        mean = x.sum(1) / mask.sum(1, keepdim=True)
        return torch.softmax(self.head(mean), dim=-1)


model = Classifier()
inputs = (torch.randint(0, 500, (2, 16)), torch.ones(2, 16))

_sentences = Dim("sentences", min=1, max=8)
_length = Dim("length", min=2, max=64)
dynamic_shapes = {
    "tokens": {0: _sentences, 1: _length},
    "mask": {0: _sentences, 1: _length},
}
