"""The canvas's value as the browser sends it: in go strokes of points, out come Fabric's paths and the pixels.

Taken from what Chromium sent for such strokes; the pixels differ from it by less than a hundredth of full ink.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from tests.drawing import WHITE, lines, on_nothing, packed

VERSION = "7.4.0"  # of Fabric, in the canvas's package
BRUSH = 20.0  # pixels, as the page opens

Point = tuple[float, float]
Stroke = Sequence[Point]


def value(strokes: Sequence[Stroke], brush: float = BRUSH) -> dict[str, Any]:
    """The state of the canvas with these strokes on it, ready to be sent for the component with the key "sheet".

    Args:
        strokes: of points (x, y) in pixels of the canvas, in drawing order; none empties the canvas.
        brush: its width in pixels.
    """
    objects = [path(stroke, brush) for stroke in strokes]
    return {"drawing": {"raw": {"version": VERSION, "objects": objects}, "data": picture(strokes, brush)}}


def path(stroke: Stroke, brush: float = BRUSH) -> dict[str, Any]:
    """One stroke in Fabric's JSON: curves from the middle of one line between points to the middle of the next."""
    xs, ys = zip(*stroke, strict=True)
    middles = [((x + u) / 2, (y + v) / 2) for (x, y), (u, v) in pairwise(stroke)]
    curves = [["Q", *point, *middle] for point, middle in zip(stroke, middles, strict=False)]
    return {
        "type": "Path",
        "version": VERSION,
        "originX": "center",
        "originY": "center",
        "left": (min(xs) + max(xs)) / 2,
        "top": (min(ys) + max(ys)) / 2,
        "width": max(xs) - min(xs),
        "height": max(ys) - min(ys),
        "fill": None,
        "stroke": "#ffffff",
        "strokeWidth": brush,
        "strokeDashArray": None,
        "strokeLineCap": "round",
        "strokeDashOffset": 0,
        "strokeLineJoin": "round",
        "strokeUniform": False,
        "strokeMiterLimit": 10,
        "scaleX": 1,
        "scaleY": 1,
        "angle": 0,
        "flipX": False,
        "flipY": False,
        "opacity": 1,
        "shadow": None,
        "visible": True,
        "backgroundColor": "",
        "fillRule": "nonzero",
        "paintFirst": "fill",
        "globalCompositeOperation": "source-over",
        "skewX": 0,
        "skewY": 0,
        "path": [["M", *stroke[0]], *curves, ["L", *stroke[-1]]],
    }


def picture(strokes: Sequence[Stroke], brush: float = BRUSH) -> str:
    """The address of the canvas's pixels: a PNG of 280 × 280, white ink on nothing."""
    png = packed(on_nothing(lines(strokes, brush), WHITE))
    return "data:image/png;base64," + base64.b64encode(png).decode()
