"""How the accuracy falls the more the images are changed: what was measured of some networks in, small charts out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from evaluation.changes import CHANGES, Change
from evaluation.metrics import wilson
from evaluation.robustness import Robustness
from panels.steps import minus
from panels.theme import Palette, axis, figure

HEIGHT = 220
CHANCE = 10  # per cent of ten equally frequent digits that a guess gets right
BAND = "40"  # opacity of the interval's band, as the last two digits of a colour
APART = 0.18  # of the width that two numbers beneath it keep between their middles
MARGIN = {"l": 42, "r": 12, "t": 30, "b": 40}


def finding(found: Robustness) -> str:
    """What costs the network most, in words."""
    change, strength, right = min(
        ((change, strength, right) for change in CHANGES.values() for strength, right in points(found, change)),
        key=lambda point: point[2],
    )
    if right == found.right:
        return "No change costs it anything"
    by = f"{change.name.capitalize()} {change.preposition} {amount(change, strength)}"
    return f"{by} costs it most: {_percent(found.accuracy)} become {_percent(right / found.images)}"


def points(found: Robustness, change: Change) -> list[tuple[float, int]]:
    """The strengths of a change, with 0 among them, and the right answers at each; ascending."""
    curve = next(curve for curve in found.curves if curve.change == change.name)
    return sorted([(0.0, found.right), *zip(curve.strengths, curve.right, strict=True)])


def amount(change: Change, strength: float) -> str:
    """A strength in words, such as "30°"; with its sign where the change has two directions."""
    sign = "+" if change.strengths[0] < 0 < strength else ""
    return minus(f"{sign}{strength:g}{change.unit}")


def curve(change: Change, chosen: Robustness, others: Sequence[Robustness], palette: Palette) -> go.Figure:
    """The accuracy against the strength of one change.

    The chosen network is in ink, within the band of its 95 % interval, its lowest share above; all others are quiet.

    Args:
        change: one of `CHANGES`.
        chosen: what was measured of the chosen network.
        others: of all others.
        palette: the page's colours.
    """
    strengths = [strength for strength, _ in points(chosen, change)]
    lowest = min(right for _, right in points(chosen, change)) / chosen.images
    padding = 0.04 * (strengths[-1] - strengths[0])
    ticks = _ticks(strengths)
    layout = {
        "annotations": [_heading(change.name, f"to {_percent(lowest)}", palette)],
        "shapes": [_guess(palette)],
        "xaxis": {
            **axis(palette, change.axis),
            "range": [strengths[0] - padding, strengths[-1] + padding],
            "tickvals": ticks,
            "ticktext": [minus(f"{strength:g}") for strength in ticks],
            "tickangle": 0,
            "showgrid": False,
        },
        "yaxis": _shares(palette),
        "margin": MARGIN,
    }
    quiet = [_line(other, change, palette.quiet, 1) for other in others]
    return figure([*quiet, _band(chosen, change, palette), _line(chosen, change, palette.ink, 2.5)], layout, HEIGHT)


def together(chosen: Robustness, others: Sequence[Robustness], palette: Palette) -> go.Figure:
    """The accuracy of each network on average over all strengths of all changes, the best first.

    Args and colours: as for `curve`.
    """
    ranked = sorted([chosen, *others], key=lambda found: -found.mean_accuracy)
    place = ranked.index(chosen)
    marks = {
        "type": "scatter",
        "mode": "markers",
        "x": list(range(1, len(ranked) + 1)),
        "y": [100 * found.mean_accuracy for found in ranked],
        "customdata": [found.name for found in ranked],
        "marker": {
            "color": [palette.ink if found is chosen else palette.quiet for found in ranked],
            "size": [11 if found is chosen else 7 for found in ranked],
            "opacity": 1,
        },
        "cliponaxis": False,
        "hovertemplate": "%{customdata}: %{y:.1f} % on average<extra></extra>",
    }
    layout = {
        "annotations": [_heading("all together", _percent(chosen.mean_accuracy), palette)],
        "shapes": [_guess(palette)],
        "xaxis": {
            **axis(palette, "networks, the best first"),
            "range": [0.5, len(ranked) + 0.5],
            "tickvals": sorted({1, place + 1, len(ranked)}),
            "showgrid": False,
        },
        "yaxis": _shares(palette),
        "margin": MARGIN,
    }
    return figure([marks], layout, HEIGHT)


# ---- pieces of both ----------------------------------------------------------------------------------------


def _percent(share: float) -> str:
    """A share of some thousand images, to a tenth of a per cent."""
    return f"{100 * share:.1f} %"


def _line(found: Robustness, change: Change, colour: str, width: float) -> dict[str, Any]:
    own = points(found, change)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [strength for strength, _ in own],
        "y": [100 * right / found.images for _, right in own],
        "customdata": [amount(change, strength) if strength else "unchanged" for strength, _ in own],
        "line": {"color": colour, "width": width},
        "marker": {"color": colour, "size": 2.4 * width, "opacity": 1},
        "cliponaxis": False,
        "hovertemplate": f"{found.name}, %{{customdata}}: %{{y:.1f}} %<extra></extra>",
    }


def _band(found: Robustness, change: Change, palette: Palette) -> dict[str, Any]:
    """The 95 % interval around a network's line, as an area."""
    strengths = [strength for strength, _ in points(found, change)]
    lows, highs = zip(*(wilson(right, found.images) for _, right in points(found, change)), strict=True)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*strengths, *reversed(strengths)],
        "y": [100 * share for share in (*lows, *reversed(highs))],
        "line": {"width": 0},
        "fill": "toself",
        "fillcolor": palette.ink + BAND,
        "hoverinfo": "skip",
    }


def _ticks(strengths: Sequence[float]) -> list[float]:
    """Those that have room for their number also where the chart is narrow; ascending, 0 among them."""
    ticks: list[float] = []
    for strength in strengths:
        crowded = ticks and strength - ticks[-1] < APART * (strengths[-1] - strengths[0])
        if not crowded:
            ticks.append(strength)
        elif not strength:
            ticks[-1] = strength
    return ticks


def _heading(name: str, value: str, palette: Palette) -> dict[str, Any]:
    return {
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 1,
        "xanchor": "left",
        "yanchor": "bottom",
        "xshift": -MARGIN["l"],
        "yshift": 6,
        "text": f"<b>{name.capitalize()}</b>  {value}",
        "showarrow": False,
        "font": {"color": palette.ink, "size": 13.5},
    }


def _shares(palette: Palette) -> dict[str, Any]:
    return {**axis(palette), "range": [0, 103], "dtick": 50, "ticksuffix": " %"}


def _guess(palette: Palette) -> dict[str, Any]:
    """The share of right answers that a guess gets, all across."""
    style = {"color": palette.quiet, "width": 1, "dash": "dot"}
    place = {"xref": "paper", "x0": 0, "x1": 1, "y0": CHANCE, "y1": CHANCE}
    return {"type": "line", **place, "line": style, "layer": "below"}
