"""How our own networks learn: in go a Keras model and lessons, an epoch at a time; out come averaged weights.

`KerasLearner` deforms each batch with NumPy and hands it to Keras, on any backend. Where Keras runs on JAX,
`training.jax_learner` does the same on the accelerator, an epoch in one call.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from model.data import ROWS
from model.recipes import Recipe
from model.weights import Array
from training.deform import NumpyDraws
from training.lessons import TARGETS, Lessons, lesson, targets
from training.plain import assign

AVERAGED_EVERY = 10  # steps: reading the weights costs as much as a hundredth of a step

Teacher = Callable[[Any], Any]  # images (n, 28, 28) to probabilities (n, 10)


class Learned(NamedTuple):
    """What came of an epoch: means over the digits while it learned."""

    loss: float  # log loss after the last row
    accuracy: float


class Learner(Protocol):
    """A model that learns."""

    def epoch(self, number: int) -> Learned:
        """Learns once from what an epoch takes; `number` counts from 0."""

    def averaged(self) -> list[Array]:
        """The averaged weights, in the order of the model's trainable variables; its other variables are up to date."""

    def values(self) -> list[np.ndarray]:
        """All that learning changes."""

    def assign(self, values: Sequence[np.ndarray]) -> None:
        """Goes on from `values`; ValueError where they are of another shape."""


def of(model: Any, recipe: Recipe, lessons: Lessons, seed: int, teacher: Teacher | None = None) -> Learner:
    """The learner for the backend that Keras runs on.

    Args:
        model: not yet compiled.
        recipe: says how; one with `training`.
        lessons: what is learned.
        seed: of the order of the images and of how they are deformed.
        teacher: whose answers are a share of the targets, if any.
    """
    import keras

    if keras.backend.backend() == "jax":
        from training.jax_learner import JaxLearner

        return JaxLearner(model, recipe, lessons, seed, teacher)
    return KerasLearner(model, recipe, lessons, seed, teacher)


