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

NARROWEST = 0.5  # as many times its length is an upright patch wide at least: narrower ones look like a 1
UPRIGHT = 0.64  # a piece is upright if its longer axis leans less than 50 degrees: the cosine
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
    """Up to six dots or dashes; one alone is a dot, as a dash alone is a 1."""
    starts = rng.uniform(0, 1, (int(rng.integers(1, 7)), 2))
    if len(starts) == 1:
        brush = _brush(rng)
        return pen.drawn([brush / 2 + (pen.CANVAS - brush) * starts], brush)
    reach = rng.uniform(0, 0.1)
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
    """Filled pieces with shades and stripes, some in the outline of clothing: broad ink instead of lines."""
    while True:
        sheet = Image.new("L", (pen.CANVAS, pen.CANVAS))
        draw = ImageDraw.Draw(sheet)
        for outline in [_garment(rng)] if rng.random() < 0.6 else _pieces(rng):
            draw.polygon([(float(x), float(y)) for x, y in outline], int(rng.integers(110, 256)))
        if not _like_a_one(np.asarray(sheet)):
            return np.asarray(np.clip(np.asarray(sheet) * _shades(rng), 0, 255), np.uint8)


def _garment(rng: np.random.Generator) -> Stroke:
    templates = list(strokes.TEMPLATES["garments"].values())
    outline = strokes.deformed(rng, templates[rng.integers(len(templates))])
    (placed,) = pen.placed(rng, [strokes.moved(rng, outline[0], 0.02)], brush=1)
    return placed


def _pieces(rng: np.random.Generator) -> list[Stroke]:
    """Up to four shapes with corners, over each other."""
    centre, size = rng.uniform(0.35, 0.65, 2) * pen.CANVAS, rng.uniform(0.15, 0.45, 2) * pen.CANVAS
    pieces = []
    for _ in range(int(rng.integers(1, 5))):
        angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 9))))
        reach = rng.uniform(0.5, 1.2, (len(angles), 1)) * size
        pieces.append(centre + rng.normal(0, 0.25, 2) * size + reach * np.stack([np.cos(angles), np.sin(angles)], 1))
    return pieces


def _like_a_one(sheet: Canvas) -> bool:
    """Whether the ink is a narrow upright piece, by its spread along and across its longer axis."""
    ink = np.argwhere(sheet > 0) / pen.CANVAS
    across, along = np.linalg.eigh(np.cov(ink.T))
    return bool(across[0] < NARROWEST**2 * across[1] and abs(along[0, 1]) > UPRIGHT)


def _shades(rng: np.random.Generator) -> NDArray[np.float32]:
    """What the ink is multiplied by, (280, 280): clouds, and now and then stripes."""
    side = pen.CANVAS
    coarse = rng.uniform(0.5, 1.2, (9, 9)).astype(np.float32)
    clouds = np.asarray(Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC))
    if rng.random() < 0.6:
        return clouds
    stripes = 1 - rng.uniform(0.1, 0.8) * (np.sin(np.arange(side) * rng.uniform(0.05, 0.4)) > 0)  # (280,)
    return np.asarray(clouds * (stripes if rng.random() < 0.5 else stripes[:, None]), np.float32)


KINDS: Mapping[str, Callable[[np.random.Generator], Canvas]] = {
    "letters": letter,
    "shapes": shape,
    "scribbles": scribble,
    "dots": dots,
    "several digits": several,
    "patches": patch,
}


def _drawn(rng: np.random.Generator, lines: list[Stroke]) -> Canvas:
    brush = _brush(rng)
    return pen.drawn(pen.placed(rng, lines, brush), brush)


def _brush(rng: np.random.Generator) -> float:
    return float(np.exp(rng.uniform(*np.log(pen.BRUSHES))))


def _printed(rng: np.random.Generator, sign: str) -> Canvas:
    """A sign of Pillow's own font, turned, stretched and made bolder."""
    sheet = Image.new("L", (pen.CANVAS, pen.CANVAS))
    font = ImageFont.load_default(float(rng.uniform(90, 220)))
    bolder = int(rng.integers(0, 7))
    ImageDraw.Draw(sheet).text((140, 140), sign, 255, font, anchor="mm", stroke_width=bolder)
    slant, stretch = rng.normal(0, 0.15), np.exp(rng.normal(0, 0.15))
    matrix = (1 / stretch, slant, 140 - 140 / stretch - 140 * slant, 0, 1, 0)
    return np.asarray(sheet.transform(sheet.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR))
