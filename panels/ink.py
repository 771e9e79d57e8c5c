"""Where the ink lies: its shares in, two profiles and their finding out."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from panels import kit
from panels.theme import Palette

HEIGHT = 300


def finding(rows: np.ndarray) -> str:
    """Where most of the ink lies; rows (28,) shares."""
    inner = int(rows[4:24].sum() * 100 + 0.5)
    return f"{inner} % of the ink lies in rows 5 to 24, most in row {int(rows.argmax()) + 1}"


def ink(rows: np.ndarray, columns: np.ndarray, palette: Palette) -> go.Figure:
    """The share of the ink in each row and in each column, (28,) each."""
    profiles = [_profile(rows, "row", palette.ink, "solid"), _profile(columns, "column", palette.quiet, "dash")]
    layout = {
        "xaxis": kit.axis(palette, "row or column", tickvals=[1, 7, 14, 21, 28], showgrid=False),
        "yaxis": kit.percent_axis(palette, rangemode="tozero"),
        "margin": kit.margins(46, 8, top=8),
    }
    return kit.figure(profiles, layout, height=HEIGHT)


def _profile(shares: np.ndarray, name: str, colour: str, dash: str) -> kit.Dict:
    hover = f"{name} %{{x}}: %{{y:.1f}} % of the ink"
    return kit.line(range(1, len(shares) + 1), 100 * shares, colour, hover, dash=dash, shape="spline")
