"""From which row on the answers stay: counts in, bars and their finding out."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from panels import kit
from panels.by_row import MARKED
from panels.numbers import images, percent
from panels.theme import Palette

SIDES: tuple[dict[str, Any], ...] = (  # of their lines, where the words of two rows that are near each other stand
    {"xanchor": "right", "xshift": -6, "align": "right"},
    {"xanchor": "left", "xshift": 6, "align": "left"},
)


def finding(counts: np.ndarray) -> str:
    """By which rows the answers are final, in words; counts (28,)."""
    half, most = decided_by(counts)
    if half == most:
        return f"Nine in ten of the answers are final by row {most}"
    return f"Half of the answers are final by row {half}, nine in ten by row {most}"


def decided_by(counts: np.ndarray) -> tuple[int, int]:
    """The rows by which half and nine in ten of the answers are final; counts (28,)."""
    shares = np.cumsum(counts) / counts.sum()
    half, most = (int((shares < share).sum()) + 1 for share in MARKED.values())
    return half, most


def decisions(counts: np.ndarray, right: np.ndarray, palette: Palette) -> go.Figure:
    """How many answers are final from each row on.

    Args:
        counts: (28,) answers that are final from that row on.
        right: (28,) those of them that are right.
        palette: the page's colours.
    """
    rows, shares = range(1, len(counts) + 1), 100 * counts / counts.sum()
    words = [
        f"row {row}: {images(count)}, {percent(good / max(count, 1), 2)} of them rightly"
        for row, count, good in zip(rows, counts.tolist(), right.tolist(), strict=True)
    ]
    bars = kit.bars(rows, shares.tolist(), palette.quiet, "final from %{customdata}", customdata=words)
    top = 1.16 * float(shares.max())
    marked = dict(zip(decided_by(counts), MARKED, strict=True))
    layout = {
        "annotations": [
            kit.caption("share of the images", palette),
            *(
                kit.note(row + 0.5, top, f"{words}<br>by row {row}", palette.ink, yanchor="top") | side
                for (row, words), side in zip(marked.items(), SIDES, strict=False)
            ),
        ],
        "shapes": [kit.dotted(row + 0.5, 0, row + 0.5, top, palette) for row in marked],
        "bargap": 0.22,
        "xaxis": kit.row_axis(len(counts), palette, "row from which on the answer stays"),
        "yaxis": kit.percent_axis(palette, range=[0, top], nticks=6),
        "margin": kit.margins(46, 66),
    }
    return kit.figure([bars], layout, height=kit.TALL)
