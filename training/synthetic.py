"""Drawings made once before a training: in go MNIST's training images, out come thousands of pen-drawn images."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.data import DIGITS, ROWS, scaled
from training import non_digits, pen, pens, strokes, tracing
from training.pens import Pens

Pixels = NDArray[np.uint8]

NONE = DIGITS  # the label of what is no digit
CHUNK = 500  # drawings that one process makes at a time
NARROWEST = 9  # pixels: a digit is at least so wide to be turned over, as a line stays one
TURNED: dict[str, Callable[[Pixels], Pixels]] = {  # an image (28, 28), as `non_digits.MATRICES` does strokes
    "mirrored": lambda image: image[:, ::-1],
    "on its head": lambda image: image[::-1, ::-1],
    "upside down": lambda image: image[::-1],
    "lying left": lambda image: image.T[::-1],
    "lying right": lambda image: image.T[:, ::-1],
}


@dataclass(frozen=True, eq=False)
class Drawings:
    """Images of one origin."""

    images: Pixels  # (n, 28, 28), ink is 255
    labels: Pixels  # (n,), 0 to 9, or `NONE`


def by_template(rng: np.random.Generator, count: int, styles: str = "first") -> Drawings:
    """Digits in some of `strokes.STYLES`."""
    labels = rng.integers(DIGITS, size=count)
    return _drawings([pen.seen(rng, strokes.digit(rng, int(label), styles)) for label in labels], labels)


def redrawn(rng: np.random.Generator, images: Pixels, labels: Pixels) -> Drawings:
    """Written digits (n, 28, 28) traced and drawn again by a pen, some of them fast and angular."""
    return _drawings([_redrawn(rng, image) for image in images], labels)


def no_digits(rng: np.random.Generator, count: int, kinds_of: str = "first") -> Drawings:
    """As many of each kind of one of `non_digits.SETS`."""
    kinds = list(non_digits.SETS[kinds_of].values())
    images = [pen.shrunk(kinds[place % len(kinds)](rng)) for place in range(count)]
    return _drawings(images, np.full(count, NONE))


def turned_over(rng: np.random.Generator, images: Pixels, labels: Pixels) -> Drawings:
    """Written digits (n, 28, 28) turned so that they are none; those that stay digits are left out."""
    turns = {label: [how for digit, how in non_digits.TURNS if digit == label] for label in range(DIGITS)}
    found = []
    for image, label in zip(images, labels, strict=True):
        if turns[label] and np.ptp(np.flatnonzero(image.max(axis=0) > 127)) >= NARROWEST:
            how = turns[label][rng.integers(len(turns[label]))]
            found.append(pen.shrunk(np.ascontiguousarray(TURNED[how](image))))
    return _drawings(found, np.full(len(found), NONE))


def by_pen(rng: np.random.Generator, written: Pens) -> Drawings:
    """Each digit of real pens once, varied, by any brush."""
    return _drawings([pen.seen(rng, pens.varied(rng, lines)) for lines in written.digits], written.labels)


def in_processes(
    seed: int,
    templates: int,
    again: tuple[Pixels, Pixels],
    none: int,
    over: tuple[Pixels, Pixels] | None = None,
    written: Pens | None = None,
    styles: str = "first",
    kinds: str = "first",
) -> tuple[Drawings, ...]:
    """All kinds, by all processors if they are many; the same seed gives the same drawings on any machine.

    Args:
        seed: of the generators, one for each chunk.
        templates: how many digits by template.
        again: images (n, 28, 28) and labels (n,) of digits to be drawn again.
        none: how many drawings that are no digit.
        over: images and labels of digits to be turned over, if any.
        written: digits of real pens, if any; one that is to be drawn several times stands in it as often.
        styles: of the digits by template, one of `strokes.STYLES`.
        kinds: of what is no digit, one of `non_digits.SETS`.

    Returns:
        By template, redrawn, no digits (those turned over last), and by pen if `written` is given.
    """
    jobs: list[list[tuple[Callable[..., Drawings], tuple[object, ...]]]] = [
        [(by_template, (size, styles)) for size in _sizes(templates)],
        [(redrawn, chunk) for chunk in _chunks(again)],
        [(no_digits, (size, kinds)) for size in _sizes(none)],
        [(turned_over, chunk) for chunk in _chunks(over)] if over else [],
        [(by_pen, (chunk,)) for chunk in _of_pens(written)] if written else [],
    ]
    calls = [
        [
            partial(make, np.random.default_rng((seed, origin, chunk)), *rest)
            for chunk, (make, rest) in enumerate(chunks)
        ]
        for origin, chunks in enumerate(jobs)
    ]
    if all(len(chunks) < 2 for chunks in calls):  # so few are made before processes have started
        parts = [[call() for call in chunks] for chunks in calls]
    else:
        with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
            running = [[pool.submit(call) for call in chunks] for chunks in calls]
            parts = [[job.result() for job in chunks] for chunks in running]
    by_template_, again_, none_, over_, by_pen_ = map(_together, parts)
    made = by_template_, again_, _together([none_, over_])
    return (*made, by_pen_) if written else made


def _redrawn(rng: np.random.Generator, image: Pixels) -> Pixels:
    lines = tracing.traced(scaled(image))
    if rng.random() < 0.3:
        lines = strokes.angular(lines, int(rng.integers(8, 16)))
    return pen.seen(rng, lines)


def _chunks(arrays: tuple[Pixels, Pixels]) -> list[tuple[Pixels, Pixels]]:
    return [(arrays[0][k : k + CHUNK], arrays[1][k : k + CHUNK]) for k in range(0, len(arrays[0]), CHUNK)]


def _of_pens(written: Pens) -> list[Pens]:
    starts = range(0, len(written.digits), CHUNK)
    return [Pens(written.digits[k : k + CHUNK], written.labels[k : k + CHUNK]) for k in starts]


def _sizes(count: int) -> list[int]:
    return [min(CHUNK, count - k) for k in range(0, count, CHUNK)]


def _drawings(images: list[Any], labels: NDArray[Any]) -> Drawings:
    return Drawings(np.array(images, np.uint8).reshape(-1, ROWS, ROWS), labels.astype(np.uint8))


def _together(parts: list[Drawings]) -> Drawings:
    if not parts:
        return _drawings([], np.zeros(0))
    return Drawings(np.concatenate([part.images for part in parts]), np.concatenate([part.labels for part in parts]))
