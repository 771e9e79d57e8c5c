"""The ten probabilities of one answer as bars."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from panels.theme import Palette, figure


def bars(belief: np.ndarray, palette: Palette) -> go.Figure:
    """One bar a digit, in the digit's colour, with its percentage.

    Args:
        belief: (10,) float, sums to 1; all zeros for no answer.
        palette: the page's colours.
    """
    digits = [str(digit) for digit in range(10)]
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": [float(p) for p in belief],
        "y": digits,
        "marker": {"color": list(palette.digits), "line": {"width": 0}},
        "text": [percent(p) if p >= 0.001 else "" for p in belief],
        "textposition": "outside",
        "cliponaxis": False,
        "hovertemplate": "%{y}: %{x:.2%}<extra></extra>",
    }
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
        "margin": {"l": 20, "r": 4, "t": 0, "b": 0},
        "transition": {"duration": 250, "easing": "cubic-out"},
    }
    return figure([trace], layout, height=232)


def percent(share: float) -> str:
    """A probability in words that claim no more than it says: never 0 % or 100 % for what is only near."""
    if share < 0.001:
        return "< 0.1 %"
    if share > 0.999:
        return "> 99.9 %"
    return f"{100 * share:.1f} %" if share < 0.1 or share > 0.95 else f"{100 * share:.0f} %"