class KerasLearner:
    """See `Learner`; batch by batch."""

    def __init__(self, model: Any, recipe: Recipe, lessons: Lessons, seed: int, teacher: Teacher | None) -> None:
        """See `of`."""
        assert recipe.training is not None
        self._model, self._recipe, self._lessons, self._seed, self._teacher = model, recipe, lessons, seed, teacher
        self._settings = recipe.training
        self._steps = steps(recipe, lessons)
        own = optimizer(recipe, self._steps)
        own.build(model.trainable_variables)
        rows = ROWS if recipe.every_row else 1
        model.compile(own, loss=_loss(row_weights(self._settings.earlier_rows)[-rows:]), metrics=_metrics())
        self._averaged = [variable.numpy() for variable in model.trainable_variables]

    def epoch(self, number: int) -> Learned:
        """See `Learner`."""
        from keras.utils import Progbar

        rng = np.random.default_rng((self._seed, number))
        order = self._lessons.order(rng)[: self._steps * self._recipe.batch_size].reshape(self._steps, -1)
        bar = Progbar(self._steps, verbose=1 if sys.stdout.isatty() else 2)
        logs = []
        for step, places in enumerate(order):
            images, wanted = self._batch(NumpyDraws(rng), places)
            self._model.reset_metrics()
            log = self._model.train_on_batch(images, wanted, return_dict=True)
            logs.append([float(log[name]) for name in ("log_loss", "accuracy", "digits")])
            done = number * self._steps + step + 1
            if done % AVERAGED_EVERY == 0:
                self._average(done // AVERAGED_EVERY)
            bar.update(step + 1, [(name, log[name]) for name in ("log_loss", "accuracy")])
        loss, accuracy, digits = np.transpose(logs)
        return Learned(float(np.average(loss, weights=digits)), float(np.average(accuracy, weights=digits)))

    def averaged(self) -> list[Array]:
        """See `Learner`."""
        return list(self._averaged)

    def values(self) -> list[np.ndarray]:
        """See `Learner`: weights, random states, the optimizer's own, and the averaged weights."""
        return [*(variable.numpy() for variable in self._variables()), *self._averaged]

    def assign(self, values: Sequence[np.ndarray]) -> None:
        """See `Learner`."""
        count = len(self._averaged)
        assign(self._variables(), values[:-count])
        self._averaged = [np.array(value) for value in values[-count:]]

    def _batch(self, draws: NumpyDraws, places: np.ndarray) -> tuple[Array, Array]:
        """Images (n, 28, 28), and what is learned of them beside what is true: (n, 2, 10)."""
        images = lesson(draws, self._lessons.images[places], self._lessons.strengths[places], self._settings.noisy)
        truth = TARGETS[self._lessons.labels[places]]
        learned = truth
        if self._teacher:
            learned = targets(truth, np.asarray(self._teacher(images)), self._settings.taught)
        return images, np.stack([learned, truth], axis=1)

    def _average(self, times: int) -> None:
        # At first the mean of all so far.
        share = np.float32(max(1 - (1 - self._settings.averaging) ** AVERAGED_EVERY, 1 / (times + 1)))
        for average, variable in zip(self._averaged, self._model.trainable_variables, strict=True):
            average += share * (variable.numpy() - average)

    def _variables(self) -> list[Any]:
        return [*self._model.variables, *self._model.optimizer.variables]


def steps(recipe: Recipe, lessons: Lessons) -> int:
    """How many steps an epoch has; the images that are left over wait for another one."""
    return max(lessons.count // recipe.batch_size, 1)


def optimizer(recipe: Recipe, steps: int) -> Any:
    """AdamW whose rate rises, then falls along a cosine to zero, with so many steps an epoch."""
    import keras

    assert recipe.training is not None
    rate, every = rate_of(recipe), steps * recipe.epochs
    warm_up = min(recipe.training.warm_up, every // 10 + 1)
    falling = keras.optimizers.schedules.CosineDecay(
        rate / 20, every - warm_up, warmup_target=rate, warmup_steps=warm_up
    )
    return keras.optimizers.AdamW(falling, weight_decay=recipe.training.weight_decay, global_clipnorm=1.0)


def rate_of(recipe: Recipe) -> float:
    """The highest learning rate."""
    return recipe.learning_rate or 1e-3


def row_weights(earlier_rows: float) -> Array:
    """What the loss after each row counts, (28,): the last one's 1, the earlier ones' together `earlier_rows`."""
    weights = np.full(ROWS, earlier_rows / (ROWS - 1), np.float32)
    weights[-1] = 1
    return weights


def _loss(weights: Array) -> Any:
    """Cross entropy after each of the last rows, weighed."""
    from keras import ops

    def crossentropy_of_every_row(targets: Any, logits: Any) -> Any:  # (n, 2, 10), (n, rows, 10) or (n, 10)
        by_row = ops.reshape(ops.log_softmax(logits), (-1, len(weights), targets.shape[-1]))
        return ops.sum(-ops.sum(targets[:, :1] * by_row, axis=-1) * weights, axis=-1)

    return crossentropy_of_every_row


def _metrics() -> list[Any]:
    """Log loss and accuracy of the digits after the last row, and their number; what is no digit does not count."""
    from keras import ops

    def last(targets: Any, logits: Any) -> tuple[Any, Any, Any]:  # truth (n, 10), logits (n, 10), is a digit (n,)
        truth = targets[:, 1]
        if len(logits.shape) > 2:  # after each row
            logits = logits[:, -1]
        return truth, logits, ops.cast(ops.max(truth, axis=-1) > 0.5, "float32")

    def mean(values: Any, is_digit: Any) -> Any:
        return ops.sum(values * is_digit) / ops.maximum(ops.sum(is_digit), 1)

    def accuracy(targets: Any, logits: Any) -> Any:
        truth, logits, is_digit = last(targets, logits)
        right = ops.equal(ops.argmax(truth, axis=-1), ops.argmax(logits, axis=-1))
        return mean(ops.cast(right, "float32"), is_digit)

    def log_loss(targets: Any, logits: Any) -> Any:
        truth, logits, is_digit = last(targets, logits)
        return mean(-ops.sum(truth * ops.log_softmax(logits), axis=-1), is_digit)

    def digits(targets: Any, logits: Any) -> Any:
        return ops.sum(last(targets, logits)[2])

    return [accuracy, log_loss, digits]
