"""The epochs of a training on a chart: a quantity that not each of them may have in, its points and the axis out."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evaluation.reports import Epoch
from panels import kit
from panels.theme import Palette

FEW = 20  # epochs that a linear scale shows well; most of what more of them change happens in the first ones
TICKS = [digit * 10**power for power in range(6) for digit in (1, 2, 5)]  # of the logarithmic scale


def points(epochs: Sequence[Epoch], field: str, times: float = 1) -> dict[int, float]:
    """A field of those epochs that have it, by the epoch's number, counted from 1; multiplied by `times`."""
    values = ((number, getattr(epoch, field)) for number, epoch in enumerate(epochs, 1))
    return {number: times * value for number, value in values if value is not None}


def axis(last: int, palette: Palette, **own: object) -> kit.Dict:
    """The epochs from left to right; on a logarithmic scale, whose title says so, where they are many."""
    if last > FEW:
        span, ticks = [-0.03, math.log10(last) + 0.02], [tick for tick in TICKS if tick <= last]
        return kit.axis(palette, "epoch, logarithmic scale", type="log", range=span, tickvals=ticks, **own)
    span = [0.85, last + 0.1] if last > 1 else [0.5, 1.5]
    return kit.axis(palette, "epoch", range=span, tickvals=list(range(1, last + 1, -(-last // 12))), **own)


def place(epoch: int, last: int) -> float:
    """Where a note on an epoch stands on the axis up to the last one, in Plotly's unit."""
    return math.log10(epoch) if last > FEW else epoch
