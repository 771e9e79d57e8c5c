"""How a training went: its epochs in, curves of accuracy and log loss and their finding out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from evaluation.reports import Epoch
from panels import epochs as scale
from panels import kit
from panels.numbers import percent
from panels.theme import Palette

HEIGHT = 380
LABEL = 17  # pixels that two labels keep between their middles
DOTTED = 20  # epochs of which each has its dot; of more only where some were not measured


@dataclass(frozen=True)
class _Strip:
    """One quantity of the history, with an axis of its own."""

    name: str  # what stands above it
    axis: str  # Plotly's number of its vertical axis
    domain: tuple[float, float]  # its part of the height, from the bottom
    fields: dict[str, str]  # of an epoch, by the images that it is of
    times: float  # by which it is multiplied
    digits: str  # number format, Python's and Plotly's alike
    unit: str  # what stands after a number


STRIPS = (
    _Strip("accuracy", "", (0.57, 1.0), {"test": "test_accuracy", "training": "accuracy"}, 100, ".2f", " %"),
    _Strip("log loss", "2", (0.0, 0.43), {"test": "test_loss", "training": "loss"}, 1, ".3f", ""),
)


def finding(epochs: Sequence[Epoch]) -> str:
    """What the training achieved, in words; the last epoch must have been measured on the test images."""
    measured = scale.points(epochs, "test_accuracy")
    first, last = min(measured), max(measured)
    if first == last:
        return f"{_so_many(last).capitalize()} gave {percent(measured[last], 2)} on the test images"
    return f"{percent(measured[first], 2)} after {_so_many(first)}, {percent(measured[last], 2)} after {last}"


def history(epochs: Sequence[Epoch], palette: Palette) -> go.Figure:
    """Accuracy above, log loss below; test images in ink, training images in the quiet colour.

    Args:
        epochs: first to last, which must have been measured on the test images.
        palette: the page's colours.
    """
    layout: kit.Dict = {
        "annotations": [],
        "xaxis": scale.axis(len(epochs), palette, anchor="y2", showgrid=False),
        "margin": kit.margins(46, 118),
    }
    data: list[kit.Dict] = []
    for strip in STRIPS:
        curves, labels, span = _strip(strip, epochs, palette)
        data += curves
        layout["annotations"] += labels
        layout[f"yaxis{strip.axis}"] = kit.axis(
            palette, domain=strip.domain, range=span, nticks=4, ticksuffix=strip.unit
        )
    return kit.figure(data, layout, height=HEIGHT)


def _strip(
    strip: _Strip, epochs: Sequence[Epoch], palette: Palette
) -> tuple[list[kit.Dict], list[kit.Dict], list[float]]:
    """The curves of one quantity, the labels at their ends, and the span of its axis."""
    known = {images: scale.points(epochs, field, strip.times) for images, field in strip.fields.items()}
    series = {images: points for images, points in known.items() if points}
    colours = {"test": palette.ink, "training": palette.quiet}
    low, high = (choose(choose(points.values()) for points in series.values()) for choose in (min, max))
    padding = 0.12 * max(high - low, 1e-3)
    span = [low - padding, high + padding]
    pixels = (strip.domain[1] - strip.domain[0]) * (HEIGHT - kit.TOP - kit.BOTTOM)  # of height for the span
    ends = [points[max(points)] for points in series.values()]
    shifts = _apart(*(pixels * end / (span[1] - span[0]) for end in ends)) if len(ends) == 2 else (0.0,)
    curves, labels = [], [_heading(strip, palette)]
    for (images, points), end, shift in zip(series.items(), ends, shifts, strict=True):
        is_dotted = len(points) <= DOTTED or len(points) < len(epochs)
        curves.append(_curve(strip, images, points, is_dotted, colours[images]))
        text = f"{images} {end:{strip.digits}}{strip.unit}"
        label = kit.beside(scale.place(max(points), len(epochs)), end, text, colours[images])
        labels.append(label | {"yref": f"y{strip.axis}", "yshift": shift})
    return curves, labels, span


def _curve(strip: _Strip, images: str, points: dict[int, float], is_dotted: bool, colour: str) -> kit.Dict:
    hover = f"{images} images, epoch %{{x}}: {strip.name} %{{y:{strip.digits}}}{strip.unit}"
    mode = "lines+markers" if is_dotted else "lines"
    curve = kit.line(points, points.values(), colour, hover, mode=mode, yaxis=f"y{strip.axis}")
    return curve | {"marker": {"color": colour, "size": 6, "opacity": 1}, "cliponaxis": False}


def _so_many(epochs: int) -> str:
    return "one epoch" if epochs == 1 else f"{epochs} epochs"


def _apart(first: float, second: float) -> tuple[float, float]:
    """How many pixels to move each of two labels, so that they keep their distance."""
    missing = max(0.0, LABEL - abs(first - second)) / 2
    return (missing, -missing) if first >= second else (-missing, missing)


def _heading(strip: _Strip, palette: Palette) -> kit.Dict:
    place: kit.Dict = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return kit.note(0, strip.domain[1], f"<b>{strip.name}</b>", palette.ink, **place)
