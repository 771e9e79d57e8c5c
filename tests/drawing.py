"""Drawings for the tests: digits and strokes as ink go in, canvases and picture files come out.

Ink is uint8 (h, w), 255 where it is full.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Pixels = NDArray[np.uint8]

CANVAS = 280


def pasted(digit: Pixels, share: float, down: float, right: float) -> Pixels:
    """An MNIST digit on a canvas, (28, 28) to (280, 280).

    Args:
        digit: (28, 28).
        share: the longer side of its ink as a share of the canvas.
        down: 0 puts it at the top, 1 at the bottom.
        right: 0 puts it at the left, 1 at the right.
    """
    rows, columns = np.flatnonzero(digit.any(axis=1)), np.flatnonzero(digit.any(axis=0))
    ink = Image.fromarray(digit[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    scale = share * CANVAS / max(ink.size)
    ink = ink.resize((round(ink.width * scale), round(ink.height * scale)), Image.Resampling.BICUBIC)
    canvas = Image.new("L", (CANVAS, CANVAS))
    canvas.paste(ink, (round(right * (CANVAS - ink.width)), round(down * (CANVAS - ink.height))))
    return np.asarray(canvas)


def lines(strokes: Sequence[Sequence[tuple[float, float]]], brush: float) -> Pixels:
    """Strokes of (x, y) points drawn by a round brush on a canvas: (280, 280), smooth at the edges."""
    twice = Image.new("L", (2 * CANVAS, 2 * CANVAS))
    pen = ImageDraw.Draw(twice)
    for stroke in strokes:
        points = [(2 * x, 2 * y) for x, y in stroke]
        pen.line(points, 255, round(2 * brush), "curve")
        for x, y in points:
            pen.ellipse((x - brush, y - brush, x + brush, y + brush), 255)
    return np.asarray(twice.resize((CANVAS, CANVAS), Image.Resampling.BOX))


FOUR_STROKES: list[list[tuple[float, float]]] = [[(90, 40), (60, 160), (210, 160)], [(170, 90), (170, 250)]]
FOUR = lines(FOUR_STROKES, 22)  # (280, 280)


def coloured(ink: Pixels, of_ink: tuple[int, int, int], of_ground: tuple[int, int, int]) -> Pixels:
    """Ink of one colour on a ground of another: (h, w) to (h, w, 3)."""
    share = ink[..., None] / 255  # (h, w, 1)
    return np.rint(share * of_ink + (1 - share) * of_ground).astype(np.uint8)


def on_nothing(ink: Pixels, colour: tuple[int, int, int], strength: float = 1) -> Pixels:
    """Ink on a transparent ground: (h, w) to (h, w, 4)."""
    picture = np.zeros((*ink.shape, 4), np.uint8)
    picture[ink > 0, :3] = colour
    picture[..., 3] = np.rint(strength * ink)
    return picture


def opaque(colours: Pixels) -> Pixels:
    """(h, w, 3) to (h, w, 4)."""
    return np.dstack([colours, np.full(colours.shape[:2], 255, np.uint8)])


BLACK, WHITE = (0, 0, 0), (255, 255, 255)
CANVASES: dict[str, Callable[[Pixels], Pixels]] = {
    "white on black, grey": lambda ink: ink,
    "black on white, grey": lambda ink: 255 - ink,
    "white on black": lambda ink: coloured(ink, WHITE, BLACK),
    "black on white": lambda ink: coloured(ink, BLACK, WHITE),
    "white on black, opaque": lambda ink: opaque(coloured(ink, WHITE, BLACK)),
    "black on white, opaque": lambda ink: opaque(coloured(ink, BLACK, WHITE)),
    "blue on yellow, opaque": lambda ink: opaque(coloured(ink, (20, 40, 160), (250, 230, 120))),
    "red on a green as bright": lambda ink: coloured(ink, (200, 0, 0), (0, 102, 0)),
    "yellow on white": lambda ink: coloured(ink, (255, 255, 0), WHITE),
    "pencil on grey paper": lambda ink: coloured(ink, (120, 120, 120), (200, 200, 200)),
    "black on nothing": lambda ink: on_nothing(ink, BLACK),
    "white on nothing": lambda ink: on_nothing(ink, WHITE),
    "half-transparent on nothing": lambda ink: on_nothing(ink, (180, 30, 60), 0.5),
}


def packed(pixels: Pixels | Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """The bytes of a picture file."""
    picture = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    data = io.BytesIO()
    picture.save(data, kind, **options)
    return data.getvalue()


def heic(pixels: Pixels) -> bytes:
    """A photo as phones save it."""
    data = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(pixels).convert("RGB")).save(data, quality=90)
    return data.getvalue()


def photographed(ink: Pixels, seed: int, darkness: float = 0.6) -> bytes:
    """A JPEG, 1200 x 900, of ink on grey paper under a slanting light, in the photographer's own shadow, with noise."""
    rng = np.random.default_rng(seed)
    down, right = np.mgrid[-1:1:900j, -1:1:1200j].astype(np.float32)  # (900, 1200) each
    slant = rng.uniform(-0.25, 0.25, 2)
    shadow = 1 / (1 + np.exp(12 * (down + right * rng.uniform(-1, 1) - rng.uniform(-0.5, 0.5))))
    light = 0.75 * (1 + slant[0] * down + slant[1] * right) * (1 - 0.3 * shadow)  # (900, 1200)
    sheet = np.zeros((900, 1200), np.float32)
    left = int(rng.integers(0, 500))
    sheet[100:800, left : left + 700] = np.asarray(Image.fromarray(ink).resize((700, 700)), np.float32) / 255
    grey = light * (1 - darkness * sheet)
    noisy = grey[..., None] * (1, 0.97, 0.9) + rng.normal(0, 0.03, (900, 1200, 3))  # (900, 1200, 3)
    return packed((255 * noisy.clip(0, 1)).astype(np.uint8), "JPEG", quality=70)


def likeness(image: np.ndarray, other: np.ndarray) -> float:
    """Correlation of two (28, 28), the best within a pixel: the centre of mass may round to either side."""
    moved = [np.roll(image, (down, right), (0, 1)) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    return max(float(np.corrcoef(place.ravel(), other.ravel())[0, 1]) for place in moved)
