"""Whether the probabilities can be taken at their word: answers in bins go in, a chart and its finding come out."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from evaluation.scores import Reliability
from panels import kit
from panels.numbers import images, percent, points
from panels.theme import Palette

TENDENCY = 0.5  # of the calibration error; a mean gap above it is called one


def finding(found: Reliability) -> str:
    """How far the probabilities are off, and to which side, in words."""
    weights = found.counts / found.counts.sum()
    gaps = weights * (found.confidence - found.accuracy)  # (bins,)
    error = float(np.abs(gaps).sum())
    side = "too sure" if gaps.sum() > 0 else "not sure enough"
    tendency = f", mostly {side}" if abs(gaps.sum()) > TENDENCY * error > 0 else ""
    return f"Its probabilities are off by {points(error, 1)} points on average{tendency}"


def calibration(found: Reliability, palette: Palette) -> go.Figure:
    """The share of right answers against their confidence, and beneath it how many answers there are.

    Args:
        found: the answers in bins by their confidence.
        palette: the page's colours.
    """
    words = [
        f"{images(count)} answered with {percent(confidence, 1)} on average, {percent(share, 1)} of them rightly"
        for count, confidence, share in zip(found.counts.tolist(), found.confidence, found.accuracy, strict=True)
    ]
    span: kit.Dict = {"range": [0, 101], "dtick": 25}
    layout = {
        "annotations": [
            kit.caption("share of right answers", palette, 101, "y"),
            kit.caption("images", palette, 0.215),
        ],
        "shapes": [kit.dotted(0, 0, 100, 100, palette)],
        "xaxis": kit.percent_axis(palette, "how sure it was", anchor="y2", showgrid=False, **span),
        "yaxis": kit.percent_axis(palette, domain=[0.32, 1], **span),
        "yaxis2": _count_axis(int(found.counts.max()), palette),
        "margin": kit.margins(52, 24),
    }
    return kit.figure([_bars(found, words, palette), _dots(found, words, palette)], layout, height=kit.HEIGHT)


def _dots(found: Reliability, words: list[str], palette: Palette) -> kit.Dict:
    """The accuracy of each bin, with its interval."""
    accuracy, (low, high) = 100 * found.accuracy, 100 * found.interval.T
    interval = {
        "type": "data",
        "symmetric": False,
        "array": (high - accuracy).clip(0).tolist(),
        "arrayminus": (accuracy - low).clip(0).tolist(),
        "color": palette.quiet,
        "thickness": 1.2,
        "width": 0,
    }
    x = (100 * found.confidence).tolist()
    return kit.dots(x, accuracy, palette.ink, "%{customdata}", customdata=words, error_y=interval)


def _bars(found: Reliability, words: list[str], palette: Palette) -> kit.Dict:
    """How many answers each bin holds, with a little air between the bins."""
    middles, widths = 100 * found.edges.mean(axis=1), 100 * np.diff(found.edges)[:, 0] - 1
    own = {"width": widths.tolist(), "yaxis": "y2", "customdata": words}
    return kit.bars(middles.tolist(), found.counts.tolist(), palette.quiet, "%{customdata}", **own)


def _count_axis(largest: int, palette: Palette) -> kit.Dict:
    """Powers of ten up to the largest count; one image is seen, as a low bar."""
    most = float(np.log10(largest))
    ticks = [1, 100, 10000] if most > 2 else [1, 10, 100]
    span = [np.log10(0.5), max(most, 1) + 0.05]
    return kit.axis(palette, domain=[0, 0.2], type="log", range=span, tickvals=ticks, tickformat=",")
