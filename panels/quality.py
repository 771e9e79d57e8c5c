"""How far its probabilities can be trusted, and when a network decides: scores in, charts and findings out."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from model.scores import Reliability, RiskCoverage
from panels.scores import MARKED, percent, row_of
from panels.theme import Palette, axis, figure

HEIGHT, TALL = 400, 456  # pixels; tall where no control stands above the chart, so that neighbours end alike
TOP, BOTTOM = 26, 44  # pixels of margin above and below
TENDENCY = 0.5  # of the calibration error; a mean gap above it is called one
SHOWN = 0.1  # of the error of all answers; the chart starts a little before the curve rises above it
SIDES: dict[str, dict[str, Any]] = {  # of their lines, where the words of two rows that are near each other stand
    "right": {"xanchor": "right", "xshift": -6},
    "left": {"xanchor": "left", "xshift": 6},
}
PLACES = np.arange(3, 27)  # rows at which a digit's line may be named
STEP, SPAN = 19, 330  # pixels about which one row is wide and the accuracy is high, for keeping names apart
NAME = 17  # pixels of the disc that holds a digit's name


# ---- calibration -------------------------------------------------------------------------------------------


def calibration_finding(found: Reliability) -> str:
    """How far the probabilities are off, and to which side, in words."""
    weights = found.counts / found.counts.sum()
    gaps = weights * (found.confidence - found.accuracy)  # (bins,)
    error = float(np.abs(gaps).sum())
    side = "too sure" if gaps.sum() > 0 else "not sure enough"
    tendency = f", mostly {side}" if abs(gaps.sum()) > TENDENCY * error > 0 else ""
    return f"Its probabilities are off by {100 * error:.1f} points on average{tendency}"


def calibration(found: Reliability, palette: Palette) -> go.Figure:
    """The share of right answers against their confidence, and beneath it how many answers there are.

    Args:
        found: the answers in bins by their confidence.
        palette: the page's colours.
    """
    accuracy, (low, high) = 100 * found.accuracy, 100 * found.interval.T
    words = [
        f"{_images(count)} answered with {100 * confidence:.1f} % on average, {share:.1f} % of them rightly"
        for count, confidence, share in zip(found.counts.tolist(), found.confidence, accuracy, strict=True)
    ]
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": (100 * found.confidence).tolist(),
        "y": accuracy.tolist(),
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": (high - accuracy).clip(0).tolist(),
            "arrayminus": (accuracy - low).clip(0).tolist(),
            "color": palette.quiet,
            "thickness": 1.2,
            "width": 0,
        },
        "marker": {"color": palette.ink, "size": 9, "opacity": 1, "line": {"width": 0}},
        "cliponaxis": False,
        "customdata": words,
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    bars = {
        "type": "bar",
        "x": (100 * found.edges.mean(axis=1)).tolist(),
        "y": found.counts.tolist(),
        "width": (100 * np.diff(found.edges)[:, 0] - 1).tolist(),  # a little air between them
        "yaxis": "y2",
        "marker": {"color": palette.quiet, "line": {"width": 0}},
        "customdata": words,
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    most = float(np.log10(found.counts.max()))
    layout = {
        "annotations": [
            _words(0, 101, "share of right answers", palette.quiet, xref="paper", xanchor="left", yanchor="bottom"),
            _words(0, 0.215, "images", palette.quiet, xref="paper", yref="paper", xanchor="left", yanchor="bottom"),
        ],
        "shapes": [_line(0, 0, 100, 100, palette)],
        "xaxis": {
            **axis(palette, "how sure it was"),
            "anchor": "y2",
            "range": [0, 101],
            "dtick": 25,
            "ticksuffix": " %",
            "showgrid": False,
        },
        "yaxis": {**axis(palette), "domain": [0.32, 1], "range": [0, 101], "dtick": 25, "ticksuffix": " %"},
        "yaxis2": {
            **axis(palette),
            "domain": [0, 0.2],
            "type": "log",
            "range": [np.log10(0.5), max(most, 1) + 0.05],  # one image is seen, as a low bar
            "tickvals": [1, 100, 10000] if most > 2 else [1, 10, 100],
            "tickformat": ",",
        },
        "margin": {"l": 52, "r": 24, "t": TOP, "b": BOTTOM},
    }
    return figure([bars, dots], layout, height=HEIGHT)


# ---- risk against coverage ---------------------------------------------------------------------------------


def risk_finding(curve: RiskCoverage, sure: tuple[float, float]) -> str:
    """What its own bound between sure and unsure is worth, in words; sure: coverage and risk of what it is sure of."""
    coverage, risk = sure
    every = curve.risk[-1]
    if not every:
        return "It errs nowhere, sure or not"
    if not coverage:
        return f"It is sure of no answer; of all, {percent(every)} are wrong"
    if coverage == 1:
        return f"It is sure of every answer; {percent(every)} are wrong"
    return f"It is sure of {percent(coverage)}: of these {percent(risk)} are wrong, of all {percent(every)}"


def risk(curve: RiskCoverage, sure: tuple[float, float], palette: Palette) -> go.Figure:
    """The share of wrong answers among the surest, with the network's own bound marked.

    Args:
        curve: risk for every coverage.
        sure: coverage and risk of the answers of which the network calls itself sure.
        palette: the page's colours.
    """
    every = float(curve.risk[-1])
    coverage, risk = sure
    start = _risk_start(curve, coverage)
    shown = curve.coverage >= start
    ideal = np.linspace(max(start, 1 - every, curve.coverage[0]), 1, 50)  # what is kept, if the errors went first
    top = 100 * max(every, float(curve.risk[shown].max()), 1e-4)
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": (100 * curve.coverage[shown]).tolist(),
        "y": (100 * curve.risk[shown]).tolist(),
        "customdata": (100 * curve.threshold[shown]).tolist(),
        "line": {"color": palette.ink, "width": 2},
        "cliponaxis": False,
        "hovertemplate": "the surest %{x:.2f} %, at least %{customdata:.1f} % sure: %{y:.2f} % wrong<extra></extra>",
    }
    best = {
        "type": "scatter",
        "mode": "lines",
        "x": (100 * ideal).tolist(),
        "y": (100 * (1 - (1 - every) / ideal).clip(0)).tolist(),
        "line": {"color": palette.quiet, "width": 1.5, "dash": "dot"},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    between = 0 < coverage < 1
    ends = {
        "type": "scatter",
        "mode": "markers",
        "x": [100 * coverage, 100] if between else [100],
        "y": [100 * risk, 100 * every] if between else [100 * every],
        "marker": {"color": palette.ink, "size": 9, "opacity": 1},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    notes = [
        _words(
            0, 1, "share of wrong answers", palette.quiet, xref="paper", yref="paper", xanchor="left", yanchor="bottom"
        ),
        _words(100, 100 * every, f"<b>all</b><br>{percent(every)}", palette.ink, xanchor="left", xshift=9),
    ]
    shapes = []
    if between:
        shapes.append(_line(100 * coverage, 0, 100 * coverage, top, palette))
        kept = f"<b>those it is sure of</b><br>{percent(risk)} of {percent(coverage)}"
        notes.append(_words(100 * coverage, top * 0.86, kept, palette.ink, xanchor="right", xshift=-9, align="right"))
    layout = {
        "annotations": notes,
        "shapes": shapes,
        "xaxis": {
            **axis(palette, "share of the images that are kept, the surest first"),
            "range": [100 * start, 100 + 0.4 * (1 - start)],
            "nticks": 6,
            "ticksuffix": " %",
            "showgrid": False,
        },
        "yaxis": {**axis(palette), "range": [-0.015 * top, 1.06 * top], "nticks": 6, "ticksuffix": " %"},
        "margin": {"l": 56, "r": 66, "t": TOP, "b": BOTTOM},
    }
    return figure([best, line, ends], layout, height=TALL)


def risk_axis(curve: RiskCoverage, sure: tuple[float, float]) -> str:
    """What lies left of the chart of `risk`, in words; empty where it begins with nothing kept."""
    start = _risk_start(curve, sure[0])
    if not start:
        return ""
    risk = float(curve.risk[np.searchsorted(curve.coverage, start)])
    return f"The chart begins with the surest {100 * start:.0f} %, of which {percent(risk)} are wrong."


def _risk_start(curve: RiskCoverage, coverage: float) -> float:
    """The coverage at which the chart starts: before the curve rises, and before its own bound."""
    low = curve.coverage[curve.risk < SHOWN * curve.risk[-1]]
    rises = float(low[-1]) if len(low) else 0.0
    left_out = 2 * (1 - min(rises, coverage or rises))
    return float(np.floor(20 * max(0.0, 1 - left_out)) / 20)


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
            _words(
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
            f"row {row}: {_images(count)}, {percent(good / max(count, 1))} of them rightly"
            for row, count, good in zip(rows, counts.tolist(), right.tolist(), strict=True)
        ],
        "hovertemplate": "final from %{customdata}<extra></extra>",
    }
    top = 1.16 * float(shares.max())
    marked = dict(zip(decided_by(counts), MARKED, strict=True))
    layout = {
        "annotations": [
            _words(
                0, 1, "share of the images", palette.quiet, xref="paper", yref="paper", xanchor="left", yanchor="bottom"
            ),
            *(
                _words(row + 0.5, top, f"{words}<br>by row {row}", palette.ink, yanchor="top", align=side) | place
                for (row, words), (side, place) in zip(marked.items(), SIDES.items(), strict=False)
            ),
        ],
        "shapes": [_line(row + 0.5, 0, row + 0.5, top, palette) for row in marked],
        "bargap": 0.22,
        "xaxis": _row_axis(len(counts), palette, "row from which on the answer stays"),
        "yaxis": {**axis(palette), "range": [0, top], "nticks": 6, "ticksuffix": " %"},
        "margin": {"l": 46, "r": 66, "t": TOP, "b": BOTTOM},
    }
    return figure([bars], layout, height=TALL)


# ---- pieces of all -----------------------------------------------------------------------------------------


def _images(count: int) -> str:
    return f"{count:,} image{'s' * (count != 1)}"


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


def _words(x: float, y: float, text: str, colour: str, **place: Any) -> dict[str, Any]:
    """Words beside a mark; they stand in for a legend."""
    font = {"color": colour, "size": 13}
    return {"x": x, "y": y, "text": text, "align": "left", "showarrow": False, "font": font, **place}


def _line(x0: float, y0: float, x1: float, y1: float, palette: Palette) -> dict[str, Any]:
    style = {"color": palette.quiet, "width": 1, "dash": "dot"}
    return {"type": "line", "x0": x0, "y0": y0, "x1": x1, "y1": y1, "line": style, "layer": "below"}
