"""Two trainings side by side: their reports in, one quantity of both after each epoch out."""

from __future__ import annotations

import math

import plotly.graph_objects as go

from evaluation.reports import Report
from panels import epochs as scale
from panels import kit
from panels.theme import Palette

HEIGHT = 300


def race(first: Report, second: Report, value: str, palette: Palette) -> go.Figure:
    """One quantity of two trainings after each epoch, on a scale of powers of ten.

    Args:
        first: drawn solid; each must have the quantity after some epoch.
        second: drawn dashed.
        value: a field of `Epoch`, such as "loss" or "gradient".
        palette: the page's colours.
    """
    lines = [_line(first, value, palette.ink, "solid"), _line(second, value, palette.quiet, "dash")]
    layout = {
        "xaxis": kit.axis(palette, "epoch"),
        "yaxis": kit.axis(palette, type="log", dtick=1),
        "annotations": [_end(report, value, palette) for report in (first, second)],
        "margin": kit.margins(52, 110, top=8),
    }
    return kit.figure(lines, layout, height=HEIGHT)


def _line(report: Report, value: str, colour: str, dash: str) -> kit.Dict:
    points = scale.points(report.training.history, value)
    hover = f"{report.name}, epoch %{{x}}: %{{y:.3g}}"
    own = {"mode": "lines+markers", "marker": {"size": 6}, "dash": dash}
    return kit.line(points, points.values(), colour, hover, **own)


def _end(report: Report, value: str, palette: Palette) -> kit.Dict:
    """The network's name at the end of its line, where Plotly puts a note on a scale of powers of ten."""
    points = scale.points(report.training.history, value)
    end = max(points)
    return kit.note(end, math.log10(max(points[end], 1e-12)), report.name, palette.ink, xanchor="left", xshift=8)
