"""How the accuracy grows with the rows read: shares after each row in, a curve and its finding out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from panels import kit
from panels.numbers import percent
from panels.theme import Palette

HEIGHT = 380
MARKED = {"half": 0.5, "nine in ten": 0.9}  # the accuracies whose rows are marked
CHANCE = 10  # per cent of ten equally frequent digits that a guess gets right


def row_of(accuracy: Sequence[float], least: float) -> int | None:
    """The row (from 1) from which on the accuracy stays at `least` or above; None if it ends below."""
    below = np.flatnonzero(np.asarray(accuracy) < least)
    row = int(below[-1]) + 2 if len(below) else 1
    return row if row <= len(accuracy) else None


def finding(accuracy: Sequence[float]) -> str:
    """When the answers become right, in words; accuracy (28,) after each row."""
    half, most = (row_of(accuracy, least) for least in MARKED.values())
    if half is None:
        return f"After the last row {percent(accuracy[-1], 2)} of the answers are right"
    if most is None or most == half:
        return f"Half of the digits are right by row {half}"
    return f"Half are right by row {half}, nine in ten by row {most}"


def by_row(accuracy: Sequence[float], confidence: Sequence[float], palette: Palette) -> go.Figure:
    """The share of right answers after each row, and how sure the network was of them.

    The last row and those that the finding names are marked.

    Args:
        accuracy: (28,) shares, the first after row 1.
        confidence: (28,) mean probabilities of the answers.
        palette: the page's colours.
    """
    rows, last = range(1, len(accuracy) + 1), len(accuracy)
    percents = [100 * share for share in accuracy]  # (28,)
    marked = {row: words for words, least in MARKED.items() if (row := row_of(accuracy, least)) and row < last}
    sizes = [9 if row == last or row in marked else 5 for row in rows]
    curve = kit.line(rows, percents, palette.ink, "after row %{x}: %{y:.1f} % of the answers are right")
    sure = kit.line(
        rows, [100 * p for p in confidence], palette.quiet, "after row %{x}: %{y:.1f} % sure on average", dash="dash"
    )
    discs = {"color": palette.ink, "size": sizes, "opacity": 1, "line": {"width": 0}}  # else they have edges
    curve |= {"mode": "lines+markers", "marker": discs}
    # The words stand above the points: the curve leaves no room beside them.
    above: kit.Dict = {"xanchor": "right", "xshift": -6, "yanchor": "bottom", "align": "right"}
    layout = {
        "annotations": [
            *(
                kit.note(row, percents[row - 1], f"{words}<br>from row {row}", palette.quiet, **above)
                for row, words in marked.items()
            ),
            kit.beside(last, percents[-1], f"<b>{percent(accuracy[-1], 2)}</b>", palette.ink),
            kit.beside(last, CHANCE, "a guess", palette.quiet),
        ],
        "shapes": [
            *(kit.dotted(row, 0, row, percents[row - 1], palette) for row in marked),
            kit.dotted(0.5, CHANCE, last, CHANCE, palette),
        ],
        "xaxis": kit.row_axis(last, palette),
        "yaxis": kit.percent_axis(palette, range=[0, 103], dtick=25),
        "margin": kit.margins(46, 66),
    }
    return kit.figure([each | {"cliponaxis": False} for each in (sure, curve)], layout, height=HEIGHT)
