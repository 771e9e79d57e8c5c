"""When the answers of a network become right and when they stay, digit by digit: scores in, charts and findings out."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from panels import marks
from panels.quality import BOTTOM, HEIGHT, TALL, TOP
from panels.scores import MARKED, percent, row_of
from panels.theme import Palette, axis, figure

SIDES: dict[str, dict[str, Any]] = {  # of their lines, where the words of two rows that are near each other stand
    "right": {"xanchor": "right", "xshift": -6},
    "left": {"xanchor": "left", "xshift": 6},
}
PLACES = np.arange(3, 27)  # rows at which a digit's line may be named
STEP, SPAN = 19, 330  # pixels about which one row is wide and the accuracy is high, for keeping names apart
NAME = 17  # pixels of the disc that holds a digit's name


# ---- accuracy of each digit after each row -----------------------------------------------------------------


def digits_finding(shares: np.ndarray) -> str:
    """Which digit is read soonest and which last, in words; shares (10, 28) of right answers after each row."""
    rows = [row_of(each.tolist(), MARKED["nine in ten"]) for each in shares]
    reached = {digit: row for digit, row in enumerate(rows) if row is not None}
    if len(reached) < 2:
        worst = int(shares[:, -1].argmin())
        return f"{worst} is read worst: after the last row {percent(shares[worst, -1])} of its images rightly"
    first, last = (choose(reached, key=lambda digit: reached[digit]) for choose in (min, max))
    if reached[first] == reached[last]:
        return f"Nine in ten of every digit are right by row {reached[first]}"
    return f"Nine in ten are right by row {reached[first]} of the {first}s, only by row {reached[last]} of the {last}s"


def digits(shares: np.ndarray, overall: np.ndarray, palette: Palette) -> go.Figure:
    """A line for each digit in its colour, named where it is farthest from the others; all images together in ink.

    Args:
        shares: (10, 28) of right answers among the images of each digit.
        overall: (28,) of right answers among all images.
        palette: the page's colours.
    """
    rows = list(range(1, shares.shape[1] + 1))
    lines = [
        _row_curve(rows, each, palette.digits[digit], 1.8, f"{digit}s after row %{{x}}: %{{y:.1f}} % right")
        for digit, each in enumerate(shares)
    ]
    ink = _row_curve(rows, overall, palette.ink, 2.6, "all after row %{x}: %{y:.1f} % right")
    places = _places(shares)
    names = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [rows[place] for place in places],
        "y": [float(100 * shares[digit, place]) for digit, place in enumerate(places)],
        "text": [str(digit) for digit in range(len(shares))],
        "textfont": {"color": palette.ink, "size": 12},
        "marker": {
            "color": palette.ground,
            "size": NAME,
            "opacity": 1,
            "line": {"color": list(palette.digits), "width": 2},
        },
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    layout = {
        "annotations": [
            marks.words(
                rows[-1], 100 * overall[-1], f"<b>{percent(overall[-1])}</b>", palette.ink, xanchor="left", xshift=10
            )
        ],
        "xaxis": _row_axis(len(rows), palette),
        "yaxis": {**axis(palette), "range": [-1, 103], "dtick": 25, "ticksuffix": " %"},
        "margin": {"l": 46, "r": 66, "t": TOP, "b": BOTTOM},
    }
    return figure([*lines, ink, names], layout, height=HEIGHT)


def _places(shares: np.ndarray) -> list[int]:
    """For each digit the place (from 0) at which its line is farthest from the other lines and names."""
    heights = SPAN * shares  # (10, 28) pixels
    apart = np.abs(heights[:, None] - heights[None])  # (10, 10, 28)
    apart[np.arange(len(shares)), np.arange(len(shares))] = np.inf
    clear = apart.min(axis=1)[:, PLACES].clip(max=2 * NAME)  # (10, places) pixels to the next line
    chosen: dict[int, int] = {}
    for digit in np.argsort(clear.max(axis=1)):  # first the one that has the least choice
        away = [
            np.hypot(STEP * (PLACES - place), heights[digit, PLACES] - heights[other, place])
            for other, place in chosen.items()
        ]
        room = np.min([*away, np.full(len(PLACES), np.inf)], axis=0)  # (places,) pixels to the next name
        chosen[int(digit)] = int(PLACES[(clear[digit] + 2 * room.clip(max=1.5 * NAME)).argmax()])
    return [chosen[digit] for digit in range(len(shares))]


# ---- the row of decision -----------------------------------------------------------------------------------


def decisions_finding(counts: np.ndarray) -> str:
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
    bars = {
        "type": "bar",
        "x": list(rows),
        "y": shares.tolist(),
        "marker": {"color": palette.quiet, "line": {"width": 0}},
        "customdata": [
            f"row {row}: {marks.images(count)}, {percent(good / max(count, 1))} of them rightly"
            for row, count, good in zip(rows, counts.tolist(), right.tolist(), strict=True)
        ],
        "hovertemplate": "final from %{customdata}<extra></extra>",
    }
    top = 1.16 * float(shares.max())
    marked = dict(zip(decided_by(counts), MARKED, strict=True))
    layout = {
        "annotations": [
            marks.words(
                0, 1, "share of the images", palette.quiet, xref="paper", yref="paper", xanchor="left", yanchor="bottom"
            ),
            *(
                marks.words(row + 0.5, top, f"{words}<br>by row {row}", palette.ink, yanchor="top", align=side) | place
                for (row, words), (side, place) in zip(marked.items(), SIDES.items(), strict=False)
            ),
        ],
        "shapes": [marks.dotted(row + 0.5, 0, row + 0.5, top, palette) for row in marked],
        "bargap": 0.22,
        "xaxis": _row_axis(len(counts), palette, "row from which on the answer stays"),
        "yaxis": {**axis(palette), "range": [0, top], "nticks": 6, "ticksuffix": " %"},
        "margin": {"l": 46, "r": 66, "t": TOP, "b": BOTTOM},
    }
    return figure([bars], layout, height=TALL)


# ---- pieces of both -----------------------------------------------------------------------------------------


def _row_axis(rows: int, palette: Palette, title: str = "rows read") -> dict[str, Any]:
    return {
        **axis(palette, title),
        "range": [0.5, rows + 0.5],
        "tickvals": [1, *range(7, rows + 1, 7)],
        "showgrid": False,
    }


def _row_curve(rows: list[int], shares: np.ndarray, colour: str, width: float, hover: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": rows,
        "y": [float(100 * share) for share in shares],
        "line": {"color": colour, "width": width},
        "cliponaxis": False,
        "hovertemplate": f"{hover}<extra></extra>",
    }
