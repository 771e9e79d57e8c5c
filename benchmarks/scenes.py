"""Pieces of photos, scans and screenshots: the ink of a digit goes in, a picture of it comes out.

Ink is float32 (h, w), 1 where it is full; a picture is float32 (h, w, 3) in [0, 1], red, green and blue.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from training import pen, strokes

Floats = NDArray[np.float32]
Colour = tuple[float, float, float]

BLACK, WHITE = (0.05, 0.05, 0.05), (1.0, 1.0, 1.0)
PENS: tuple[Colour, ...] = ((0.1, 0.1, 0.12), (0.1, 0.15, 0.5), (0.6, 0.1, 0.1), (0.1, 0.35, 0.15))
PENCIL: Colour = (0.42, 0.42, 0.44)
LINE_BLUE: Colour = (0.6, 0.72, 0.88)


def grey(level: float) -> Colour:
    """Black at 0, white at 1."""
    return level, level, level


def shares(image: Image.Image) -> Floats:
    """A grey picture as [0, 1], (h, w)."""
    return np.asarray(np.asarray(image) / 255, np.float32)


# ---- ink -----------------------------------------------------------------------------------------------------------


def by_pen(rng: np.random.Generator, label: int) -> Floats:
    """A digit by template, drawn by a brush of 3 to 10 % of its height, cropped to its ink: about 240 high or wide."""
    lines = strokes.digit(rng, label)
    points = np.concatenate(lines)
    low, extent = points.min(axis=0), float(np.ptp(points, axis=0).max())
    brush = float(rng.uniform(7, 24))
    placed = [(line - low) / extent * (pen.CANVAS - 2 * brush) + brush for line in lines]
    return cropped(np.asarray(pen.drawn(placed, brush) / 255, np.float32))


def of_mnist(digit: NDArray[np.uint8]) -> Floats:
    """One of MNIST's, enlarged with sharp edges and cropped to its ink: (28, 28) to about 240 high or wide."""
    large = Image.fromarray(digit).resize((336, 336), Image.Resampling.BICUBIC)
    ink = (np.asarray(large, np.float32) / 255 - 0.5) * 5 + 0.5
    return cropped(np.asarray(ink.clip(0, 1), np.float32))


def cropped(ink: Floats) -> Floats:
    """From the first row and column with ink to the last."""
    rows, columns = np.flatnonzero((ink > 0.2).any(axis=1)), np.flatnonzero((ink > 0.2).any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def scaled(ink: Floats, longest: float) -> Floats:
    """The same with its longer side so many pixels long."""
    share = longest / max(ink.shape)
    size = max(1, round(ink.shape[1] * share)), max(1, round(ink.shape[0] * share))
    return np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BICUBIC)).clip(0, 1)


def placed(
    rng: np.random.Generator,
    ink: Floats,
    shape: tuple[int, int],
    size: tuple[float, float] = (0.3, 0.6),
    inside: tuple[float, float, float, float] = (0.1, 0.1, 0.9, 0.9),
) -> Floats:
    """Ink somewhere on (h, w), its longer side a random share of the shorter one, within top, left, bottom, right."""
    height, width = shape
    top, left, bottom, right = (round(share * side) for share, side in zip(inside, (height, width) * 2, strict=True))
    longest = min(rng.uniform(*size) * min(shape), bottom - top - 2, right - left - 2)
    small = scaled(ink, longest)
    y = int(rng.integers(top, bottom - small.shape[0] + 1))
    x = int(rng.integers(left, right - small.shape[1] + 1))
    sheet = np.zeros(shape, np.float32)
    sheet[y : y + small.shape[0], x : x + small.shape[1]] = small
    return sheet


# ---- paper ---------------------------------------------------------------------------------------------------------


def paper(shape: tuple[int, int], colour: Colour = (0.97, 0.97, 0.96)) -> Floats:
    """A sheet of one colour, (h, w, 3)."""
    return np.full((*shape, 3), colour, np.float32)


def inked(picture: Floats, ink: Floats, colour: Colour) -> Floats:
    """Ink of a colour laid over a picture."""
    share = ink[..., None]
    return np.asarray(picture * (1 - share) + share * np.array(colour, np.float32), np.float32)


def stroked(shape: tuple[int, int], lines: Sequence[tuple[float, float, float, float]], width: float) -> Floats:
    """Straight lines from (x, y) to (x, y), smooth at the edges: ink (h, w)."""
    twice = Image.new("L", (2 * shape[1], 2 * shape[0]))
    draw = ImageDraw.Draw(twice)
    for line in lines:
        draw.line([2 * place for place in line], 255, max(1, round(2 * width)))
    return shares(twice.reduce(2))


