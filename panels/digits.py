"""What the networks learned from: counts and mean ink of MNIST in, charts out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from panels.theme import Palette, axis, figure

HEIGHT = 300
DIGITS = [str(digit) for digit in range(10)]


def shares_finding(counts: np.ndarray) -> str:
    """Which digit is the commonest and which the rarest; counts (10,)."""
    shares = 100 * counts / counts.sum()
    most, least = int(shares.argmax()), int(shares.argmin())
    return f"{most} is the commonest digit with {shares[most]:.1f} %, {least} the rarest with {shares[least]:.1f} %"


def shares(bars: Sequence[tuple[str, np.ndarray]], palette: Palette) -> go.Figure:
    """The share of each digit, two bars a digit.

    Args:
        bars: a name and counts (10,) each; the first is drawn in the digits' colours, the second as outlines.
        palette: the page's colours.
    """
    traces = []
    for place, (name, counts) in enumerate(bars):
        filled = place == 0
        traces.append(
            {
                "type": "bar",
                "name": name,
                "x": DIGITS,
                "y": [float(share) for share in 100 * counts / counts.sum()],
                "customdata": [int(count) for count in counts],
                "marker": {
                    "color": list(palette.digits) if filled else "rgba(0,0,0,0)",
                    "line": {"width": 0 if filled else 1.5, "color": palette.quiet},
                },
                "hovertemplate": f"{name}: %{{customdata:,}} images of %{{x}}, %{{y:.2f}} %<extra></extra>",
            }
        )
    layout = {
        "bargap": 0.25,
        "bargroupgap": 0.08,
        "xaxis": axis(palette) | {"type": "category", "showgrid": False},
        "yaxis": axis(palette) | {"ticksuffix": " %"},
        "margin": {"l": 46, "r": 8, "t": 8, "b": 30},
    }
    return figure(traces, layout, height=HEIGHT)


def ink_finding(rows: np.ndarray) -> str:
    """Where most of the ink lies; rows (28,) shares."""
    inner = int(rows[4:24].sum() * 100 + 0.5)
    return f"{inner} % of the ink lies in rows 5 to 24, most in row {int(rows.argmax()) + 1}"


def ink(rows: np.ndarray, columns: np.ndarray, palette: Palette) -> go.Figure:
    """The share of the ink in each row and in each column, (28,) each."""
    traces = [
        _profile(rows, "row", palette.ink, "solid"),
        _profile(columns, "column", palette.quiet, "dash"),
    ]
    layout = {
        "xaxis": axis(palette, "row or column") | {"tickvals": [1, 7, 14, 21, 28], "showgrid": False},
        "yaxis": axis(palette) | {"ticksuffix": " %", "rangemode": "tozero"},
        "margin": {"l": 46, "r": 8, "t": 8, "b": 44},
    }
    return figure(traces, layout, height=HEIGHT)


def _profile(shares: np.ndarray, name: str, colour: str, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(range(1, len(shares) + 1)),
        "y": [float(100 * share) for share in shares],
        "line": {"color": colour, "width": 2, "dash": dash, "shape": "spline"},
        "hovertemplate": f"{name} %{{x}}: %{{y:.1f}} % of the ink<extra></extra>",
    }
