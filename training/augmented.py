"""Training of our own networks: a loss after every row, drawings beside MNIST, deformed anew each epoch.

What is answered here is chosen on the held-back training images, never on the test images.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from evaluation import metrics
from evaluation.reports import Epoch
from model import calibration, data, forward
from model.data import DIGITS, ROWS, Data
from model.recipes import Recipe, TrainingSettings
from model.weights import Array, Network
from training import keras_model, pens, synthetic
from training.deform import deformed
from training.pens import Pens
from training.plain import assign
from training.synthetic import NONE, Drawings

AVERAGED_EVERY = 10  # steps: reading the weights costs as much as a hundredth of a step
LEAST_STRENGTH, MOST_STRENGTH = 0.2, 1.2  # between which each image's deformation is drawn
LEAST = 1e-30  # the least probability whose logarithm is taken
NO_DIGIT = np.full((1, DIGITS), 1 / DIGITS, np.float32)
TARGETS = np.concatenate([np.eye(DIGITS, dtype=np.float32), NO_DIGIT])  # (11, 10), by label


class Lessons:
    """All that a network of our own learns from."""

    def __init__(self, settings: TrainingSettings, digits: Data, seed: int, written: Pens | None = None) -> None:
        """Makes the drawings."""
        held_back = min(settings.held_back, len(digits.x_train) // 5)
        self.settings = settings
        self.held_back = Drawings(digits.x_train[-held_back:], digits.y_train[-held_back:])
        images = Drawings(digits.x_train[:-held_back], digits.y_train[:-held_back])
        self.images = len(images.images)
        self.parts = (images, *_drawings(settings, images, pens.learned(written) if written else None, seed))
        self.count = self.images + sum(self._taken(part) for part in self.parts[1:])

    def order(self, rng: np.random.Generator) -> np.ndarray:
        """Which images one epoch takes, shuffled: (count,), places in all parts one after the other."""
        places, before = [np.arange(self.images)], self.images
        for part in self.parts[1:]:
            places.append(before + rng.permutation(len(part.images))[: self._taken(part)])
            before += len(part.images)
        return rng.permutation(np.concatenate(places))

    def _taken(self, part: Drawings) -> int:
        return int(len(part.images) * self.settings.taken)


class AugmentedTrainer:
    """A Keras model and all it learns from."""

    def __init__(self, model: Any, recipe: Recipe, digits: Data, seed: int, written: Pens | None = None) -> None:
        """What is learned from is made here.

        Args:
            model: of `recipe`, not yet compiled.
            recipe: one with `training`.
            digits: MNIST.
            seed: of all drawings and of the order of the images.
            written: digits of real pens, whose held-back part is not learned from; None: without them.
        """
        settings = recipe.training
        assert settings is not None
        self.model, self.recipe, self.training, self.seed = model, recipe, settings, seed
        self._lessons = Lessons(settings, digits, seed, written)
        self.learning_rate = recipe.learning_rate or 1e-3
        self._compile()
        self._averaged = [variable.numpy() for variable in model.trainable_variables]

    def epoch(self, number: int) -> Epoch:
        """Trains once through all written digits and half of the drawings; `number` counts from 0."""
        from keras.utils import Progbar

        rng = np.random.default_rng((self.seed, number))
        part, place = self._order(rng)
        print(f"Epoch {number + 1}/{self.recipe.epochs}")
        bar = Progbar(self._steps, verbose=1 if sys.stdout.isatty() else 2)
        means: dict[str, float] = {}
        read = 0
        for step in range(self._steps):
            chosen = slice(step * self.recipe.batch_size, (step + 1) * self.recipe.batch_size)
            images, targets = self._batch(rng, part[chosen], place[chosen])
            self.model.reset_metrics()
            log = self.model.train_on_batch(images, targets, return_dict=True)
            read += len(images)
            for name, value in log.items():
                before = means.get(name, 0.0)
                means[name] = before + (float(value) - before) * len(images) / read
            done = number * self._steps + step + 1
            if done % AVERAGED_EVERY == 0:
                self._average(done // AVERAGED_EVERY)
            bar.update(step + 1, [(name, log[name]) for name in log], finalize=False)
        network = self.network()
        loss, accuracy = _scores(network, self._test)
        of_held_back = _scores(network, self._held_back)[1]
        test = [("held_back_accuracy", of_held_back), ("val_accuracy", accuracy)]
        bar.update(self._steps, [*((name, log[name]) for name in log), *test], finalize=True)
        return Epoch(means["log_loss"], means["accuracy"], loss, accuracy)

    def network(self) -> Network:
        """The network with the averaged weights."""
        current = [variable.numpy() for variable in self.model.trainable_variables]
        assign(self.model.trainable_variables, self._averaged)
        network = keras_model.to_network(self.model, self.recipe)
        assign(self.model.trainable_variables, current)
        return network

    def finish(self) -> Network:
        """The network as it is shipped: averaged, its probabilities calibrated after each row, its doubt set."""
        assign(self.model.trainable_variables, self._averaged)
        network = keras_model.to_network(self.model, self.recipe)
        images = data.scaled(self._held_back.images)
        beliefs = forward.beliefs_by_row(network, images)  # (n, 28, 10)
        network = replace(network, calibration=calibration.fitted(np.log(beliefs.clip(LEAST)), self._held_back.labels))
        sureness = forward.predict(network, images).max(axis=1)  # (n,)
        return replace(network, unsure_below=float(np.quantile(sureness, self.training.unsure)))

    def values(self) -> list[np.ndarray]:
        """All that training changes: weights, random states, the optimizer's own, and the averaged weights."""
        return [*(variable.numpy() for variable in self._variables()), *self._averaged]

    def assign(self, values: Sequence[np.ndarray]) -> None:
        """Goes on from `values`; ValueError where they are of another shape."""
        count = len(self._averaged)
        assign(self._variables(), values[:-count])
        self._averaged = [np.array(value) for value in values[-count:]]

    def _compile_(self) -> None:
        import keras

        settings, recipe = self.training, self.recipe
        steps = self._steps * recipe.epochs
        warm_up = min(settings.warm_up, steps // 10 + 1)
        rate = keras.optimizers.schedules.CosineDecay(
            self.learning_rate / 20, steps - warm_up, warmup_target=self.learning_rate, warmup_steps=warm_up
        )
        optimizer = keras.optimizers.AdamW(rate, weight_decay=settings.weight_decay, global_clipnorm=1.0)
        optimizer.build(self.model.trainable_variables)
        self.model.compile(optimizer, loss=_loss(settings.earlier_rows), metrics=_metrics())

    def _order(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Which images one epoch takes, shuffled: for each the part of `_parts` and the place in it."""
        places = [np.arange(len(self._parts[0].images))]
        places += [rng.permutation(len(part.images))[: len(part.images) // 2] for part in self._parts[1:]]
        part = np.concatenate([np.full(len(each), k) for k, each in enumerate(places)])
        order = rng.permutation(len(part))
        return part[order], np.concatenate(places)[order]

    def _batch(self, rng: np.random.Generator, part: np.ndarray, place: np.ndarray) -> tuple[Array, Array]:
        """Images (n, 28, 28), deformed, and targets (n, 10)."""
        images = np.empty((len(part), ROWS, ROWS), np.uint8)
        labels = np.empty(len(part), np.uint8)
        for k, drawings in enumerate(self._parts):
            images[part == k] = drawings.images[place[part == k]]
            labels[part == k] = drawings.labels[place[part == k]]
        strength = rng.uniform(LEAST_STRENGTH, MOST_STRENGTH, len(part)).astype(np.float32)
        strength *= np.where(part > 0, self.training.of_drawings, self.training.deformation).astype(np.float32)
        return deformed(rng, data.scaled(images), strength, self.training.noisy), TARGETS[labels]

    def _average(self, times: int) -> None:
        share = np.float32(max(self.training.averaging, 1 / (times + 1)))  # at first the mean of all so far
        for average, variable in zip(self._averaged, self.model.trainable_variables, strict=True):
            average += share * (variable.numpy() - average)

    def _variables(self) -> list[Any]:
        return [*self.model.variables, *self.model.optimizer.variables]


def _drawings(settings: TrainingSettings, images: Drawings, written: Pens | None, seed: int) -> tuple[Drawings, ...]:
    again, over = ((images.images[:count], images.labels[:count]) for count in (settings.redrawn, settings.turned_over))
    often = pens.repeated(written, settings.by_pen) if written and settings.by_pen else None
    return synthetic.in_processes(
        seed, settings.templates, again, settings.non_digits, over, often, styles=settings.styles, kinds=settings.kinds
    )


def _loss(earlier_rows: float) -> Any:
    """Cross entropy after each row, the last one's weight 1, the earlier ones' together `earlier_rows`."""
    from keras import ops

    weights = np.full(ROWS, earlier_rows / (ROWS - 1), np.float32)
    weights[-1] = 1

    def crossentropy_of_every_row(targets: Any, logits: Any) -> Any:  # (n, 10), (n, 28, 10)
        by_row = -ops.sum(targets[:, None] * ops.log_softmax(logits), axis=-1)  # (n, 28)
        return ops.sum(by_row * weights, axis=-1)

    return crossentropy_of_every_row


def _metrics() -> list[Any]:
    """Accuracy and log loss of the digits after the last row; what is no digit does not count."""
    from keras import ops

    def of_digits(values: Any, targets: Any) -> Any:  # (n,), (n, 10): the mean where the target is a digit
        is_digit = ops.cast(ops.max(targets, axis=-1) > 0.5, "float32")
        return ops.sum(values * is_digit) / ops.maximum(ops.sum(is_digit), 1)

    def accuracy(targets: Any, logits: Any) -> Any:  # (n, 10), (n, 28, 10)
        right = ops.equal(ops.argmax(targets, axis=-1), ops.argmax(logits[:, -1], axis=-1))
        return of_digits(ops.cast(right, "float32"), targets)

    def log_loss(targets: Any, logits: Any) -> Any:
        return of_digits(-ops.sum(targets * ops.log_softmax(logits[:, -1]), axis=-1), targets)

    return [accuracy, log_loss]


def _scores(network: Network, drawings: Drawings) -> tuple[float, float]:
    """Log loss and accuracy."""
    beliefs = forward.predict(network, data.scaled(drawings.images))  # (n, 10)
    return metrics.log_loss(drawings.labels, beliefs), float((beliefs.argmax(axis=1) == drawings.labels).mean())


assert NONE == DIGITS == len(TARGETS) - 1


def row_weights(earlier_rows: float) -> Array:
    """What the loss after each row counts: the last one's 1, the earlier ones' together `earlier_rows`."""
    weights = np.full(ROWS, earlier_rows / (ROWS - 1), np.float32)
    weights[-1] = 1
    return weights


def optimizer(recipe: Recipe, steps: int) -> Any:
    """AdamW whose rate rises, then falls along a cosine; `steps` an epoch."""
    import keras

    settings = recipe.training
    assert settings is not None
    rate, steps = recipe.learning_rate or 1e-3, steps * recipe.epochs
    warm_up = min(settings.warm_up, steps // 10 + 1)
    falling = keras.optimizers.schedules.CosineDecay(
        rate / 20, steps - warm_up, warmup_target=rate, warmup_steps=warm_up
    )
    return keras.optimizers.AdamW(falling, weight_decay=settings.weight_decay, global_clipnorm=1.0)
