"""One-dimensional convolution over the words of a text, with dilation, centred or causal.

Time is the first dimension, so the inputs of one tap are one block of memory, and the convolution
is a sum of matrix products, one per tap. On the CPU this is as fast as torch's own, backward
included.

    width 3, dilation 2                causal                 centred
    inputs     x0 x1 x2 x3 x4 x5       0 0 0 0 x0 x1 …        0 0 x0 x1 …
    reads for y4                       x0 x2 x4               x2 x4 x6
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Convolution(nn.Module):
    """y[t] = b + sum over taps j of W[j] x[t + j * dilation - left]; x is 0 outside the batch.

    left is (width - 1) * dilation if it is causal, else (width - 1) // 2 * dilation.
    """

    def __init__(
        self, inputs: int, outputs: int, width: int, dilation: int = 1, causal: bool = False
    ) -> None:
        super().__init__()
        reach = (width - 1) * dilation
        left = reach if causal else (width - 1) // 2 * dilation
        self.offsets = [tap * dilation - left for tap in range(width)]
        self.weight = nn.Parameter(torch.empty(width, inputs, outputs))
        self.bias = nn.Parameter(torch.zeros(outputs))
        nn.init.xavier_uniform_(self.weight.view(width * inputs, outputs))

    def forward(self, inputs: Tensor) -> Tensor:
        """[time, texts, inputs] -> [time, texts, outputs]."""
        time, texts, _ = inputs.shape
        # Taps beyond the text read zeros and are skipped. When compiled, skipping would depend on
        # the length.
        all_taps = torch.compiler.is_compiling()
        taps = [tap for tap, offset in enumerate(self.offsets) if all_taps or abs(offset) < time]
        before = max(0, -min(self.offsets[tap] for tap in taps))
        after = max(0, max(self.offsets[tap] for tap in taps))
        padded = F.pad(inputs, (0, 0, 0, 0, before, after)).flatten(0, 1)
        outputs: Tensor = self.bias
        for tap in taps:
            start = (before + self.offsets[tap]) * texts
            block = padded[start : start + time * texts]  # [time x texts, inputs], no copy
            outputs = torch.addmm(outputs, block, self.weight[tap])
        return outputs.view(time, texts, -1)
