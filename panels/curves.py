"""Many trainings in one chart: reports in, the accuracy of each after every epoch out."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from evaluation.reports import Report
from panels import epochs as scale
from panels import kit
from panels.theme import Palette

HEIGHT = 480
ACCURACY = {"training": "accuracy", "test": "test_accuracy"}  # fields of an epoch, by the images that they are of


def curves(reports: Sequence[Report], chosen: str, beside: str | None, palette: Palette) -> go.Figure:
    """The accuracy of all networks after each epoch: test images solid, training images dotted.

    Two are named and have both lines, the chosen one in the accent. Of the others there are thin lines of the test
    images alone, behind: both lines of all of them were a tangle. Where not all epochs were measured dots show which.

    Args:
        reports: of networks with a history.
        chosen: the name of the chosen network.
        beside: the name of another one that is named; None for none.
        palette: the page's colours.
    """
    colours = {} if beside is None else {beside: palette.ink}
    colours[chosen] = palette.accent
    named = [report for report in reports if report.name in colours]
    thin = [_line(report, "test", palette.quiet, palette) for report in reports if report.name not in colours]
    strong = [_line(report, images, colours[report.name], palette) for report in named for images in ACCURACY]
    last = max((len(report.training.history) for report in reports), default=0)
    layout = {
        "xaxis": scale.axis(last, palette),
        "yaxis": kit.percent_axis(palette, range=[94, 100.1]),
        "annotations": [_name(report, colours[report.name], last, palette) for report in named],
        "margin": kit.margins(52, 8, top=8),
        "hovermode": "closest",
    }
    return kit.figure([*thin, *strong], layout, height=HEIGHT)


def _line(report: Report, images: str, colour: str, palette: Palette) -> kit.Dict:
    """One network's accuracy on the images of one kind; thin in the quiet colour."""
    epochs, is_thin = report.training.history, colour == palette.quiet
    hover = f"{report.name}, epoch %{{x}}, {images}: %{{y:.2f}} %"
    own: kit.Dict = {"name": report.name, "opacity": 0.6 if is_thin else 1, "width": 1.2 if is_thin else 2.5}
    points = scale.points(epochs, ACCURACY[images], 100)
    if len(points) < len(epochs):
        own |= {"mode": "lines+markers", "marker": {"color": colour, "size": 4 if is_thin else 7}}
    dash = "solid" if images == "test" else "dot"
    return kit.line(points, points.values(), colour, hover, dash=dash, **own)


def _name(report: Report, colour: str, last: int, palette: Palette) -> kit.Dict:
    """The network's name above the end of its solid line, on the side where the chart has room for it."""
    points = scale.points(report.training.history, ACCURACY["test"], 100)
    end = max(points)
    x = scale.place(end, last)
    side = "right" if x > scale.place(last, last) / 2 else "left"
    place: kit.Dict = {"xanchor": side, "yanchor": "bottom", "yshift": 5, "bgcolor": palette.ground}
    return kit.note(x, points[end], f"<b>{report.name}</b>", colour, **place)
