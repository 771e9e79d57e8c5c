"""Drawings that are no digit: in goes a random generator, out comes a canvas, uint8 (280, 280), ink is 255.

The reader learns from them to believe in no digit. Letters that pass for digits (O, I, Z, S, b, g, q ...) are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training import pen, strokes
from training.strokes import Stroke

Canvas = NDArray[np.uint8]

PRINTED = "AEFHKLMNPRTUVWXadefhkmnprtuwx&@#%?$"


def letter(rng: np.random.Generator) -> Canvas:
    """A letter, by hand or printed."""
    if rng.random() < 0.7:
        return _drawn(rng, strokes.one_of(rng, "letters"))
    return _printed(rng, PRINTED[rng.integers(len(PRINTED))])


def shape(rng: np.random.Generator) -> Canvas:
    """A drawn figure or sign."""
    return _drawn(rng, strokes.one_of(rng, "shapes"))


def scribble(rng: np.random.Generator) -> Canvas:
    """A pen that wanders, smoothly or in straight lines."""
    turns = int(rng.integers(9, 40))
    steps = rng.normal(0, 1, (turns, 2))
    points = np.cumsum(steps, axis=0) if rng.random() < 0.5 else rng.uniform(0, 3, (turns, 2))
    line = strokes.smooth(points) if rng.random() < 0.6 else points
    return _drawn(rng, [line])


def dots(rng: np.random.Generator) -> Canvas:
    """Up to six dots or dashes."""
    starts = rng.uniform(0, 1, (int(rng.integers(1, 7)), 2))
    reach = rng.uniform(0, 0.1) if len(starts) > 1 else 0.0  # a dash alone is a 1
    return _drawn(rng, [np.stack([start, start + rng.normal(0, reach + 1e-3, 2)]) for start in starts])


def several(rng: np.random.Generator) -> Canvas:
    """Two or three digits beside each other."""
    everything: list[Stroke] = []
    left = 0.0
    for _ in range(int(rng.choice([2, 2, 2, 3]))):
        one = strokes.digit(rng, int(rng.integers(10)))
        points = np.concatenate(one)
        shift = np.array([left - points[:, 0].min(), rng.normal(0, 0.1)])
        everything += [stroke + shift for stroke in one]
        left += float(np.ptp(points[:, 0])) + rng.uniform(0.1, 0.5)
    return _drawn(rng, everything)


def patch(rng: np.random.Generator) -> Canvas:
    """Filled pieces with shades, as of clothing: broad ink instead of lines."""
    side = pen.CANVAS
    sheet = Image.new("L", (side, side))
    draw = ImageDraw.Draw(sheet)
    centre, size = rng.uniform(0.35, 0.65, 2) * side, rng.uniform(0.15, 0.45, 2) * side
    for _ in range(int(rng.integers(1, 5))):
        angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 9))))
        reach = rng.uniform(0.5, 1.2, (len(angles), 1)) * size
        corners = centre + rng.normal(0, 0.25, 2) * size + reach * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        draw.polygon([(float(x), float(y)) for x, y in corners], int(rng.integers(110, 256)))
    shades = rng.uniform(0.6, 1.2, (9, 9)).astype(np.float32)
    shade = np.asarray(Image.fromarray(shades).resize((side, side), Image.Resampling.BICUBIC))
    return np.asarray(np.clip(np.asarray(sheet) * shade, 0, 255), np.uint8)


KINDS: Mapping[str, Callable[[np.random.Generator], Canvas]] = {
    "letters": letter,
    "shapes": shape,
    "scribbles": scribble,
    "dots": dots,
    "several digits": several,
    "patches": patch,
}


def _drawn(rng: np.random.Generator, lines: list[Stroke]) -> Canvas:
    brush = float(np.exp(rng.uniform(*np.log(pen.BRUSHES))))
    return pen.drawn(pen.placed(rng, lines, brush), brush)


def _printed(rng: np.random.Generator, sign: str) -> Canvas:
    """A sign of Pillow's own font, turned, stretched and made bolder."""
    sheet = Image.new("L", (pen.CANVAS, pen.CANVAS))
    font = ImageFont.load_default(float(rng.uniform(90, 220)))
    bolder = int(rng.integers(0, 7))
    ImageDraw.Draw(sheet).text((140, 140), sign, 255, font, anchor="mm", stroke_width=bolder)
    slant, stretch = rng.normal(0, 0.15), np.exp(rng.normal(0, 0.15))
    matrix = (1 / stretch, slant, 140 - 140 / stretch - 140 * slant, 0, 1, 0)
    return np.asarray(sheet.transform(sheet.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR))
