"""Training as published recipes do it: Keras's own loop, epoch by epoch."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from evaluation.reports import Epoch
from model import data
from model.data import Data, Pixels
from model.recipes import Recipe
from model.weights import Network
from training import keras_model

GRADIENT_IMAGES = 1000  # of the training images, on which the gradient is taken after each epoch
TEST_BATCH = 1000  # images for one step of a test; the largest that is still fast


class Plain:
    """A Keras model and the images it learns from."""

    def __init__(self, model: Any, recipe: Recipe, digits: Data, seed: int) -> None:
        """Args: the model of `recipe`, not yet compiled; the seed of the order of the images."""
        import keras

        optimizer = keras.optimizers.get(recipe.optimizer)
        if recipe.learning_rate is not None:
            optimizer.learning_rate = recipe.learning_rate
        optimizer.build(model.trainable_variables)
        assert recipe.loss == "sparse_categorical_crossentropy", "no other loss is known here"
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=recipe.layers[-1].activation == "linear")
        model.compile(optimizer, loss=loss, metrics=["accuracy"])
        self.model, self.recipe, self.seed = model, recipe, seed
        self.images = len(digits.x_train)  # that it is trained on
        self.learning_rate = float(optimizer.learning_rate)
        self._x, self._y = data.scaled(digits.x_train), _targets(recipe, digits.y_train)
        self._test = data.scaled(digits.x_test), _targets(recipe, digits.y_test)
        self._one_epoch = keras.callbacks.LambdaCallback(
            on_epoch_end=lambda *_: setattr(model, "stop_training", True),
        )

    def epoch(self, number: int) -> Epoch:
        """Trains once through all images; `number` counts from 0."""
        # An order that depends on nothing but seed and epoch: a resumed training takes the same one.
        order = np.random.default_rng((self.seed, number)).permutation(len(self._x))
        log = self.model.fit(
            self._x[order],
            self._y[order],
            batch_size=self.recipe.batch_size,
            epochs=self.recipe.epochs,
            initial_epoch=number,
            shuffle=False,
            callbacks=[self._one_epoch],
            validation_data=self._test,
            validation_batch_size=TEST_BATCH,
            verbose=1 if sys.stdout.isatty() else 2,  # a moving bar only where it can move
        ).history
        loss, accuracy, test_loss, test_accuracy = (
            float(log[name][0]) for name in ("loss", "accuracy", "val_loss", "val_accuracy")
        )
        return Epoch(loss, accuracy, test_loss, test_accuracy, self._gradient())

    def finish(self) -> Network:
        """The network as it is shipped."""
        return keras_model.to_network(self.model, self.recipe)

    def values(self) -> list[np.ndarray]:
        """All that training changes: weights, random states of the layers, and the optimizer's own."""
        return [variable.numpy() for variable in self._variables()]

    def assign(self, values: Sequence[np.ndarray]) -> None:
        """Goes on from `values`.

        Raises:
            ValueError: they are of another shape.
        """
        assign(self._variables(), values)

    def _gradient(self) -> float | None:
        """The norm of the gradient of the loss over some training images; None where Keras runs on another backend."""
        import keras

        if keras.backend.backend() != "tensorflow":
            return None
        import tensorflow

        with tensorflow.GradientTape() as tape:
            answers = self.model(self._x[:GRADIENT_IMAGES], training=False)
            loss = self.model.compute_loss(y=self._y[:GRADIENT_IMAGES], y_pred=answers)
        return float(tensorflow.linalg.global_norm(tape.gradient(loss, self.model.trainable_variables)))

    def _variables(self) -> list[Any]:
        return [*self.model.variables, *self.model.optimizer.variables]


def assign(variables: Sequence[Any], values: Sequence[np.ndarray]) -> None:
    """Puts values into Keras's variables; ValueError where they do not fit."""
    check_shapes(variables, values)
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)


def check_shapes(known: Sequence[Any], values: Sequence[np.ndarray]) -> None:
    """Raises ValueError unless `values` have the shapes of what is known."""
    if [tuple(each.shape) for each in known] != [value.shape for value in values]:
        raise ValueError("expected a checkpoint of this Keras version, but it differs; train without --resume")


def _targets(recipe: Recipe, labels: Pixels) -> Pixels:
    """(n,), or (n, 28) for a network whose output layer is trained after each row."""
    return np.repeat(labels[:, None], data.ROWS, axis=1) if recipe.every_row else labels
