"""One unit's hidden state over the rows, with the box that images are searched by: means in, a figure out."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from panels.steps import minus
from panels.theme import Palette, axis, figure

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
    return f"{held}: {100 * counts[digit] / counts.sum():.0f} % are {digit}s"


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
    layout: dict[str, Any] = {
        "dragmode": "select",
        "selectdirection": "any",
        "xaxis": axis(palette, "rows read") | {"range": [0, 29.6], "tickvals": [1, 7, 14, 21, 28], "showgrid": False},
        "yaxis": axis(palette, "state"),
        "margin": {"l": 52, "r": 10, "t": 10, "b": 44},
        "shapes": [_frame(rows, span, palette)],
    }
    return figure(traces, layout, height=HEIGHT)


def _line(states: np.ndarray, colour: str, width: float, whose: str, end: str, palette: Palette) -> dict[str, Any]:
    """One curve, named at its end; its points are there to be selected, and not seen."""
    rows = list(range(1, len(states) + 1))
    unseen = {"marker": {"opacity": 0}}
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "x": rows,
        "y": [float(state) for state in states],
        "text": [*[""] * (len(rows) - 1), end],
        "textposition": "middle right",
        "textfont": {"color": palette.ink, "size": 12},
        "line": {"color": colour, "width": width},
        "marker": {"opacity": 0, "color": colour},
        "selected": unseen,
        "unselected": unseen,
        "hovertemplate": f"{whose}, after row %{{x}}: %{{y:.2f}}<extra></extra>",
    }


def _frame(rows: tuple[int, int], span: tuple[float, float], palette: Palette) -> dict[str, Any]:
    around = {"x0": rows[0] - 0.4, "x1": rows[1] + 0.4, "y0": span[0], "y1": span[1]}
    return {"type": "rect", **around, "line": {"color": palette.accent, "width": 2}}
