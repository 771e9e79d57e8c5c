"""What is gained where the least sure answers are left out: risk against coverage in, a chart and its finding out."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from evaluation.scores import RiskCoverage
from panels import kit
from panels.numbers import percent
from panels.theme import Palette

SHOWN = 0.1  # of the error of all answers; the chart starts a little before the curve rises above it

Sure = tuple[float, float]  # coverage and risk of the answers of which the network calls itself sure


def finding(curve: RiskCoverage, sure: Sure) -> str:
    """What its own bound between sure and unsure is worth, in words."""
    coverage, risk = sure
    every = curve.risk[-1]
    if not every:
        return "It errs nowhere, sure or not"
    if not coverage:
        return f"It is sure of no answer; of all, {percent(every, 2)} are wrong"
    if coverage == 1:
        return f"It is sure of every answer; {percent(every, 2)} are wrong"
    return f"It is sure of {percent(coverage, 2)}: of these {percent(risk, 2)} are wrong, of all {percent(every, 2)}"


def risk(curve: RiskCoverage, sure: Sure, palette: Palette) -> go.Figure:
    """The share of wrong answers among the surest, with the network's own bound marked.

    Args:
        curve: risk for every coverage.
        sure: coverage and risk of the answers of which the network calls itself sure.
        palette: the page's colours.
    """
    start, every = _start(curve, sure[0]), float(curve.risk[-1])
    top = 100 * max(every, float(curve.risk[curve.coverage >= start].max()), 1e-4)
    all_of_them = f"<b>all</b><br>{percent(every, 2)}"
    notes = [
        kit.caption("share of wrong answers", palette),
        kit.note(100, 100 * every, all_of_them, palette.ink, xanchor="left", xshift=9),
    ]
    shapes = []
    if between := 0 < sure[0] < 1:
        place = 100 * sure[0]
        kept = f"<b>those it is sure of</b><br>{percent(sure[1], 2)} of {percent(sure[0], 2)}"
        shapes.append(kit.dotted(place, 0, place, top, palette))
        notes.append(kit.note(place, 0.86 * top, kept, palette.ink, xanchor="right", xshift=-9) | {"align": "right"})
    title = "share of the images that are kept, the surest first"
    layout = {
        "annotations": notes,
        "shapes": shapes,
        "xaxis": kit.percent_axis(
            palette, title, range=[100 * start, 100 + 0.4 * (1 - start)], nticks=6, showgrid=False
        ),
        "yaxis": kit.percent_axis(palette, range=[-0.015 * top, 1.06 * top], nticks=6),
        "margin": kit.margins(56, 66),
    }
    ends = [sure] * between + [(1.0, every)]
    data = [_best(curve, start, palette), _curve(curve, start, palette), _ends(ends, palette)]
    return kit.figure(data, layout, height=kit.TALL)


def axis(curve: RiskCoverage, sure: Sure) -> str:
    """What lies left of the chart of `risk`, in words; empty where it begins with nothing kept."""
    start = _start(curve, sure[0])
    if not start:
        return ""
    risk = float(curve.risk[np.searchsorted(curve.coverage, start)])
    return f"The chart begins with the surest {percent(start)}, of which {percent(risk, 2)} are wrong."


def _start(curve: RiskCoverage, coverage: float) -> float:
    """The coverage at which the chart starts: before the curve rises, and before its own bound."""
    low = curve.coverage[curve.risk < SHOWN * curve.risk[-1]]
    rises = float(low[-1]) if len(low) else 0.0
    left_out = 2 * (1 - min(rises, coverage or rises))
    return float(np.floor(20 * max(0.0, 1 - left_out)) / 20)


def _curve(curve: RiskCoverage, start: float, palette: Palette) -> kit.Dict:
    """The risk at every coverage from the start on."""
    coverage, risk, threshold = (
        100 * each[curve.coverage >= start] for each in (curve.coverage, curve.risk, curve.threshold)
    )
    hover = "the surest %{x:.2f} %, at least %{customdata:.1f} % sure: %{y:.2f} % wrong"
    own = {"customdata": threshold.tolist(), "cliponaxis": False}
    return kit.line(coverage.tolist(), risk, palette.ink, hover, **own)


def _best(curve: RiskCoverage, start: float, palette: Palette) -> kit.Dict:
    """The least risk that any order of the answers could reach: what is kept, if the errors went first."""
    every = float(curve.risk[-1])
    kept = np.linspace(max(start, 1 - every, curve.coverage[0]), 1, 50)
    risk = (1 - (1 - every) / kept).clip(0)
    return kit.line((100 * kept).tolist(), 100 * risk, palette.quiet, "", width=1.5, dash="dot", cliponaxis=False)


def _ends(places: list[Sure], palette: Palette) -> kit.Dict:
    """Discs where something is said of coverage and risk."""
    x, y = zip(*places, strict=True)
    return kit.dots([100 * each for each in x], [100 * each for each in y], palette.ink, "")
