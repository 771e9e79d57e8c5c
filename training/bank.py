"""Drawings made once before a training: in go MNIST's training images, out come thousands of pen-drawn images."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.data import DIGITS, ROWS, scaled
from model.image import from_canvas
from training import others, pen, strokes, tracing

Pixels = NDArray[np.uint8]

NONE = DIGITS  # the label of what is no digit
CHUNK = 500  # drawings that one process makes at a time


@dataclass(frozen=True, eq=False)
class Drawings:
    """Images of one origin."""

    images: Pixels  # (n, 28, 28), ink is 255
    labels: Pixels  # (n,), 0 to 9, or `NONE`


def by_template(rng: np.random.Generator, count: int) -> Drawings:
    """Digits in the styles of `strokes.DIGITS`."""
    labels = rng.integers(DIGITS, size=count)
    return _drawings([pen.seen(rng, strokes.digit(rng, int(label))) for label in labels], labels)


def redrawn(rng: np.random.Generator, images: Pixels, labels: Pixels) -> Drawings:
    """Written digits (n, 28, 28) traced and drawn again by a pen, some of them fast and angular."""
    return _drawings([_redrawn(rng, image) for image in images], labels)


def no_digits(rng: np.random.Generator, count: int) -> Drawings:
    """As many of each kind of `others.KINDS`."""
    kinds = list(others.KINDS.values())
    canvases = [kinds[place % len(kinds)](rng) for place in range(count)]
    images = [np.asarray(np.rint(255 * from_canvas(canvas)), np.uint8) for canvas in canvases]
    return _drawings(images, np.full(count, NONE))


def in_processes(seed: int, templates: int, again: tuple[Pixels, Pixels], none: int) -> tuple[Drawings, ...]:
    """All three by all processors; the same seed gives the same drawings on any machine.

    Args:
        seed: of the generators, one for each chunk.
        templates: how many digits by template.
        again: images (n, 28, 28) and labels (n,) of digits to be drawn again.
        none: how many drawings that are no digit.
    """
    jobs: list[list[tuple[Callable[..., Drawings], tuple[object, ...]]]] = [
        [(by_template, (size,)) for size in _sizes(templates)],
        [(redrawn, tuple(array[k : k + CHUNK] for array in again)) for k in range(0, len(again[0]), CHUNK)],
        [(no_digits, (size,)) for size in _sizes(none)],
    ]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        running = [
            [
                pool.submit(make, np.random.default_rng((seed, origin, chunk)), *arguments)
                for chunk, (make, arguments) in enumerate(chunks)
            ]
            for origin, chunks in enumerate(jobs)
        ]
        return tuple(_together([job.result() for job in chunks]) for chunks in running)


def _redrawn(rng: np.random.Generator, image: Pixels) -> Pixels:
    lines = tracing.traced(scaled(image))
    if rng.random() < 0.3:
        lines = strokes.angular(lines, int(rng.integers(8, 16)))
    return pen.seen(rng, lines)


def _sizes(count: int) -> list[int]:
    return [min(CHUNK, count - k) for k in range(0, count, CHUNK)]


def _drawings(images: list[Pixels], labels: NDArray[Any]) -> Drawings:
    return Drawings(np.array(images, np.uint8).reshape(-1, ROWS, ROWS), labels.astype(np.uint8))


def _together(parts: list[Drawings]) -> Drawings:
    if not parts:
        return _drawings([], np.zeros(0))
    return Drawings(np.concatenate([part.images for part in parts]), np.concatenate([part.labels for part in parts]))
