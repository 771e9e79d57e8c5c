"""Learning on an accelerator: as `training.learner` says, but the lessons are made where the network is.

A step of so small a network is over before the next one is sent from Python; so one call runs a whole epoch. Only
loaded where Keras runs on JAX (`KERAS_BACKEND=jax`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from model.recipes import Recipe
from model.weights import Array
from training import learner
from training.learner import Learned, Teacher
from training.lessons import TARGETS, Lessons, lesson, targets
from training.plain import check_shapes


@dataclass
class JaxDraws:
    """Random numbers of a key, see `deform.Draws`."""

    key: Any
    xp: Any = jnp

    def normal(self, *shape: int) -> Any:
        """See `deform.Draws`."""
        self.key, one = jax.random.split(self.key)
        return jax.random.normal(one, shape)

    def uniform(self, *shape: int) -> Any:
        """See `deform.Draws`."""
        self.key, one = jax.random.split(self.key)
        return jax.random.uniform(one, shape)


class JaxLearner:
    """See `learner.Learner`; an epoch in one call."""

    def __init__(self, model: Any, recipe: Recipe, lessons: Lessons, seed: int, teacher: Teacher | None) -> None:
        """See `learner.of`."""
        assert recipe.training is not None
        self._model, self._recipe, self._lessons, self._seed, self._teacher = model, recipe, lessons, seed, teacher
        self._settings = recipe.training
        for layer in model.layers:
            if hasattr(layer, "unroll"):
                layer.unroll = True  # twice as fast as a loop over the rows
        self._steps = learner.steps(recipe, lessons)
        self._optimizer = learner.optimizer(recipe, self._steps)
        self._optimizer.build(model.trainable_variables)
        self._rows = learner.row_weights(self._settings.earlier_rows)
        variables = model.trainable_variables, model.non_trainable_variables, self._optimizer.variables
        trained, rest, own = ([jnp.asarray(variable.value) for variable in each] for each in variables)
        self._state = {"trained": trained, "rest": rest, "own": own, "averaged": [jnp.array(each) for each in trained]}
        self._shown = (
            jnp.asarray(lessons.images),
            jnp.asarray(lessons.labels, jnp.int32),
            jnp.asarray(lessons.strengths),
        )
        self._scan = jax.jit(self._scanned)

    def epoch(self, number: int) -> Learned:
        """See `learner.Learner`."""
        rng = np.random.default_rng((self._seed, number))
        places = self._lessons.order(rng)[: self._steps * self._recipe.batch_size].reshape(self._steps, -1)
        keys = jax.random.split(jax.random.key(int(rng.integers(2**31))), self._steps)
        done = number * self._steps + 1 + jnp.arange(self._steps)
        self._state, sums = self._scan(self._state, (places, keys, done), self._shown)
        loss, right, digits = (float(each.sum()) for each in sums)
        return Learned(loss / digits, right / digits)

    def averaged(self) -> list[Array]:
        """See `learner.Learner`."""
        for variable, value in zip(self._model.non_trainable_variables, self._state["rest"], strict=True):
            variable.assign(value)
        return [np.asarray(value) for value in self._state["averaged"]]

    def values(self) -> list[np.ndarray]:
        """See `learner.Learner`."""
        return [np.asarray(value) for value in jax.tree.leaves(self._state)]

    def assign(self, values: Sequence[np.ndarray]) -> None:
        """See `learner.Learner`."""
        leaves, form = jax.tree.flatten(self._state)
        check_shapes(leaves, values)
        self._state = jax.tree.unflatten(form, [jnp.asarray(value) for value in values])

    def _scanned(self, state: Any, each: Any, shown: Any) -> Any:
        return jax.lax.scan(lambda state, one: self._step(state, shown, *one), state, each)

    def _step(self, state: Any, shown: Any, places: Any, key: Any, done: Any) -> Any:
        """One step of the optimizer, and of its digits the sums of log loss and right answers, and their number."""
        images, labels, strengths = (each[places] for each in shown)
        images = lesson(JaxDraws(key), images, strengths, self._settings.noisy)
        truth = jnp.asarray(TARGETS)[labels]  # (n, 10)
        wanted = targets(truth, self._teacher(images), self._settings.taught) if self._teacher else truth

        def loss(trained: Any) -> Any:
            logits, rest = self._model.stateless_call(trained, state["rest"], images, training=True)
            logs = jax.nn.log_softmax(logits.reshape(len(images), -1, truth.shape[-1]))  # (n, rows, 10)
            by_row = -(wanted[:, None] * logs).sum(axis=-1)  # (n, rows)
            return (by_row * self._rows[-logs.shape[1] :]).sum(axis=-1).mean(), (rest, logs[:, -1])

        (_, (rest, logs)), slopes = jax.value_and_grad(loss, has_aux=True)(state["trained"])
        trained, own = self._optimizer.stateless_apply(state["own"], slopes, state["trained"])
        share = jnp.maximum(self._settings.averaging, 1 / done)  # at first the mean of all so far
        averaged = [old + share * (new - old) for old, new in zip(state["averaged"], trained, strict=True)]
        is_digit = labels < truth.shape[-1]
        sums = -(truth * logs).sum(axis=-1), logs.argmax(axis=-1) == labels, jnp.ones(len(labels))
        state = {"trained": trained, "rest": rest, "own": own, "averaged": averaged}
        return state, tuple((each * is_digit).sum() for each in sums)
