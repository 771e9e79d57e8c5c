"""One unit's hidden state over the rows, with the box that images are searched by: means in, a figure out."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from panels import kit
from panels.numbers import minus, percent
from panels.theme import Palette

HEIGHT = 330


def finding(unit: int, rows: tuple[int, int], span: tuple[float, float], counts: np.ndarray) -> str:
    """Which digits stay within the box, in words.

    Args:
        unit: its number.
        rows: first and last row of the box.
        span: lowest and highest state of the box.
        counts: (10,) images of each digit that stay within it.
    """
    where = f"row {rows[0]}" if rows[0] == rows[1] else f"rows {rows[0]} to {rows[1]}"
    held = minus(f"Unit {unit} between {span[0]:.2f} and {span[1]:.2f} in {where}")
    if not counts.sum():
        return f"{held}: no digit"
    digit = int(counts.argmax())
    return f"{held}: {percent(counts[digit] / counts.sum())} are {digit}s"


def unit(
    means: np.ndarray, own: np.ndarray, rows: tuple[int, int], span: tuple[float, float], palette: Palette
) -> go.Figure:
    """The unit's mean state for each digit and its state for the drawing, with the box; a box can be dragged over it.

    Args:
        means: (10, 28) of the test images of each digit.
        own: (28,) for the drawing.
        rows: first and last row of the box.
        span: lowest and highest state of the box.
        palette: the page's colours.
    """
    traces = [
        _line(mean, palette.digits[digit], 2, f"{digit}s on average", str(digit), palette)
        for digit, mean in enumerate(means)
    ]
    traces.append(_line(own, palette.ink, 3, "your drawing", "", palette))
    layout = {
        "dragmode": "select",
        "selectdirection": "any",
        "xaxis": kit.row_axis(len(own), palette) | {"range": [0, len(own) + 1.6]},
        "yaxis": kit.axis(palette, "state"),
        "margin": kit.margins(52, 10, top=10),
        "shapes": [kit.box((rows[0] - 0.4, rows[1] + 0.4), span, palette, 2)],
    }
    return kit.figure(traces, layout, height=HEIGHT)


def _line(states: np.ndarray, colour: str, width: float, whose: str, end: str, palette: Palette) -> kit.Dict:
    """One curve, named at its end; its points are there to be selected, and not seen."""
    unseen = {"marker": {"opacity": 0}}
    name = {
        "text": [*[""] * (len(states) - 1), end],
        "textposition": "middle right",
        "textfont": {"color": palette.ink, "size": 12},
    }
    points = {"mode": "lines+markers+text", "marker": {"opacity": 0, "color": colour}}
    hover = f"{whose}, after row %{{x}}: %{{y:.2f}}"
    rows = range(1, len(states) + 1)
    return kit.line(rows, states, colour, hover, width=width, selected=unseen, unselected=unseen, **name, **points)
