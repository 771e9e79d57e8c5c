"""Many trainings in one chart: reports in, curves out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from evaluation.reports import Epoch, Report
from panels.theme import Palette, axis, figure

HEIGHT = 480
DASHES = {"training": "dot", "test": "solid"}
MARKS = ("circle", "square", "diamond", "cross", "x", "triangle-up", "triangle-down", "star", "hexagon", "pentagon")


def curves(reports: Sequence[Report], chosen: str, palette: Palette) -> go.Figure:
    """The accuracy of all networks after each epoch: test images solid, training images dotted.

    The chosen network has the accent; a click in the legend hides and shows both lines of a network.

    Args:
        reports: of networks with at least one epoch of history.
        chosen: the name of the chosen network.
        palette: the page's colours.
    """
    traces = []
    for place, report in enumerate(reports):
        colour = palette.accent if report.name == chosen else palette.quiet
        for of, value in (("training", _training), ("test", _test)):
            epochs = report.training.history
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines+markers",
                    "name": report.name,
                    "legendgroup": report.name,
                    "showlegend": of == "test",
                    "x": list(range(1, len(epochs) + 1)),
                    "y": [value(epoch) for epoch in epochs],
                    "line": {"color": colour, "width": 2.5 if report.name == chosen else 1.2, "dash": DASHES[of]},
                    "marker": {"symbol": MARKS[place % len(MARKS)], "size": 6 if of == "test" else 1},
                    "hovertemplate": f"{report.name}, epoch %{{x}}, {of}: %{{y:.2f}} %<extra></extra>",
                }
            )
    layout = {
        "showlegend": True,
        "legend": {
            "orientation": "h",
            "y": -0.16,
            "font": {"color": palette.ink, "size": 13},
            "itemsizing": "constant",
        },
        "xaxis": axis(palette, "epoch"),
        "yaxis": axis(palette) | {"ticksuffix": " %", "range": [94, 100.1]},
        "margin": {"l": 52, "r": 8, "t": 8, "b": 44},
    }
    return figure(traces, layout, height=HEIGHT)


def race(first: Report, second: Report, value: str, palette: Palette) -> go.Figure:
    """One quantity of two trainings after each epoch, on a scale of powers of ten.

    Args:
        first: drawn solid.
        second: drawn dashed.
        value: a field of `Epoch`, such as "loss" or "gradient".
        palette: the page's colours.
    """
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": list(range(1, len(report.training.history) + 1)),
            "y": [getattr(epoch, value) for epoch in report.training.history],
            "line": {"color": palette.ink if dash == "solid" else palette.quiet, "width": 2, "dash": dash},
            "marker": {"size": 6},
            "hovertemplate": f"{report.name}, epoch %{{x}}: %{{y:.3g}}<extra></extra>",
        }
        for report, dash in ((first, "solid"), (second, "dash"))
    ]
    layout = {
        "xaxis": axis(palette, "epoch"),
        "yaxis": axis(palette) | {"type": "log", "dtick": 1},
        "annotations": [_end(report, value, palette) for report in (first, second)],
        "margin": {"l": 52, "r": 110, "t": 8, "b": 44},
    }
    return figure(traces, layout, height=300)


def _end(report: Report, value: str, palette: Palette) -> dict[str, Any]:
    """The network's name at the end of its line."""
    last = getattr(report.training.history[-1], value)
    return {
        "x": len(report.training.history),
        "y": _log(last),
        "text": report.name,
        "xanchor": "left",
        "xshift": 8,
        "showarrow": False,
        "font": {"color": palette.ink, "size": 13},
    }


def _log(value: float) -> float:
    """Where Plotly puts an annotation on a scale of powers of ten."""
    return math.log10(max(value, 1e-12))


def _training(epoch: Epoch) -> float:
    return 100 * epoch.accuracy


def _test(epoch: Epoch) -> float:
    return 100 * epoch.test_accuracy