def rules(
    rng: np.random.Generator, shape: tuple[int, int], gap: float, width: float, turn: float, across: bool = True
) -> Floats:
    """Parallel lines over a whole page, `gap` apart, turned by degrees: ink (h, w)."""
    height, width_of = shape
    slope, reach = np.tan(np.radians(turn)), max(shape)
    first = rng.uniform(0, gap)
    places = np.arange(-reach / 2 + first, 1.5 * reach, gap)
    if across:
        lines = [(-5.0, y, width_of + 5.0, y + slope * width_of) for y in places]
    else:
        lines = [(x, -5.0, x - slope * height, height + 5.0) for x in places]
    return stroked(shape, lines, width)


def graph(rng: np.random.Generator, shape: tuple[int, int], gap: float, width: float, turn: float) -> Floats:
    """Squared paper: ink (h, w)."""
    return np.maximum(rules(rng, shape, gap, width, turn), rules(rng, shape, gap, width, turn, across=False))


def outline(corners: tuple[float, float, float, float], width: float) -> list[tuple[float, float, float, float]]:
    """Above, below, left and right of a rectangle from top and left to bottom and right, as `stroked` takes lines."""
    top, left, bottom, right = corners
    ends = width / 2
    return [
        (left - ends, top, right + ends, top),
        (left - ends, bottom, right + ends, bottom),
        (left, top, left, bottom),
        (right, top, right, bottom),
    ]


def box(shape: tuple[int, int], corners: tuple[float, float, float, float], width: float) -> Floats:
    """The outline of a rectangle from top and left to bottom and right: ink (h, w)."""
    return stroked(shape, outline(corners, width), width)


def words(shape: tuple[int, int], text: str, place: tuple[float, float], size: float) -> Floats:
    """Printed text at (x, y): ink (h, w)."""
    sheet = Image.new("L", (shape[1], shape[0]))
    ImageDraw.Draw(sheet).text(place, text, 255, font=ImageFont.load_default(size))
    return shares(sheet)


def texture(rng: np.random.Generator, shape: tuple[int, int], colour: Colour, strength: float) -> Floats:
    """Wood, cloth: uneven in streaks along one side."""
    rows = np.cumsum(rng.normal(0, 1, (shape[0], 1)), axis=0) * 0.2 + rng.normal(0, 1, (shape[0], 1))
    fine = rng.normal(0, 0.5, shape)
    grain = np.asarray(np.tanh(rows + fine) * strength, np.float32)[..., None]
    return np.asarray((np.array(colour, np.float32) * (1 + grain)).clip(0, 1), np.float32)


# ---- light and camera ----------------------------------------------------------------------------------------------


def slanted(rng: np.random.Generator, shape: tuple[int, int], strength: float = 0.3) -> Floats:
    """Light that falls off to one side: (h, w, 1)."""
    down, right = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    turn = rng.uniform(0, 2 * np.pi)
    return np.asarray(1 - strength / 2 + strength / 2 * (np.cos(turn) * down + np.sin(turn) * right), np.float32)[
        ..., None
    ]


def shade(mask: Floats, depth: float, softness: float) -> Floats:
    """The light that a shadow (h, w) leaves, its edge so many pixels soft: (h, w, 1)."""
    soft = Image.fromarray(np.asarray(255 * mask, np.uint8)).filter(ImageFilter.GaussianBlur(softness))
    return np.asarray(1 - depth * np.asarray(soft)[..., None] / 255, np.float32)


def half_plane(rng: np.random.Generator, shape: tuple[int, int], reach: tuple[float, float]) -> Floats:
    """All beyond a line at an angle, which leaves so much of the picture at the other side: (h, w)."""
    down, right = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    turn = rng.uniform(0, 2 * np.pi)
    return np.asarray(np.cos(turn) * down + np.sin(turn) * right > rng.uniform(*reach), np.float32)


def photo(
    rng: np.random.Generator,
    picture: Floats,
    light: Floats | float = 1.0,
    exposure: tuple[float, float] = (0.65, 0.95),
    noise: tuple[float, float] = (0.005, 0.03),
) -> bytes:
    """What a phone makes of it: an exposure, the tint of a lamp, a little blur, noise; a JPEG."""
    tint = np.array([1, 1 - rng.uniform(0, 0.06), 1 - rng.uniform(0, 0.14)], np.float32)
    seen = picture * light * float(rng.uniform(*exposure)) * tint
    blurred = np.asarray(
        Image.fromarray(to_bytes(seen)).filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 1.2)))), np.float32
    )
    noisy = (
        blurred / 255
        + rng.normal(0, rng.uniform(*noise), (*picture.shape[:2], 1))
        + rng.normal(0, rng.uniform(*noise) / 2, picture.shape)
    )
    return packed(noisy, "JPEG", quality=int(rng.integers(60, 95)))


def to_bytes(picture: Floats) -> NDArray[np.uint8]:
    """[0, 1] to 0 ... 255."""
    return np.asarray(np.rint(255 * np.clip(picture, 0, 1)), np.uint8)


def packed(picture: Any, kind: str = "PNG", **options: Any) -> bytes:
    """The bytes of a file of a picture (h, w, 3) or (h, w, 4)."""
    data = io.BytesIO()
    Image.fromarray(to_bytes(picture)).save(data, kind, **options)
    return data.getvalue()
