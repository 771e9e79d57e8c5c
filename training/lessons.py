"""What our own networks learn from: in go MNIST, real pens and settings, out come images and targets.

The images are deformed anew each time they are taken. The last training images are held back: choices are made on them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.data import DIGITS, Data
from model.recipes import TrainingSettings
from training import pens, synthetic
from training.deform import Draws, deformed
from training.pens import Pens
from training.synthetic import NONE, Drawings, Pixels

SEED = 0  # of the drawings and of the teacher: the same for all networks that learn by the same settings
LEAST_STRENGTH, MOST_STRENGTH = 0.2, 1.2  # between which each image's deformation is drawn
NO_DIGIT = np.full((1, DIGITS), 1 / DIGITS, np.float32)
TARGETS = np.concatenate([np.eye(DIGITS, dtype=np.float32), NO_DIGIT])  # (11, 10), by label
assert NONE == DIGITS == len(TARGETS) - 1


class Lessons:
    """All that a network may learn from, and what is held back."""

    images: Pixels  # (n, 28, 28), ink is 255: MNIST's, then all drawings
    labels: Pixels  # (n,), 0 to 9, or `NONE`
    strengths: NDArray[np.float32]  # (n,), how much each is deformed, times what is drawn each time
    written: int  # how many of them are MNIST's
    count: int  # how many of them one epoch takes
    held_back: Drawings  # of MNIST

    def __init__(self, settings: TrainingSettings, digits: Data, written: Pens | None = None) -> None:
        """Makes the drawings; without `written` there are none of real pens and other hands."""
        held_back = min(settings.held_back, len(digits.x_train) // 5)
        self.held_back = Drawings(digits.x_train[-held_back:], digits.y_train[-held_back:])
        mnist = Drawings(digits.x_train[:-held_back], digits.y_train[:-held_back])
        parts = (mnist, *_drawings(settings, mnist, written))
        self.settings, self.written = settings, len(mnist.images)
        self.images = np.concatenate([part.images for part in parts])
        self.labels = np.concatenate([part.labels for part in parts])
        self.strengths = np.full(len(self.labels), settings.of_drawings, np.float32)
        self.strengths[: self.written] = settings.deformation
        self._sizes = [len(part.images) for part in parts[1:]]
        self.count = self.written + sum(self._taken(size) for size in self._sizes)

    def order(self, rng: np.random.Generator) -> NDArray[np.int32]:
        """Which images one epoch takes, shuffled: (count,), their places."""
        places, before = [np.arange(self.written)], self.written
        for size in self._sizes:
            places.append(before + rng.permutation(size)[: self._taken(size)])
            before += size
        return rng.permutation(np.concatenate(places)).astype(np.int32)

    def _taken(self, size: int) -> int:
        return int(size * self.settings.taken)


def lesson(draws: Draws, images: Any, strengths: Any, noisy: float) -> Any:
    """Images (n, 28, 28) of 0 to 255 as they are shown this time, in [0, 1]."""
    strength = (LEAST_STRENGTH + (MOST_STRENGTH - LEAST_STRENGTH) * draws.uniform(len(images))) * strengths
    return deformed(draws, images.astype(np.float32) / 255, strength, noisy)


def targets(truth: Any, believed: Any, taught: float) -> Any:
    """What is to be answered, (n, 10): the truth, and of a share of it what a teacher believes instead."""
    return truth + taught * (believed - truth)


def _drawings(settings: TrainingSettings, mnist: Drawings, written: Pens | None) -> tuple[Drawings, ...]:
    again, over = ((mnist.images[:count], mnist.labels[:count]) for count in (settings.redrawn, settings.turned_over))
    often = pens.repeated(written, settings.by_pen) if written and written.digits and settings.by_pen else None
    return synthetic.in_processes(SEED, settings.templates, again, settings.non_digits, over, often, "more", "more")
