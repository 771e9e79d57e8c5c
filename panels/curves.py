"""Many trainings in one chart: reports in, the accuracy of each after every epoch out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import plotly.graph_objects as go

from evaluation.reports import Epoch, Report
from panels import kit
from panels.theme import Palette

HEIGHT = 480
MARKS = ("circle", "square", "diamond", "cross", "x", "triangle-up", "triangle-down", "star", "hexagon", "pentagon")
ACCURACY: dict[str, Callable[[Epoch], float]] = {  # in per cent, by the images that it is of
    "training": lambda epoch: 100 * epoch.accuracy,
    "test": lambda epoch: 100 * epoch.test_accuracy,
}


def curves(reports: Sequence[Report], chosen: str, palette: Palette) -> go.Figure:
    """The accuracy of all networks after each epoch: test images solid, training images dotted.

    The chosen network has the accent; a click in the legend hides and shows both lines of a network.

    Args:
        reports: of networks with at least one epoch of history.
        chosen: the name of the chosen network.
        palette: the page's colours.
    """
    traces = [
        _line(report, images, MARKS[place % len(MARKS)], report.name == chosen, palette)
        for place, report in enumerate(reports)
        for images in ACCURACY
    ]
    font = {"color": palette.ink, "size": 13}
    layout = {
        "showlegend": True,
        "legend": {"orientation": "h", "y": -0.16, "font": font, "itemsizing": "constant"},
        "xaxis": kit.axis(palette, "epoch"),
        "yaxis": kit.percent_axis(palette, range=[94, 100.1]),
        "margin": kit.margins(52, 8, top=8),
    }
    return kit.figure(traces, layout, height=HEIGHT)


def _line(report: Report, images: str, symbol: str, chosen: bool, palette: Palette) -> kit.Dict:
    """One network's accuracy on the images of one kind."""
    test, epochs = images == "test", report.training.history
    hover = f"{report.name}, epoch %{{x}}, {images}: %{{y:.2f}} %"
    own = {
        "mode": "lines+markers",
        "name": report.name,
        "legendgroup": report.name,
        "showlegend": test,
        "width": 2.5 if chosen else 1.2,
        "dash": "solid" if test else "dot",
        "marker": {"symbol": symbol, "size": 6 if test else 1},
    }
    values = map(ACCURACY[images], epochs)
    return kit.line(range(1, len(epochs) + 1), values, palette.accent if chosen else palette.quiet, hover, **own)
