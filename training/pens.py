"""Digits as real pens wrote them: in goes a file of pen trajectories, out come their strokes, varied as hands vary.

The file is that of UCI's "Pen-Based Recognition of Handwritten Digits" (E. Alpaydin and F. Alimoglu, CC BY 4.0; 7,494
digits of 30 writers) as gzipped JSON: a list of [digit, strokes], a stroke a list of [x, y], y upwards. It is not part
of this repository. Its order tells nothing of the writers: blocks of 250 digits hold as many of each digit, as slanted,
large and fast ones as chance would give them, and neighbours are no more alike than any two.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model import files
from training import strokes
from training.strokes import Stroke

SHA256 = "d1d6634c9e588988d950f633313f74de9b818ef6a8612a357cff21569993c8db"  # of the one file that is taken
HELD_BACK = 5  # the last one in so many digits is never learned from: choices are made on them
STEP = 0.03  # of the digit's larger side: how far apart the points of a varied stroke lie
KNOT = 0.22  # how far apart along a stroke the places lie that a hand moves on its own


class PenError(ValueError):
    """A file that is missing or is not the one of `SHA256`; the message says what was found."""


@dataclass(frozen=True, eq=False)
class Pens:
    """Digits as strokes, x to the right and y downwards, their larger side 1."""

    digits: tuple[list[Stroke], ...]
    labels: NDArray[np.uint8]  # (n,), 0 to 9, or 10 for what is no digit
    sha256: str = ""  # of the files they come from


def load(path: Path) -> Pens:
    """Read and check the file.

    Raises:
        PenError: it is missing or another one.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise PenError(f"{path.name}: expected a file of pen strokes, but: {error.strerror}") from error
    found = files.sha256(raw)
    if found != SHA256:
        raise PenError(
            f"{path.name}: expected the pen strokes with the SHA-256 {SHA256[:12]}…, but found {found[:12]}…"
        )
    try:
        plain = json.loads(gzip.decompress(raw))
        labels = np.array([label for label, _ in plain], np.uint8)
        return Pens(tuple(_digit(lines) for _, lines in plain), labels, found)
    except (ValueError, TypeError, EOFError, OSError, zlib.error) as error:  # where SHA256 is changed
        raise PenError(f"{path.name}: expected gzipped JSON of [digit, strokes], but: {error}") from error


def learned(pens: Pens) -> Pens:
    """The digits that a network may learn from."""
    count = len(pens.digits) - len(pens.digits) // HELD_BACK
    return Pens(pens.digits[:count], pens.labels[:count], pens.sha256)


def held_back(pens: Pens) -> Pens:
    """The rest of them, on which choices are made: other digits of the same writers."""
    count = len(pens.digits) - len(pens.digits) // HELD_BACK
    return Pens(pens.digits[count:], pens.labels[count:], pens.sha256)


def none(why: str) -> Pens:
    """No digits, and in place of a checksum why there are none."""
    return Pens((), np.zeros(0, np.uint8), why)


def joined(parts: Sequence[Pens]) -> Pens:
    """All of several origins."""
    digits = tuple(lines for part in parts for lines in part.digits)
    return Pens(digits, np.concatenate([part.labels for part in parts]), ", ".join(part.sha256 for part in parts))


def of_size_one(lines: Sequence[Stroke]) -> list[Stroke]:
    """A digit's strokes from (0, 0) on, its larger side 1."""
    everything = np.concatenate(lines)
    low, size = everything.min(axis=0), max(np.ptp(everything, axis=0).max(), 1e-9)
    return [(stroke - low) / size for stroke in lines]


def repeated(pens: Pens, count: int) -> Pens:
    """`count` digits: all of them, over and over."""
    places = np.arange(count) % len(pens.digits)
    return Pens(tuple(pens.digits[place] for place in places), pens.labels[places], pens.sha256)


def varied(rng: np.random.Generator, lines: Sequence[Stroke]) -> list[Stroke]:
    """A written digit as the same or another hand might have drawn it; the strokes keep their order and direction."""
    strength = rng.uniform(0.1, 1.0)
    drawn = [_by_joints(rng, stroke, 0.035 * strength) for stroke in lines]
    drawn = [stroke + rng.normal(0, 0.03 * strength, 2) for stroke in drawn]
    if len(drawn) > 1 and rng.random() < 0.15:
        drawn = [np.concatenate(drawn)]  # a pen that was not lifted
    if rng.random() < 0.15:
        drawn = [strokes.cut(rng, stroke) for stroke in drawn]
    if rng.random() < 0.12:
        drawn[0] = _curled(rng, drawn[0])
    if rng.random() < 0.3:
        drawn = strokes.angular(drawn, int(rng.integers(8, 18)))
    return strokes.deformed(rng, drawn, strength)


def _digit(lines: Sequence[Sequence[Sequence[float]]]) -> list[Stroke]:
    return of_size_one([np.array(line, float).reshape(-1, 2) * [1, -1] for line in lines if line])


def _by_joints(rng: np.random.Generator, stroke: Stroke, reach: float) -> Stroke:
    """A stroke whose places move on their own, what is between them along with both."""
    size = strokes.length(stroke)
    if size < STEP:
        return stroke
    even = strokes.evenly(stroke, max(4, round(size / STEP)))
    knots = max(2, round(size / KNOT) + 1)
    moves = rng.normal(0, reach, (knots, 2))
    at = np.linspace(0, knots - 1, len(even))
    return even + np.stack([np.interp(at, np.arange(knots), moves[:, k]) for k in (0, 1)], axis=1)


def _curled(rng: np.random.Generator, stroke: Stroke) -> Stroke:
    """A small bow before the first point, where a pen that is set down moves on its way."""
    first = stroke[min(3, len(stroke) - 1)] - stroke[0]
    ahead = np.arctan2(first[1], first[0])
    turn, size = rng.uniform(1.0, 2.6) * rng.choice([-1, 1]), rng.uniform(0.05, 0.14)
    angles = ahead + np.linspace(turn, 0, 6)
    steps = size / 6 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return np.concatenate([stroke[0] - np.cumsum(steps[::-1], axis=0)[::-1], stroke])
