"""How far the probabilities of a network can be trusted: scores in, charts and findings out."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from evaluation.scores import Reliability, RiskCoverage
from panels import marks
from panels.scores import percent
from panels.theme import Palette, axis, figure

HEIGHT, TALL = 400, 456  # pixels; tall where no control stands above the chart, so that neighbours end alike
TOP, BOTTOM = 26, 44  # pixels of margin above and below
TENDENCY = 0.5  # of the calibration error; a mean gap above it is called one
SHOWN = 0.1  # of the error of all answers; the chart starts a little before the curve rises above it


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
        f"{marks.images(count)} answered with {100 * confidence:.1f} % on average, {share:.1f} % of them rightly"
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
            marks.words(
                0, 101, "share of right answers", palette.quiet, xref="paper", xanchor="left", yanchor="bottom"
            ),
            marks.words(
                0, 0.215, "images", palette.quiet, xref="paper", yref="paper", xanchor="left", yanchor="bottom"
            ),
        ],
        "shapes": [marks.dotted(0, 0, 100, 100, palette)],
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
        marks.words(
            0, 1, "share of wrong answers", palette.quiet, xref="paper", yref="paper", xanchor="left", yanchor="bottom"
        ),
        marks.words(100, 100 * every, f"<b>all</b><br>{percent(every)}", palette.ink, xanchor="left", xshift=9),
    ]
    shapes = []
    if between:
        shapes.append(marks.dotted(100 * coverage, 0, 100 * coverage, top, palette))
        kept = f"<b>those it is sure of</b><br>{percent(risk)} of {percent(coverage)}"
        notes.append(
            marks.words(100 * coverage, top * 0.86, kept, palette.ink, xanchor="right", xshift=-9, align="right")
        )
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
