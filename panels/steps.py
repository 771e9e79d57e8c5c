"""A layer at rest: all units at one row, and one unit over all rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from model import LayerTrace
from panels import kit
from panels.numbers import minus
from panels.theme import Palette

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
    values: dict[str, np.ndarray], limits: dict[str, int], marked: int, first: int, over: str, palette: Palette
) -> go.Figure:
    """Stacked bar strips that share their horizontal axis, numbered from `first`; the place `marked` is chosen."""
    count = len(values)
    places = list(range(first, first + len(next(iter(values.values())))))
    layout: kit.Dict = {
        "bargap": 0,
        "hovermode": "x",
        "annotations": [],
        "shapes": [kit.chosen(marked, palette, 1)],
        "margin": kit.margins(34, 8, 18, 34),
        "xaxis": _places_axis(places, count, over, palette),
        "font": {"color": palette.quiet, "size": 11.5},
    }
    data = []
    for k, (name, value) in enumerate(values.items()):
        axis, top = str(k + 1) if k else "", 1 - k / count
        hover = f"{over} %{{x}}: {name} = %{{y:.3f}}"
        data.append(kit.bars(places, value.round(4).tolist(), _colours(name, value, palette), hover, yaxis=f"y{axis}"))
        layout[f"yaxis{axis}"] = _value_axis(name, limits[name], [top - 0.74 / count, top], palette)
        layout["annotations"].append(_name(name, value[marked - first], top, palette))
    return kit.figure(data, layout, height=STRIP * count + 52)


def _value_axis(name: str, limit: int, domain: list[float], palette: Palette) -> kit.Dict:
    low = -limit if name in SIGNED else 0
    return {
        "domain": domain,
        "range": [low, limit],
        "tickvals": [low, 0, limit] if low else [0, 1],
        "fixedrange": True,
        "gridcolor": palette.line,
        "zerolinecolor": palette.quiet,
        "zerolinewidth": 1,
    }


def _places_axis(places: list[int], strips: int, over: str, palette: Palette) -> kit.Dict:
    """The units or rows, beneath the last strip."""
    return {
        "anchor": f"y{strips}" if strips > 1 else "y",
        "title": {"text": over, "standoff": 6},
        "range": [places[0] - 0.5, places[-1] + 0.5],
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "color": palette.quiet,
    }


def _name(name: str, value: float, top: float, palette: Palette) -> kit.Dict:
    """What stands above a strip: its quantity, and the value at the chosen place."""
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return kit.note(0, top, f"<b>{NAMES[name]}</b>  {minus(f'{value:.2f}')}", palette.ink, size=12.5, **place)


def _colours(name: str, value: np.ndarray, palette: Palette) -> Any:
    if name in GATES:
        return palette.gate
    return [palette.positive if each >= 0 else palette.negative for each in value]
