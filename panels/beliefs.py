"""The ten probabilities of one answer as bars."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from panels import kit
from panels.numbers import percent
from panels.theme import Palette

HEIGHT = 232
NAMED = 0.001  # a bar of less has no number


def bars(belief: np.ndarray, palette: Palette) -> go.Figure:
    """One bar a digit, in the digit's colour, with its percentage.

    Args:
        belief: (10,) float, sums to 1; all zeros for no answer.
        palette: the page's colours.
    """
    digits = [str(digit) for digit in range(10)]
    shares = [float(p) for p in belief]
    text = [percent(p) if p >= NAMED else "" for p in shares]
    own = {"orientation": "h", "text": text, "textposition": "outside", "cliponaxis": False}
    bars = kit.bars(shares, digits, list(palette.digits), "%{y}: %{x:.2%}", **own)
    layout = {
        "xaxis": {"range": [0, 1.3], "visible": False, "fixedrange": True},
        "yaxis": {
            "autorange": "reversed",
            "type": "category",
            "fixedrange": True,
            "tickfont": {"size": 14, "color": palette.ink},
            "showgrid": False,
        },
        "font": {"color": palette.quiet, "size": 13},
        "bargap": 0.28,
        "margin": kit.margins(20, 4, 0, 0),
        "transition": {"duration": 250, "easing": "cubic-out"},
    }
    return kit.figure([bars], layout, height=HEIGHT)
