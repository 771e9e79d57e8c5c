"""How the accuracy grows with the rows read and the epochs trained: parts of a report in, curves out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from evaluation.reports import Epoch
from panels import marks
from panels.theme import Palette, axis, figure

HEIGHT = 380
TOP, BOTTOM = 26, 44  # pixels of margin above and below the curves
MARKED = {"half": 0.5, "nine in ten": 0.9}  # the accuracies whose rows are marked
CHANCE = 10  # per cent of ten equally frequent digits that a guess gets right
LABEL = 17  # pixels that two labels keep between their middles


# ---- accuracy after each row -------------------------------------------------------------------------------


def row_of(accuracy: Sequence[float], least: float) -> int | None:
    """The row (from 1) from which on the accuracy stays at `least` or above; None if it ends below."""
    below = np.flatnonzero(np.asarray(accuracy) < least)
    row = int(below[-1]) + 2 if len(below) else 1
    return row if row <= len(accuracy) else None


def rows_finding(accuracy: Sequence[float]) -> str:
    """When the answers become right, in words; accuracy (28,) after each row."""
    half, most = (row_of(accuracy, least) for least in MARKED.values())
    if half is None:
        return f"After the last row {percent(accuracy[-1])} of the answers are right"
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
    rows = range(1, len(accuracy) + 1)
    last = len(accuracy)
    percents = [100 * share for share in accuracy]  # (28,)
    marked = {row: words for words, least in MARKED.items() if (row := row_of(accuracy, least)) and row < last}
    curve = _curve(rows, percents, palette.ink, "after row %{x}: %{y:.1f} % of the answers are right")
    sure = _curve(rows, [100 * p for p in confidence], palette.quiet, "after row %{x}: %{y:.1f} % sure on average")
    sure |= {"mode": "lines", "line": {"color": palette.quiet, "width": 2, "dash": "dash"}}
    curve["marker"]["size"] = [9 if row == last or row in marked else 5 for row in rows]
    above = {"yanchor": "bottom"}  # where the curve leaves no room beside its point
    labels = [
        _label(row, percents[row - 1], f"{words}<br>from row {row}", palette.quiet, "right", -6) | above
        for row, words in marked.items()
    ]
    layout = {
        "annotations": [
            *labels,
            _label(last, percents[-1], f"<b>{percent(accuracy[-1])}</b>", palette.ink, "left", 10),
            _label(last, CHANCE, "a guess", palette.quiet, "left", 10),
        ],
        "shapes": [
            *(marks.dotted(row, 0, row, percents[row - 1], palette) for row in marked),
            marks.dotted(0.5, CHANCE, last, CHANCE, palette),
        ],
        "xaxis": {
            **axis(palette, "rows read"),
            "range": [0.5, last + 0.5],
            "tickvals": [1, *range(7, last + 1, 7)],
            "showgrid": False,
        },
        "yaxis": {**axis(palette), "range": [0, 103], "dtick": 25, "ticksuffix": " %"},
        "margin": {"l": 46, "r": 66, "t": TOP, "b": BOTTOM},
    }
    return figure([sure, curve], layout, height=HEIGHT)


# ---- the training ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Strip:
    """One quantity of the history, with an axis of its own."""

    name: str  # what stands above it
    axis: str  # Plotly's number of its vertical axis
    domain: tuple[float, float]  # its part of the height, from the bottom
    test: Callable[[Epoch], float]  # its value for the test images
    training: Callable[[Epoch], float]  # its value for the training images
    digits: str  # number format, Python's and Plotly's alike
    unit: str  # what stands after a number


STRIPS = (
    _Strip("accuracy", "", (0.57, 1.0), lambda e: 100 * e.test_accuracy, lambda e: 100 * e.accuracy, ".2f", " %"),
    _Strip("log loss", "2", (0.0, 0.43), lambda e: e.test_loss, lambda e: e.loss, ".3f", ""),
)


def history_finding(epochs: Sequence[Epoch]) -> str:
    """What the training achieved, in words; at least one epoch."""
    first, last = epochs[0].test_accuracy, epochs[-1].test_accuracy
    if len(epochs) == 1:
        return f"One epoch gave {percent(last)} on the test images"
    return f"{percent(first)} after one epoch, {percent(last)} after {len(epochs)}"


def history(epochs: Sequence[Epoch], palette: Palette) -> go.Figure:
    """Accuracy above, log loss below; test images in ink, training images in the quiet colour.

    Args:
        epochs: first to last, at least one.
        palette: the page's colours.
    """
    last = len(epochs)
    data: list[dict[str, Any]] = []
    layout: dict[str, Any] = {
        "annotations": [],
        "xaxis": {
            **axis(palette, "epoch"),
            "anchor": "y2",
            "range": [0.85, last + 0.1] if last > 1 else [0.5, 1.5],
            "tickvals": list(range(1, last + 1, -(-last // 12))),
            "showgrid": False,
        },
        "margin": {"l": 46, "r": 118, "t": TOP, "b": BOTTOM},
    }
    for strip in STRIPS:
        curves, labels, span = _strip(strip, epochs, palette)
        data += curves
        layout["annotations"] += labels
        layout[f"yaxis{strip.axis}"] = {
            **axis(palette),
            "domain": strip.domain,
            "range": span,
            "nticks": 4,
            "ticksuffix": strip.unit,
        }
    return figure(data, layout, height=HEIGHT)


def _strip(
    strip: _Strip, epochs: Sequence[Epoch], palette: Palette
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[float]]:
    """The curves of one quantity, the labels at their ends, and the span of its axis."""
    series = {
        "test": [strip.test(epoch) for epoch in epochs],
        "training": [strip.training(epoch) for epoch in epochs],
    }
    colours = {"test": palette.ink, "training": palette.quiet}
    low, high = (choose(map(choose, series.values())) for choose in (min, max))
    padding = 0.12 * max(high - low, 1e-3)
    span = [low - padding, high + padding]
    pixels = (strip.domain[1] - strip.domain[0]) * (HEIGHT - TOP - BOTTOM)  # of height for the span
    shifts = _apart(*(pixels * values[-1] / (span[1] - span[0]) for values in series.values()))
    curves, labels = [], [_heading(strip, palette)]
    for (images, values), shift in zip(series.items(), shifts, strict=True):
        last, colour, axis = len(values), colours[images], f"y{strip.axis}"
        hover = f"{images} images, epoch %{{x}}: {strip.name} %{{y:{strip.digits}}}{strip.unit}"
        curves.append(_curve(range(1, last + 1), values, colour, hover) | {"yaxis": axis})
        end = f"{images} {values[-1]:{strip.digits}}{strip.unit}"
        labels.append(_label(last, values[-1], end, colour, "left", 10) | {"yref": axis, "yshift": shift})
    return curves, labels, span


def _apart(first: float, second: float) -> tuple[float, float]:
    """How many pixels to move each of two labels, so that they keep their distance."""
    missing = max(0.0, LABEL - abs(first - second)) / 2
    return (missing, -missing) if first >= second else (-missing, missing)


def _heading(strip: _Strip, palette: Palette) -> dict[str, Any]:
    place = {"xref": "paper", "yref": "paper", "yanchor": "bottom"}
    return _label(0, strip.domain[1], f"<b>{strip.name}</b>", palette.ink, "left", 0) | place


# ---- pieces of both ----------------------------------------------------------------------------------------


def percent(share: float) -> str:
    """A share of thousands of images, to a hundredth of a per cent."""
    return f"{100 * share:.2f} %"


def _curve(x: Sequence[int], y: Sequence[float], colour: str, hover: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(x),
        "y": list(y),
        "line": {"color": colour, "width": 2},
        "marker": {"color": colour, "size": 6, "opacity": 1, "line": {"width": 0}},
        "cliponaxis": False,
        "hovertemplate": f"{hover}<extra></extra>",
    }


def _label(x: float, y: float, text: str, colour: str, anchor: str, shift: float) -> dict[str, Any]:
    """Words beside a point of a curve; they stand in for a legend."""
    return {
        "x": x,
        "y": y,
        "text": text,
        "align": anchor,
        "xanchor": anchor,
        "xshift": shift,
        "yanchor": "middle",
        "showarrow": False,
        "font": {"color": colour, "size": 13},
    }
