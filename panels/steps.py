"""A layer at rest: all units at one row, and one unit over all rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from model import LayerTrace
from panels.theme import Palette, figure

SIGNED = ("h", "c", "g")
GATES = ("i", "f", "o", "z", "r")
NAMES = {
    "h": "hidden state h",
    "c": "cell state c",
    "i": "input gate i",
    "f": "forget gate f",
    "g": "candidate g",
    "o": "output gate o",
    "z": "update gate z",
    "r": "reset gate r",
}
STRIP = 74  # pixels of height for each quantity


def quantities(layer: LayerTrace) -> dict[str, np.ndarray]:
    """What this kind of layer has, of h, c and its gates: name to (28, units)."""
    return {name: value for name in NAMES if (value := getattr(layer, name, None)) is not None}


def at_row(layer: LayerTrace, row: int, unit: int, palette: Palette) -> go.Figure:
    """Every unit after one row, a strip of bars for each quantity; the chosen unit is marked.

    Args:
        layer: the layer's trace.
        row: 1 to 28.
        unit: the marked unit, from 0.
        palette: the page's colours.
    """
    values = {name: value[row - 1] for name, value in quantities(layer).items()}  # (units,) each
    return _strips(values, _limits(layer), unit, 0, "unit", palette)


def of_unit(layer: LayerTrace, unit: int, row: int, palette: Palette) -> go.Figure:
    """One unit from the first row to the last, a strip of bars for each quantity; the chosen row is marked."""
    values = {name: value[:, unit] for name, value in quantities(layer).items()}  # (28,) each
    return _strips(values, _limits(layer), row, 1, "row", palette)


def _limits(layer: LayerTrace) -> dict[str, int]:
    return {name: max(1, int(np.ceil(np.abs(value).max()))) for name, value in quantities(layer).items()}


def _strips(
    values: dict[str, np.ndarray],
    limits: dict[str, int],
    marked: int,
    first: int,
    over: str,
    palette: Palette,
) -> go.Figure:
    """Stacked bar strips that share their horizontal axis, numbered from `first`."""
    count = len(values)
    data: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"bargap": 0, "hovermode": "x", "annotations": [], "shapes": []}
    layout["margin"] = {"l": 34, "r": 8, "t": 18, "b": 34}
    places = first + np.arange(len(next(iter(values.values()))))
    for k, (name, value) in enumerate(values.items()):
        axis = "" if k == 0 else str(k + 1)
        top = 1 - k / count
        data.append(
            {
                "type": "bar",
                "x": places.tolist(),
                "y": value.round(4).tolist(),
                "yaxis": f"y{axis}",
                "marker": {"color": _colours(name, value, palette), "line": {"width": 0}},
                "hovertemplate": f"{over} %{{x}}: {name} = %{{y:.3f}}<extra></extra>",
            }
        )
        low = -limits[name] if name in SIGNED else 0
        layout[f"yaxis{axis}"] = {
            "domain": [top - 0.74 / count, top],
            "range": [low, limits[name]],
            "tickvals": [low, 0, limits[name]] if low else [0, 1],
            "fixedrange": True,
            "gridcolor": palette.line,
            "zerolinecolor": palette.quiet,
            "zerolinewidth": 1,
        }
        layout["annotations"].append(
            {
                "text": f"<b>{NAMES[name]}</b>  {minus(f'{value[marked - first]:.2f}')}",
                "x": 0, "y": top, "xref": "paper", "yref": "paper",
                "xanchor": "left", "yanchor": "bottom", "showarrow": False,
                "font": {"color": palette.ink, "size": 12.5},
            }
        )  # fmt: skip
    layout["xaxis"] = {
        "anchor": f"y{count}" if count > 1 else "y",
        "title": {"text": over, "standoff": 6},
        "range": [first - 0.5, places[-1] + 0.5],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "color": palette.quiet,
    }
    layout["shapes"].append(
        {
            "type": "line", "x0": marked, "x1": marked, "y0": 0, "y1": 1, "yref": "paper",
            "line": {"color": palette.accent, "width": 1, "dash": "dot"},
        }
    )  # fmt: skip
    layout["font"] = {"color": palette.quiet, "size": 11.5}
    return figure(data, layout, height=STRIP * count + 52)


def minus(text: str) -> str:
    """A number's text with the minus sign of print instead of a hyphen."""
    return text.replace("-", "−")


def _colours(name: str, value: np.ndarray, palette: Palette) -> Any:
    if name in GATES:
        return palette.gate
    return [palette.positive if each >= 0 else palette.negative for each in value]
