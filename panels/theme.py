"""Every colour of the program, and the one way a Plotly figure is made from plain data.

In: the name of the page's theme, "light" or "dark". Out: a Palette, and figures drawn with it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import plotly.graph_objects as go


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, each with one meaning on every panel."""

    ground: str  # the page; also zero on every scale
    ink: str  # text and drawn ink; also one on the ink scale
    quiet: str  # secondary text
    line: str  # hairlines and grids
    accent: str  # what is chosen now: the scan line, the chosen row and unit
    negative: str  # the lowest signed value
    positive: str  # the highest signed value
    gate: str  # a gate that is fully open
    digits: tuple[str, ...]  # (10,) one colour a digit

    def as_dict(self) -> dict[str, Any]:
        """The same colours for JavaScript."""
        return asdict(self)


# Ten muted hues, the same in both themes. Chosen by search so that any two stay apart also for eyes without red or
# green cones, and so do the pairs that are often confused (4 and 9, 3 and 5, 1 and 7) by far; no digit has the accent.
DIGITS = (
    "#6696d0", "#1c5f4e", "#b77d3d", "#613865", "#30478f",
    "#a4c26f", "#8d592c", "#dcb79e", "#32a8a4", "#cdb7e4",
)  # fmt: skip

PALETTES = {
    "light": Palette(
        ground="#fcfbf8",
        ink="#1f2328",
        quiet="#667085",
        line="#e4e1d9",
        accent="#d6176b",
        negative="#1b5fae",
        positive="#c2570c",
        gate="#4a2c8a",
        digits=DIGITS,
    ),
    "dark": Palette(
        ground="#15171b",
        ink="#ece9e2",
        quiet="#9aa1ad",
        line="#2d3138",
        accent="#ff5c9e",
        negative="#62a8ff",
        positive="#ff9a4d",
        gate="#c4adff",
        digits=DIGITS,
    ),
}


def figure(data: list[dict[str, Any]], layout: dict[str, Any], height: int) -> go.Figure:
    """A Plotly figure from plain dicts, with the margins and manners that all figures here share.

    Args:
        data: the traces.
        layout: what differs from the shared layout.
        height: in pixels, fixed so that nothing jumps when an answer arrives.
    """
    shared = {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "showlegend": False,
        "dragmode": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "template": {},
    }
    # Plotly's validation takes four times as long as all else here, and 80 ms more for the first figure.
    return go.Figure({"data": data, "layout": {**shared, **layout}}, _validate=False)


def axis(palette: Palette, title: str = "") -> dict[str, Any]:
    """The manners of an axis that all charts share."""
    return {
        "automargin": False,
        "fixedrange": True,
        "zeroline": False,
        "ticks": "",
        "gridcolor": palette.line,
        "tickfont": {"color": palette.quiet, "size": 12.5},
        "title": {"text": title, "standoff": 8, "font": {"color": palette.quiet, "size": 13}},
    }


def signed_scale(palette: Palette) -> list[tuple[float, str]]:
    """Plotly's colour scale for values from -limit to limit."""
    return [(0.0, palette.negative), (0.5, palette.ground), (1.0, palette.positive)]
