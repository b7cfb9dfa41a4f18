"""One network in three precisions, by the types of its weights: float16, then float32, then bfloat16.

TensorRT keeps to the types that the program states. Look at the conversions between the parts (_to_copy) and at the types
of the tensors on the way. No tensor goes from float16 to bfloat16 directly: TensorRT-RTX 1.4 gets that conversion wrong.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

torch.manual_seed(0)


class MixedPrecision(nn.Module):
    """Features (N x 64, float32) to ten scores (N x 10, float32)."""

    def __init__(self) -> None:
        super().__init__()
        self.in_float16 = nn.Sequential(nn.Linear(64, 128), nn.GELU(), nn.Linear(128, 128)).half()
        self.in_float32 = nn.LayerNorm(128)
        self.in_bfloat16 = nn.Sequential(nn.Linear(128, 128), nn.GELU(), nn.Linear(128, 10)).bfloat16()

    def forward(self, x: Tensor) -> Tensor:
        x = self.in_float16(x.half())
        x = self.in_float32(x.float())
        x = self.in_bfloat16(x.bfloat16())
        return torch.softmax(x.float(), dim=-1)


model = MixedPrecision()
inputs = torch.randn(4, 64)
