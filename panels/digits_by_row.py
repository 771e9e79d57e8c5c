"""How the accuracy of each digit grows with the rows read: shares in, ten curves and their finding out."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from panels import kit
from panels.by_row import MARKED, row_of
from panels.numbers import percent
from panels.theme import Palette

PLACES = np.arange(3, 27)  # rows at which a digit's line may be named
STEP, SPAN = 19, 330  # pixels about which one row is wide and the accuracy is high, for keeping names apart
NAME = 17  # pixels of the disc that holds a digit's name


def finding(shares: np.ndarray) -> str:
    """Which digit is read soonest and which last, in words; shares (10, 28) of right answers after each row."""
    rows = [row_of(each.tolist(), MARKED["nine in ten"]) for each in shares]
    reached = {digit: row for digit, row in enumerate(rows) if row is not None}
    if len(reached) < 2:
        worst = int(shares[:, -1].argmin())
        return f"{worst} is read worst: after the last row {percent(shares[worst, -1], 2)} of its images rightly"
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
    rows = range(1, shares.shape[1] + 1)
    own = {"cliponaxis": False}
    lines = [
        kit.line(
            rows, 100 * each, palette.digits[digit], f"{digit}s after row %{{x}}: %{{y:.1f}} % right", width=1.8, **own
        )
        for digit, each in enumerate(shares)
    ]
    ink = kit.line(rows, 100 * overall, palette.ink, "all after row %{x}: %{y:.1f} % right", width=2.6, **own)
    end = f"<b>{percent(overall[-1], 2)}</b>"
    layout = {
        "annotations": [kit.note(len(rows), 100 * overall[-1], end, palette.ink, xanchor="left", xshift=10)],
        "xaxis": kit.row_axis(len(rows), palette),
        "yaxis": kit.percent_axis(palette, range=[-1, 103], dtick=25),
        "margin": kit.margins(46, 66),
    }
    return kit.figure([*lines, ink, _names(shares, palette)], layout, height=kit.HEIGHT)


def _names(shares: np.ndarray, palette: Palette) -> kit.Dict:
    """Each digit's name in a disc on its line."""
    places = _places(shares)
    heights = [100 * shares[digit, place] for digit, place in enumerate(places)]
    discs = kit.dots([place + 1 for place in places], heights, palette.ground, "", NAME, mode="markers+text")
    discs["marker"]["line"] = {"color": list(palette.digits), "width": 2}
    text = [str(digit) for digit in range(len(shares))]
    return discs | {"text": text, "textfont": {"color": palette.ink, "size": 12}}


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
