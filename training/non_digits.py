"""Drawings that are no digit: in goes a random generator, out comes a canvas, uint8 (280, 280), ink is 255.

Networks learn from `MORE_KINDS` to believe in no digit; by `KINDS` they are measured as the first ones were. Signs that
pass for digits (O, I, Z, S, b, g, q, a mirrored 2 ...) are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training import pen, strokes
from training.strokes import Stroke

Canvas = NDArray[np.uint8]

NARROWEST = 0.5  # as many times its length is an upright patch wide at least: narrower ones look like a 1
UPRIGHT = 0.64  # a piece is upright if its longer axis leans less than 50 degrees: the cosine
PRINTED = "AEFHKLMNPRTUVWXadefhkmnprtuwx&@#%?$"
# Digits that are none once they are turned over: a mirrored 5 is a 2, a 2 on its head a 2 again, a 4 a 6.
TURNS: tuple[tuple[int, str], ...] = (
    *((label, "mirrored") for label in (3, 4, 6, 7, 9)),
    *((label, "on its head") for label in (3, 7)),
    *((label, "upside down") for label in (4, 6, 7, 9)),
    *((label, "lying left") for label in (2, 3, 5)),
    *((label, "lying right") for label in (2, 3, 5)),
)
MATRICES = {  # what each does to x to the right and y downwards
    "mirrored": np.array([[-1, 0], [0, 1]]),
    "on its head": np.array([[-1, 0], [0, -1]]),
    "upside down": np.array([[1, 0], [0, -1]]),
    "lying left": np.array([[0, 1], [-1, 0]]),
    "lying right": np.array([[0, -1], [1, 0]]),
}
AMBIGUOUS = ("knot", "almost", "bolt", "middle")  # styles with these words pass for another sign when turned over


def letter(rng: np.random.Generator) -> Canvas:
    """A letter, by hand or printed."""
    if rng.random() < 0.7:
        return by_hand(rng, strokes.one_of(rng, "letters"))
    return _printed(rng, PRINTED[rng.integers(len(PRINTED))])


def shape(rng: np.random.Generator) -> Canvas:
    """A drawn figure or sign."""
    return by_hand(rng, strokes.one_of(rng, "shapes"))


def latin_letter(rng: np.random.Generator) -> Canvas:
    """A letter, by hand or printed, most by hand as a font of pen strokes has it."""
    if rng.random() < 0.8:
        return by_hand(rng, strokes.one_of(rng, "letters" if rng.random() < 0.4 else "latin letters", "more"))
    return _printed(rng, PRINTED[rng.integers(len(PRINTED))])


def shape_or_symbol(rng: np.random.Generator) -> Canvas:
    """A drawn figure or symbol."""
    return by_hand(rng, strokes.one_of(rng, "shapes" if rng.random() < 0.5 else "symbols", "more"))


def sign_of(group: str) -> Callable[[np.random.Generator], Canvas]:
    """What draws a sign of a group of `strokes.MORE`."""
    return lambda rng: by_hand(rng, strokes.one_of(rng, group, "more"))


def unseen(rng: np.random.Generator) -> Canvas:
    """A sign of any group that no network learns from."""
    groups = list(strokes.UNSEEN.values())
    templates = list(groups[rng.integers(len(groups))].values())
    return by_hand(rng, strokes.by_hand(rng, templates[rng.integers(len(templates))]))


def turned_over(rng: np.random.Generator) -> Canvas:
    """A digit turned so that it is none."""
    label, how = TURNS[rng.integers(len(TURNS))]
    styles = {
        name: template
        for name, template in strokes.MORE[f"digit {label}"].items()
        if not any(word in name for word in AMBIGUOUS)
    }
    lines = strokes.by_hand(rng, list(styles.values())[rng.integers(len(styles))])
    return by_hand(rng, [line @ MATRICES[how].T for line in lines])


def angle(rng: np.random.Generator) -> Canvas:
    """An angle or a hook, or a part of a digit that is none."""
    if rng.random() < 0.5:
        return by_hand(rng, strokes.one_of(rng, "angles and hooks", "more"))
    while True:
        first, opening = rng.uniform(0, 2 * np.pi), np.radians(rng.uniform(35, 115))
        arms = np.exp(rng.uniform(-0.4, 0.4, 2))[:, None] * [
            [np.cos(turn), np.sin(turn)] for turn in (first, first + opening)
        ]
        if not _like_a_seven(arms) and not _like_a_caret(arms, opening):
            return by_hand(rng, [strokes.moved(rng, np.array([arms[0], [0, 0], [0, 0], arms[1]]), 0.03)])


def noise(rng: np.random.Generator) -> Canvas:
    """Specks all over, coarse or fine."""
    side = int(rng.choice([14, 20, 28, 40, 56]))
    specks = rng.uniform(0, 255, (side, side)) * (rng.random((side, side)) < rng.uniform(0.1, 0.9))
    sheet = Image.fromarray(np.asarray(specks, np.uint8)).resize((pen.CANVAS,) * 2, Image.Resampling.BILINEAR)
    return np.asarray(sheet)


def _like_a_seven(arms: Stroke) -> bool:
    """Whether one arm points to the left and the other, not much shorter, down: (2, 2) of x and y."""
    return any(bar[0] < -0.7 * _size(bar) and stem[1] > 0.6 * _size(stem) for bar, stem in (arms, arms[::-1]))


def _like_a_caret(arms: Stroke, opening: float) -> bool:
    """Whether both point down and lie close: many write their 1 like that."""
    return opening < np.radians(80) and all(arm[1] > 0.3 * _size(arm) for arm in arms)


def _size(arm: Stroke) -> float:
    return float(np.hypot(*arm))


def scribble(rng: np.random.Generator) -> Canvas:
    """A pen that wanders, smoothly or in straight lines."""
    turns = int(rng.integers(9, 40))
    steps = rng.normal(0, 1, (turns, 2))
    points = np.cumsum(steps, axis=0) if rng.random() < 0.5 else rng.uniform(0, 3, (turns, 2))
    line = strokes.smooth(points) if rng.random() < 0.6 else points
    return by_hand(rng, [line])


def dots(rng: np.random.Generator) -> Canvas:
    """Up to six dots or dashes; one alone is a dot, as a dash alone is a 1."""
    starts = rng.uniform(0, 1, (int(rng.integers(1, 7)), 2))
    if len(starts) == 1:
        brush = _brush(rng)
        return pen.drawn([brush / 2 + (pen.CANVAS - brush) * starts], brush)
    reach = rng.uniform(0, 0.1)
    return by_hand(rng, [np.stack([start, start + rng.normal(0, reach + 1e-3, 2)]) for start in starts])


def several(rng: np.random.Generator, styles: str = "first") -> Canvas:
    """Two or three digits beside each other, in some of `strokes.STYLES`."""
    everything: list[Stroke] = []
    left = 0.0
    for _ in range(int(rng.choice([2, 2, 2, 3]))):
        one = strokes.digit(rng, int(rng.integers(10)), styles)
        points = np.concatenate(one)
        shift = np.array([left - points[:, 0].min(), rng.normal(0, 0.1)])
        everything += [stroke + shift for stroke in one]
        left += float(np.ptp(points[:, 0])) + rng.uniform(0.1, 0.5)
    return by_hand(rng, everything)


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


Kinds = Mapping[str, Callable[[np.random.Generator], Canvas]]

KINDS: Kinds = {
    "letters": letter,
    "shapes": shape,
    "scribbles": scribble,
    "dots": dots,
    "several digits": several,
    "patches": patch,
}
MORE_KINDS: Kinds = {
    "letters": latin_letter,
    "shapes": shape_or_symbol,
    "scribbles": scribble,
    "dots": dots,
    "several digits": partial(several, styles="more"),
    "patches": patch,
    "other letters": sign_of("other letters"),
    "punctuation": sign_of("punctuation"),
    "mathematics and music": sign_of("mathematics and music"),
    "angles and hooks": angle,
    "digits turned over": turned_over,
    "noise": noise,
}
SETS: Mapping[str, Kinds] = {"first": KINDS, "more": MORE_KINDS}  # "first" stays as it is: networks are measured by it


def by_hand(rng: np.random.Generator, lines: list[Stroke]) -> Canvas:
    """Strokes drawn somewhere by any brush."""
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
