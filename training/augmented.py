"""Training of our own networks: a loss after every row, drawings beside MNIST, deformed anew each epoch.

What is answered here is chosen on the held-back training images, never on the test images.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from evaluation import metrics
from evaluation.reports import Epoch
from model import data, forward
from model.data import Data
from model.recipes import Recipe
from model.weights import Network
from training import calibrating, keras_model, learner, snapshots
from training.lessons import Lessons
from training.pens import Pens
from training.plain import assign
from training.synthetic import Drawings, Pixels
from training.teacher import Teacher

LEAST = 1e-30  # the least probability whose logarithm is taken
CHUNK = 5_000  # images read at a time


class AugmentedTrainer:
    """A Keras model and all it learns from."""

    def __init__(self, model: Any, recipe: Recipe, digits: Data, seed: int, written: Pens | None = None) -> None:
        """What is learned from is made here.

        Args:
            model: of `recipe`, not yet compiled.
            recipe: one with `training`.
            digits: MNIST.
            seed: of the order of the images and of how they are deformed.
            written: strokes of real pens and other hands to learn from; None: without them.
        """
        assert recipe.training is not None
        self.model, self.recipe, self.training = model, recipe, recipe.training
        self.lessons = Lessons(recipe.training, digits, written)
        self.images = self.lessons.written
        self.learning_rate = learner.rate_of(recipe)
        self._test = Drawings(digits.x_test, digits.y_test)
        self._teacher = Teacher(recipe, self.lessons) if recipe.training.taught else None
        taught = self._teacher.believes if self._teacher else None
        self._learner = learner.of(model, recipe, self.lessons, seed, taught)

    def epoch(self, number: int) -> Epoch:
        """Trains once through all written digits and a share of the drawings; `number` counts from 0.

        The test images are read after some epochs only, as `snapshots.EPOCHS` says, and after the last.
        """
        if self._teacher and number == 0:
            self._teacher.learn()
        print(f"Epoch {number + 1}/{self.recipe.epochs}", flush=True)
        done = self._learner.epoch(number)
        if number + 1 not in (*snapshots.EPOCHS, self.recipe.epochs):
            return Epoch(*done)
        network = self.network()
        loss, accuracy = _scores(network, self._test)
        held_back = _scores(network, self.lessons.held_back)[1]
        print(f"{held_back:.2%} of the held-back images right, {accuracy:.2%} of the test images", flush=True)
        return Epoch(*done, loss, accuracy)

    def network(self) -> Network:
        """The network with the averaged weights."""
        current = [np.asarray(variable) for variable in self.model.trainable_variables]
        assign(self.model.trainable_variables, self._learner.averaged())
        network = keras_model.to_network(self.model, self.recipe)
        assign(self.model.trainable_variables, current)
        return network

    def finish(self) -> Network:
        """The network as it is shipped: averaged, its probabilities calibrated after each row, its doubt set."""
        assign(self.model.trainable_variables, self._learner.averaged())
        network = keras_model.to_network(self.model, self.recipe)
        held_back, written = self.lessons.held_back, slice(self.lessons.written)
        fitted = calibrating.fitted(
            (_logarithms(network, held_back.images), held_back.labels),
            (_logarithms(network, self.lessons.images[written]), self.lessons.labels[written]),
        )
        network = replace(network, calibration=fitted)
        sureness = forward.predict(network, data.scaled(held_back.images)).max(axis=1)  # (n,)
        return replace(network, unsure_below=float(np.quantile(sureness, self.training.unsure)))

    def values(self) -> list[np.ndarray]:
        """All that training changes, and what the teacher knows."""
        return [*self._learner.values(), *(self._teacher.values() if self._teacher else [])]

    def assign(self, values: Sequence[np.ndarray]) -> None:
        """Goes on from `values`; ValueError where they are of another shape."""
        if self._teacher:
            count = len(values) - len(self._teacher.values())
            self._teacher.assign(values[count:])
            values = values[:count]
        self._learner.assign(values)


def _logarithms(network: Network, images: Pixels) -> np.ndarray:
    """Those of the probabilities after each row, (n, 28, 10)."""
    chunks = (data.scaled(images[start : start + CHUNK]) for start in range(0, len(images), CHUNK))
    return np.concatenate([np.log(forward.beliefs_by_row(network, chunk).clip(LEAST)) for chunk in chunks])


def _scores(network: Network, drawings: Drawings) -> tuple[float, float]:
    """Log loss and accuracy."""
    beliefs = forward.predict(network, data.scaled(drawings.images))  # (n, 10)
    return metrics.log_loss(drawings.labels, beliefs), float((beliefs.argmax(axis=1) == drawings.labels).mean())
