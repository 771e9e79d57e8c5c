"""The pieces of which charts are made: numbers and words in, plain dicts of Plotly and whole figures out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import plotly.graph_objects as go

from panels.theme import Palette

Dict = dict[str, Any]  # a trace, an axis, a note or a shape, as Plotly's JSON has them

HEIGHT, TALL = 400, 456  # pixels; tall where no control stands above the chart, so that neighbours end alike
TOP, BOTTOM = 26, 44  # pixels of margin above and below
CLEAR = "rgba(0,0,0,0)"

# ---- the frame ---------------------------------------------------------------------------------------------


def figure(data: Sequence[Dict], layout: Dict, height: int) -> go.Figure:
    """A Plotly figure from plain dicts, with the margins and manners that all figures here share.

    Args:
        data: the traces.
        layout: what differs from the shared layout.
        height: in pixels, fixed so that nothing jumps when an answer arrives.
    """
    shared = {
        "height": height,
        "margin": margins(8, 8, 8, 8),
        "showlegend": False,
        "dragmode": False,
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "template": {},
    }
    # Plotly's validation takes four times as long as all else here, and 80 ms more for the first figure.
    return go.Figure({"data": list(data), "layout": {**shared, **layout}}, _validate=False)


def margins(left: int, right: int, top: int = TOP, bottom: int = BOTTOM) -> dict[str, int]:
    """Pixels around the axes; the right one has room for words at the end of a curve."""
    return {"l": left, "r": right, "t": top, "b": bottom}


def axis(palette: Palette, title: str = "", **own: Any) -> Dict:
    """The manners of an axis that all charts share, and its own."""
    return {
        "automargin": False,
        "fixedrange": True,
        "zeroline": False,
        "ticks": "",
        "gridcolor": palette.line,
        "tickfont": {"color": palette.quiet, "size": 12.5},
        "title": {"text": title, "standoff": 8, "font": {"color": palette.quiet, "size": 13}},
        **own,
    }


def percent_axis(palette: Palette, title: str = "", **own: Any) -> Dict:
    """An axis of per cents, from 0 to 100."""
    return axis(palette, title, ticksuffix=" %", **own)


def row_axis(rows: int, palette: Palette, title: str = "rows read") -> Dict:
    """The rows of the image from left to right, counted from 1."""
    ticks = [1, *range(7, rows + 1, 7)]
    return axis(palette, title, range=[0.5, rows + 0.5], tickvals=ticks, showgrid=False)


# ---- marks -------------------------------------------------------------------------------------------------


def line(x: Iterable[float], y: Iterable[float], colour: str, hover: str, **own: Any) -> Dict:
    """A curve through points; `own` may hold "width" and "dash", and whatever else Plotly's scatter has.

    Args:
        x, y: of the points.
        colour: of the line, and of its points where the mode shows some.
        hover: what is told where it is pointed at, as Plotly's template; empty for nothing.
    """
    stroke = {"color": colour, "width": own.pop("width", 2)} | {k: own.pop(k) for k in ("dash", "shape") if k in own}
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(x),
        "y": [float(each) for each in y],
        "line": stroke,
        **told(hover),
        **own,
    }


def dots(x: Iterable[float], y: Iterable[float], colour: Any, hover: str, size: Any = 9, **own: Any) -> Dict:
    """Discs at points, seen whole also at the edge of the chart."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": list(x),
        "y": [float(each) for each in y],
        "marker": {"color": colour, "size": size, "opacity": 1},
        "cliponaxis": False,
        **told(hover),
        **own,
    }


def bars(x: Iterable[Any], y: Iterable[Any], colour: Any, hover: str, **own: Any) -> Dict:
    """Bars without edges."""
    marker = {"color": colour, "line": {"width": 0}}
    return {"type": "bar", "x": list(x), "y": list(y), "marker": marker, **told(hover), **own}


def told(hover: str) -> Dict:
    """What is told of a mark that is pointed at; nothing for an empty template."""
    return {"hovertemplate": f"{hover}<extra></extra>"} if hover else {"hoverinfo": "skip"}


def box(x: tuple[float, float], y: tuple[float, float], palette: Palette, width: float) -> Dict:
    """The accent's frame around what is chosen."""
    around = {"x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1]}
    return {"type": "rect", **around, "line": {"color": palette.accent, "width": width}}


def dotted(x0: float, y0: float, x1: float, y1: float, palette: Palette, **place: Any) -> Dict:
    """A dotted line behind the curves."""
    style = {"color": palette.quiet, "width": 1, "dash": "dot"}
    return {"type": "line", "x0": x0, "y0": y0, "x1": x1, "y1": y1, "line": style, "layer": "below", **place}


def chosen(x: float, palette: Palette, width: float) -> Dict:
    """A dotted upright in the accent, from the bottom to the top of all axes."""
    style = {"color": palette.accent, "width": width, "dash": "dot"}
    return {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "line": style}


# ---- words -------------------------------------------------------------------------------------------------


def note(x: float, y: float, text: str, colour: str, *, size: float = 13, **place: Any) -> Dict:
    """Words beside a mark; they stand in for a legend."""
    font = {"color": colour, "size": size}
    return {"x": x, "y": y, "text": text, "align": "left", "showarrow": False, "font": font, **place}


def beside(x: float, y: float, text: str, colour: str, shift: float = 10) -> Dict:
    """Words at the right of a curve's last point."""
    return note(x, y, text, colour, xanchor="left", xshift=shift, yanchor="middle")


def caption(text: str, palette: Palette, y: float = 1, yref: str = "paper") -> Dict:
    """What an upright axis counts, above its upper end; `y` is in parts of the height, or in the unit of `yref`."""
    return note(0, y, text, palette.quiet, xref="paper", yref=yref, xanchor="left", yanchor="bottom")
