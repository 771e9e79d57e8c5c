"""Handwriting fonts: in goes a folder of fonts, out come their digits and letters as strokes, like those of real pens.

A font is one more writer. Its outlines are drawn, and what is traced along the middle of their ink is varied and drawn
as what real pens wrote; its letters are no digits. `npm ci --prefix training/fonts` brings the fonts that
training/fonts/package.json names, all under the SIL Open Font License or Apache's. They are no part of this repository.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from model.data import DIGITS, scaled
from training import pens, tracing
from training.non_digits import PRINTED
from training.pens import Pens
from training.synthetic import NONE

FILES = "*-latin-400-normal.woff2"  # of a font in its usual weight, what has its digits and letters
HEIGHT = 48  # pixels, about, of a digit that is traced
HELD_BACK = 5  # every so many-th font is never learned from: a writer that the network does not know
TIMES = 4  # that each digit counts as one of a real pen: a font has each of its writer's only once
UNASSIGNED = "\ue000"  # what a font shows in its place it shows for every sign that it lacks
DIGIT_SIGNS = [str(digit) for digit in range(DIGITS)]
LETTERS = [sign for sign in PRINTED if sign.isalpha()]  # a hand's $ and ? pass for digits too often
LABELS = {**{sign: int(sign) for sign in DIGIT_SIGNS}, **dict.fromkeys(LETTERS, NONE)}


class HandError(ValueError):
    """A folder without fonts or with one that cannot be read; the message says what was found."""


def fonts(folder: Path) -> list[Path]:
    """The fonts in a folder and the folders beneath, by their names.

    Raises:
        HandError: there are fewer than `HELD_BACK`.
    """
    found = sorted(folder.rglob(FILES), key=lambda path: path.name)
    if len(found) < HELD_BACK:
        raise HandError(f"{folder.name}: expected a folder with at least {HELD_BACK} fonts, but found {len(found)}")
    return found


def learned(folder: Path) -> Pens:
    """What a network may learn from, digits `TIMES` times, letters once; raises as `fonts` and `drawn` do."""
    kept = held_back(folder)
    some = [font for font in fonts(folder) if font not in kept]
    digits, letters = traced(some, DIGIT_SIGNS), traced(some, LETTERS)
    sha256 = hashlib.sha256(b"".join(font.read_bytes() for font in some)).hexdigest()
    labels = np.concatenate([*[digits.labels] * TIMES, letters.labels])
    return Pens((*digits.digits * TIMES, *letters.digits), labels, sha256)


def held_back(folder: Path) -> list[Path]:
    """The fonts on which choices are made: other writers; raises as `fonts` does."""
    return fonts(folder)[HELD_BACK - 1 :: HELD_BACK]


def traced(some: Sequence[Path], signs: Sequence[str]) -> Pens:
    """Signs of some fonts as strokes, of `LABELS`, without those that a font lacks; raises as `drawn` does."""
    digits, labels = [], []
    for font in some:
        lacking = drawn(font, UNASSIGNED, HEIGHT)
        for sign in signs:
            image = drawn(font, sign, HEIGHT)
            if image.any() and not np.array_equal(image, lacking):
                digits.append(pens.of_size_one(tracing.traced(scaled(image))))
                labels.append(LABELS[sign])
    return Pens(tuple(digits), np.array(labels, np.uint8))


def drawn(font: Path, sign: str, height: int) -> NDArray[np.uint8]:
    """A sign as the font has it, uint8 (h, w), ink is 255; an empty line around it.

    Raises:
        HandError: the file is no font.
    """
    try:
        own = ImageFont.truetype(font, height)
    except OSError as error:
        raise HandError(f"{font.name}: expected a font, but: {error}") from error
    left, top, right, bottom = (round(each) for each in own.getbbox(sign))
    sheet = Image.new("L", (max(right - left, 1) + 2, max(bottom - top, 1) + 2))
    ImageDraw.Draw(sheet).text((1 - left, 1 - top), sign, 255, own)
    return np.asarray(sheet)
