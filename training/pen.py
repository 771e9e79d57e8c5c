"""Strokes drawn on the canvas of the Draw page: in go strokes, out comes a canvas or what the network sees of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from model.image import from_canvas
from training.strokes import Stroke

CANVAS = 280  # pixels a side
BRUSHES = (6, 40)  # pixels: what the Draw page offers
SMALLEST = 0.25  # share of the canvas that a digit is high or wide at least
THICKEST = 0.3  # share of its height or width that its line is wide at most: beyond it loops fill up
SMOOTHER = 2  # lines are drawn so many times larger, then averaged


def drawn(strokes: Sequence[Stroke], brush: float) -> NDArray[np.uint8]:
    """Strokes by a round brush, both in pixels of the canvas: uint8 (280, 280), ink is 255."""
    side = SMOOTHER * CANVAS
    sheet = Image.new("L", (side, side))
    draw = ImageDraw.Draw(sheet)
    radius = SMOOTHER * brush / 2
    for stroke in strokes:
        points = [(float(x), float(y)) for x, y in SMOOTHER * stroke]
        draw.line(points, 255, max(1, round(2 * radius)))
        for x, y in points:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), 255)
    return np.asarray(sheet.reduce(SMOOTHER))


def placed(
    rng: np.random.Generator, strokes: Sequence[Stroke], brush: float, thickest: float = THICKEST
) -> list[Stroke]:
    """Strokes of any scale brought to a random size and place on the canvas, so that all ink is on it.

    Args:
        rng: decides where and how large.
        strokes: in any unit.
        brush: pixels.
        thickest: what share of the height or width, whichever is larger, the line is wide at most.
    """
    points = np.concatenate(strokes)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    least = max(SMALLEST, min(brush / thickest / CANVAS, 1))
    size = rng.uniform(least, 1) * CANVAS
    scale = max(size - brush, 1) / max(extent.max(), 1e-9)
    room = CANVAS - scale * extent - brush
    corner = rng.uniform(0, 1, 2) * np.maximum(room, 0) + brush / 2
    return [(stroke - low) * scale + corner for stroke in strokes]


def seen(rng: np.random.Generator, strokes: Sequence[Stroke], brush: float | None = None) -> NDArray[np.uint8]:
    """What the network sees of strokes drawn somewhere, by any brush if none is given: uint8 (28, 28)."""
    width = float(np.exp(rng.uniform(*np.log(BRUSHES)))) if brush is None else brush
    return shrunk(drawn(placed(rng, strokes, width), width))


def shrunk(canvas: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What the network sees of a canvas of any size, ink is 255: uint8 (28, 28)."""
    return np.asarray(np.rint(255 * from_canvas(canvas)), np.uint8)
