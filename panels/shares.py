"""How often each digit is there: counts in, bars and their finding out."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from panels import kit
from panels.numbers import percent
from panels.theme import Palette

HEIGHT = 300
DIGITS = [str(digit) for digit in range(10)]


def finding(counts: np.ndarray) -> str:
    """Which digit is the commonest and which the rarest; counts (10,)."""
    shares = counts / counts.sum()
    most, least = int(shares.argmax()), int(shares.argmin())
    return (
        f"{most} is the commonest digit with {percent(shares[most], 1)}, "
        f"{least} the rarest with {percent(shares[least], 1)}"
    )


def shares(filled: tuple[str, np.ndarray], outlined: tuple[str, np.ndarray], palette: Palette) -> go.Figure:
    """The share of each digit, two bars a digit.

    Args:
        filled: a name and counts (10,), drawn in the digits' colours.
        outlined: the same, drawn as outlines.
        palette: the page's colours.
    """
    bars = [_bars(*filled, list(palette.digits), 0, palette), _bars(*outlined, kit.CLEAR, 1.5, palette)]
    layout = {
        "bargap": 0.25,
        "bargroupgap": 0.08,
        "xaxis": kit.axis(palette, type="category", showgrid=False),
        "yaxis": kit.percent_axis(palette),
        "margin": kit.margins(46, 8, top=8, bottom=30),
    }
    return kit.figure(bars, layout, height=HEIGHT)


def _bars(name: str, counts: np.ndarray, fill: str | list[str], edge: float, palette: Palette) -> kit.Dict:
    hover = f"{name}: %{{customdata:,}} images of %{{x}}, %{{y:.2f}} %"
    of_all = [float(share) for share in 100 * counts / counts.sum()]
    bars = kit.bars(DIGITS, of_all, fill, hover, name=name, customdata=[int(count) for count in counts])
    return bars | {"marker": {"color": fill, "line": {"width": edge, "color": palette.quiet}}}
