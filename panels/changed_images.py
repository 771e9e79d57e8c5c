"""How the accuracy falls the more the images are changed: what was measured of some networks in, small charts out."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from evaluation.changes import CHANGES, Change
from evaluation.metrics import wilson
from evaluation.robustness import Robustness
from panels import kit
from panels.by_row import CHANCE
from panels.numbers import minus, percent
from panels.theme import Palette

HEIGHT = 220
BAND = "40"  # opacity of the interval's band, as the last two digits of a colour
APART = 0.18  # of the width that two numbers beneath it keep between their middles
MARGIN = kit.margins(42, 12, 30, 40)


def finding(found: Robustness) -> str:
    """What costs the network most, in words."""
    change, strength, right = min(
        ((change, strength, right) for change in CHANGES.values() for strength, right in points(found, change)),
        key=lambda point: point[2],
    )
    if right == found.right:
        return "No change costs it anything"
    by = f"{change.name.capitalize()} {change.preposition} {amount(change, strength)}"
    return f"{by} costs it most: {percent(found.accuracy, 1)} become {percent(right / found.images, 1)}"


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
        "annotations": [_heading(change.name, f"to {percent(lowest, 1)}", palette)],
        "shapes": [_guess(palette)],
        "xaxis": kit.axis(
            palette,
            change.axis,
            range=[strengths[0] - padding, strengths[-1] + padding],
            tickvals=ticks,
            ticktext=[minus(f"{strength:g}") for strength in ticks],
            tickangle=0,
            showgrid=False,
        ),
        "yaxis": _shares(palette),
        "margin": MARGIN,
    }
    quiet = [_line(other, change, palette.quiet, 1) for other in others]
    own = [_band(chosen, change, palette), _line(chosen, change, palette.ink, 2.5)]
    return kit.figure([*quiet, *own], layout, height=HEIGHT)


def together(chosen: Robustness, others: Sequence[Robustness], palette: Palette) -> go.Figure:
    """The accuracy of each network on average over all strengths of all changes, the best first.

    Args and colours: as for `curve`.
    """
    ranked = sorted([chosen, *others], key=lambda found: -found.mean_accuracy)
    place = ranked.index(chosen)
    marks = kit.dots(
        range(1, len(ranked) + 1),
        [100 * found.mean_accuracy for found in ranked],
        [palette.ink if found is chosen else palette.quiet for found in ranked],
        "%{customdata}: %{y:.1f} % on average",
        [11 if found is chosen else 7 for found in ranked],
        customdata=[found.name for found in ranked],
    )
    layout = {
        "annotations": [_heading("all together", percent(chosen.mean_accuracy, 1), palette)],
        "shapes": [_guess(palette)],
        "xaxis": kit.axis(
            palette,
            "networks, the best first",
            range=[0.5, len(ranked) + 0.5],
            tickvals=sorted({1, place + 1, len(ranked)}),
            showgrid=False,
        ),
        "yaxis": _shares(palette),
        "margin": MARGIN,
    }
    return kit.figure([marks], layout, height=HEIGHT)


# ---- pieces of both ----------------------------------------------------------------------------------------


def _line(found: Robustness, change: Change, colour: str, width: float) -> kit.Dict:
    own = points(found, change)
    return kit.line(
        [strength for strength, _ in own],
        [100 * right / found.images for _, right in own],
        colour,
        f"{found.name}, %{{customdata}}: %{{y:.1f}} %",
        mode="lines+markers",
        width=width,
        marker={"color": colour, "size": 2.4 * width, "opacity": 1},
        customdata=[amount(change, strength) if strength else "unchanged" for strength, _ in own],
        cliponaxis=False,
    )


def _band(found: Robustness, change: Change, palette: Palette) -> kit.Dict:
    """The 95 % interval around a network's line, as an area."""
    strengths = [strength for strength, _ in points(found, change)]
    lows, highs = zip(*(wilson(right, found.images) for _, right in points(found, change)), strict=True)
    x, y = [*strengths, *reversed(strengths)], [100 * share for share in (*lows, *reversed(highs))]
    return kit.line(x, y, palette.ink, "", width=0, fill="toself", fillcolor=palette.ink + BAND)


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


def _heading(name: str, value: str, palette: Palette) -> kit.Dict:
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    text = f"<b>{name.capitalize()}</b>  {value}"
    return kit.note(0, 1, text, palette.ink, size=13.5, xshift=-MARGIN["l"], yshift=6, **place)


def _shares(palette: Palette) -> kit.Dict:
    return kit.percent_axis(palette, range=[0, 103], dtick=50)


def _guess(palette: Palette) -> kit.Dict:
    """The share of right answers that a guess gets, all across."""
    return kit.dotted(0, CHANCE, 1, CHANCE, palette, xref="paper")
