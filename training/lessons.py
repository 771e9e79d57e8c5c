"""What our own networks learn from: in go MNIST, real pens and settings, out come images and targets.

The images are deformed anew each time they are taken. The last training images are held back: choices are made on them.
"""

from __future__ import annotations

import copy
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
ORIGINS = ("templates", "redrawn", "non_digits", "by_pen")  # in the order of `synthetic.in_processes`
NO_DIGIT = np.full((1, DIGITS), 1 / DIGITS, np.float32)
TARGETS = np.concatenate([np.eye(DIGITS, dtype=np.float32), NO_DIGIT])  # (11, 10), by label
assert NONE == DIGITS == len(TARGETS) - 1

Places = NDArray[np.intp]  # (n,), of images among all


class Lessons:
    """All that a network may learn from, and what is held back."""

    images: Pixels  # (n, 28, 28), ink is 255: MNIST's, then all drawings
    labels: Pixels  # (n,), 0 to 9, or `NONE`
    strengths: NDArray[np.float32]  # (n,), how much each is deformed, times what is drawn each time
    written: int  # how many of them are MNIST's
    drawn: dict[str, Places]  # where the drawings of each origin lie, by the setting that says how many they are
    held_back: Drawings  # of MNIST

    def __init__(self, settings: TrainingSettings, digits: Data, written: Pens | None = None) -> None:
        """Makes the drawings; without `written` there are none of real pens and other hands."""
        held_back = min(settings.held_back, len(digits.x_train) // 5)
        self.held_back = Drawings(digits.x_train[-held_back:], digits.y_train[-held_back:])
        mnist = Drawings(digits.x_train[:-held_back], digits.y_train[:-held_back])
        parts = (mnist, *_drawings(settings, mnist, written))
        self.written, self._taken = len(mnist.images), settings.taken
        self.images = np.concatenate([part.images for part in parts])
        self.labels = np.concatenate([part.labels for part in parts])
        self.strengths = np.full(len(self.labels), settings.of_drawings, np.float32)
        self.strengths[: self.written] = settings.deformation
        places = np.split(np.arange(len(self.labels)), np.cumsum([len(part.labels) for part in parts])[:-1])
        self.drawn = dict(zip(ORIGINS, places[1:], strict=False))

    @property
    def count(self) -> int:
        """How many images one epoch takes."""
        return self.written + sum(int(len(places) * self._taken) for places in self.drawn.values())

    def order(self, rng: np.random.Generator) -> NDArray[np.int32]:
        """Which images one epoch takes, shuffled: (count,), their places."""
        some = [rng.permutation(places)[: int(len(places) * self._taken)] for places in self.drawn.values()]
        return rng.permutation(np.concatenate([np.arange(self.written), *some])).astype(np.int32)

    def without(self, left_out: Places) -> Lessons:
        """The same, but for some drawings."""
        fewer = copy.copy(self)
        fewer.drawn = {name: np.setdiff1d(places, left_out) for name, places in self.drawn.items()}
        return fewer

    def deforming(self, written: float) -> Lessons:
        """The same, with written digits deformed by so much."""
        other = copy.copy(self)
        other.strengths = self.strengths.copy()
        other.strengths[: self.written] = written
        return other


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
