"""A teacher: a convolutional network, which sees whole images, learns first; its answers are part of others' targets.

After Hinton, Vinyals & Dean 2015, "Distilling the knowledge in a neural network". It learns from the same lessons and
is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from model.data import COLUMNS, DIGITS, ROWS
from model.recipes import Recipe
from training import learner, lessons
from training.learner import Learner
from training.lessons import Lessons
from training.plain import assign

EPOCHS = 130
IN_EARNEST = 50  # epochs that a pupil learns at least; the teacher of one that is only tried for fewer learns as few
RATE = 3e-3  # the highest learning rate
WEIGHT_DECAY = 1e-2
DROPPED = 0.3  # share of the values that Dropout sets to zero
BLOCKS = (((32, 3, 1), (32, 3, 1), (48, 5, 2)), ((64, 3, 1), (64, 3, 1), (96, 5, 2)), ((128, 3, 1), (128, 3, 1)))


class Teacher:
    """The network; it must learn before it teaches."""

    def __init__(self, recipe: Recipe, taught: Lessons) -> None:
        """Args: the recipe of the network that is to be taught, which is built already, and its lessons."""
        import keras

        assert recipe.training is not None
        keras.utils.set_random_seed(lessons.SEED)
        settings = replace(recipe.training, weight_decay=WEIGHT_DECAY)
        epochs = EPOCHS if recipe.epochs >= IN_EARNEST else recipe.epochs
        own = replace(recipe, every_row=False, learning_rate=RATE, epochs=epochs, training=settings)
        self._model, self.epochs = build(), own.epochs
        self._learner: Learner = learner.of(self._model, own, taught, lessons.SEED)

    def learn(self) -> None:
        """Learns all that it will know."""
        for number in range(self.epochs):
            done = self._learner.epoch(number)
            print(f"Teacher: epoch {number + 1}/{self.epochs}, {done.accuracy:.2%} right", flush=True)
        assign(self._model.trainable_variables, self._learner.averaged())

    def believes(self, images: Any) -> Any:
        """Probabilities (n, 10) of images (n, 28, 28), as arrays of the backend."""
        from keras import ops

        return ops.softmax(self._model(images, training=False))

    def values(self) -> list[np.ndarray]:
        """All that it knows."""
        return [np.asarray(variable) for variable in self._model.variables]

    def assign(self, values: Sequence[np.ndarray]) -> None:
        """Knows `values` from now on; ValueError where they are of another shape."""
        assign(self._model.variables, values)


def build() -> Any:
    """The Keras model: (n, 28, 28) to logits (n, 10)."""
    import keras
    from keras import layers

    model = keras.Sequential([keras.Input((ROWS, COLUMNS)), layers.Reshape((ROWS, COLUMNS, 1))])
    for block in BLOCKS:
        for filters, side, stride in block:
            model.add(layers.Conv2D(filters, side, stride, padding="same", use_bias=False))
            model.add(layers.BatchNormalization())
            model.add(layers.Activation("relu"))
        if block is BLOCKS[-1]:
            model.add(layers.GlobalAveragePooling2D())
        model.add(layers.Dropout(DROPPED))
    model.add(layers.Dense(DIGITS))
    return model
