"""How a training went: its epochs in, curves of accuracy and log loss and their finding out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from evaluation.reports import Epoch
from panels import kit
from panels.numbers import percent
from panels.theme import Palette

HEIGHT = 380
LABEL = 17  # pixels that two labels keep between their middles


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


def finding(epochs: Sequence[Epoch]) -> str:
    """What the training achieved, in words; at least one epoch."""
    first, last = (percent(epoch.test_accuracy, 2) for epoch in (epochs[0], epochs[-1]))
    if len(epochs) == 1:
        return f"One epoch gave {last} on the test images"
    return f"{first} after one epoch, {last} after {len(epochs)}"


def history(epochs: Sequence[Epoch], palette: Palette) -> go.Figure:
    """Accuracy above, log loss below; test images in ink, training images in the quiet colour.

    Args:
        epochs: first to last, at least one.
        palette: the page's colours.
    """
    last = len(epochs)
    span = [0.85, last + 0.1] if last > 1 else [0.5, 1.5]
    ticks = list(range(1, last + 1, -(-last // 12)))
    layout: kit.Dict = {
        "annotations": [],
        "xaxis": kit.axis(palette, "epoch", anchor="y2", range=span, tickvals=ticks, showgrid=False),
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
    series = {
        "test": [strip.test(epoch) for epoch in epochs],
        "training": [strip.training(epoch) for epoch in epochs],
    }
    colours = {"test": palette.ink, "training": palette.quiet}
    low, high = (choose(map(choose, series.values())) for choose in (min, max))
    padding = 0.12 * max(high - low, 1e-3)
    span = [low - padding, high + padding]
    pixels = (strip.domain[1] - strip.domain[0]) * (HEIGHT - kit.TOP - kit.BOTTOM)  # of height for the span
    shifts = _apart(*(pixels * values[-1] / (span[1] - span[0]) for values in series.values()))
    curves, labels = [], [_heading(strip, palette)]
    for (images, values), shift in zip(series.items(), shifts, strict=True):
        curves.append(_curve(strip, images, values, colours[images]))
        end = f"{images} {values[-1]:{strip.digits}}{strip.unit}"
        label = kit.beside(len(values), values[-1], end, colours[images])
        labels.append(label | {"yref": f"y{strip.axis}", "yshift": shift})
    return curves, labels, span


def _curve(strip: _Strip, images: str, values: list[float], colour: str) -> kit.Dict:
    hover = f"{images} images, epoch %{{x}}: {strip.name} %{{y:{strip.digits}}}{strip.unit}"
    curve = kit.line(range(1, len(values) + 1), values, colour, hover, mode="lines+markers", yaxis=f"y{strip.axis}")
    return curve | {"marker": {"color": colour, "size": 6, "opacity": 1}, "cliponaxis": False}


def _apart(first: float, second: float) -> tuple[float, float]:
    """How many pixels to move each of two labels, so that they keep their distance."""
    missing = max(0.0, LABEL - abs(first - second)) / 2
    return (missing, -missing) if first >= second else (-missing, missing)


def _heading(strip: _Strip, palette: Palette) -> kit.Dict:
    place: kit.Dict = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return kit.note(0, strip.domain[1], f"<b>{strip.name}</b>", palette.ink, **place)
