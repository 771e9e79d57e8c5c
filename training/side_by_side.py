"""Our own trainings on an accelerator: in go a recipe and seeds, out come networks that learned side by side.

The lessons are those of `training.augmented`, but the images are deformed where the network is, an epoch is one call,
and all seeds take each step together, as a small network leaves most of an accelerator idle. Keras runs on JAX here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from model.recipes import Recipe
from model.weights import Network
from training import keras_model
from training.augmented import LEAST_STRENGTH, MOST_STRENGTH, TARGETS, Lessons, optimizer, row_weights
from training.deform import deformed

Teacher = Callable[[Any], Any]  # images (n, 28, 28) to probabilities (n, 10)


@dataclass
class JaxDraws:
    """Random numbers of a key, see `deform.Draws`."""

    key: Any
    xp: Any = field(default=jnp)

    def normal(self, *shape: int) -> Any:
        """See `deform.Draws`."""
        self.key, one = jax.random.split(self.key)
        return jax.random.normal(one, shape)

    def uniform(self, *shape: int) -> Any:
        """See `deform.Draws`."""
        self.key, one = jax.random.split(self.key)
        return jax.random.uniform(one, shape)


class SideBySide:
    """Networks of one recipe, one for each seed; `state` has the seeds along its first axis."""

    def __init__(
        self,
        recipe: Recipe,
        lessons: Lessons,
        seeds: Sequence[int],
        teacher: Teacher | None = None,
        shares: Sequence[float] | None = None,
        build: Callable[[Recipe], Any] = keras_model.build,
    ) -> None:
        self.recipe, self.lessons, self.seeds = recipe, lessons, tuple(seeds)
        self.teacher, self.shares = teacher, jnp.array(shares or [0.0] * len(self.seeds))
        self.steps = lessons.count // recipe.batch_size
        images = np.concatenate([part.images for part in lessons.parts])
        labels = np.concatenate([part.labels for part in lessons.parts])
        settings = recipe.training
        strengths = np.full(len(labels), settings.of_drawings, np.float32)
        strengths[: lessons.images] = settings.deformation
        self._all = jnp.asarray(images), jnp.asarray(labels, jnp.int32), jnp.asarray(strengths)
        states = [self._begun(seed, build) for seed in self.seeds]
        self.state = jax.tree.map(lambda *each: jnp.stack(each), *states)
        self._epoch = jax.jit(self._scanned, donate_argnums=0)

    def _begun(self, seed: int, build: Callable[[Recipe], Any]) -> dict[str, list[np.ndarray]]:
        import keras

        keras.utils.set_random_seed(seed)
        self.model = build(self.recipe)
        for layer in self.model.layers:
            layer.use_cudnn = False  # which cannot take several networks at once
        self.optimizer = optimizer(self.recipe, self.steps)
        self.optimizer.build(self.model.trainable_variables)
        values = [variable.numpy() for variable in self.model.trainable_variables]
        return {
            "trained": values,
            "rest": [variable.numpy() for variable in self.model.non_trainable_variables],
            "optimizer": [variable.numpy() for variable in self.optimizer.variables],
            "averaged": values,
        }

    def epoch(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Trains once through what an epoch takes; loss and accuracy by seed."""
        size = self.recipe.batch_size
        places, keys = [], []
        for seed in self.seeds:
            rng = np.random.default_rng((seed, number))
            order = self.lessons.order(rng)[: self.steps * size]
            places.append(order.reshape(self.steps, size).astype(np.int32))
            keys.append(jax.random.split(jax.random.key(int(rng.integers(2**31))), self.steps))
        times = number * self.steps + 1 + jnp.arange(self.steps)
        self.state, (loss, accuracy) = self._epoch(
            self.state, (jnp.stack(places, 1), jnp.stack(keys, 1), times), self._all
        )
        return np.asarray(loss), np.asarray(accuracy)

    def _scanned(self, state: Any, each: Any, everything: Any) -> Any:
        state, (losses, accuracies) = jax.lax.scan(lambda state, one: self._step(state, one, everything), state, each)
        return state, (losses.mean(axis=0), accuracies.mean(axis=0))

    def _step(self, state: Any, each: Any, everything: Any) -> Any:
        places, keys, times = each  # (seeds, batch), (seeds,), ()
        images, labels, strengths = everything
        taken = images[places].astype(jnp.float32) / 255, labels[places], strengths[places]
        moved, targets = jax.vmap(self._lesson)(keys, *taken)
        if self.teacher:
            taught = self.teacher(moved.reshape(-1, *moved.shape[2:])).reshape(targets.shape)
            share = self.shares[:, None, None]
            targets = (1 - share) * targets + share * taught
        return jax.vmap(self._learned, in_axes=(0, 0, 0, 0, None))(state, moved, targets, taken[1], times)

    def _lesson(self, key: Any, images: Any, labels: Any, strengths: Any) -> Any:
        draws = JaxDraws(key)
        strength = (LEAST_STRENGTH + (MOST_STRENGTH - LEAST_STRENGTH) * draws.uniform(len(labels))) * strengths
        return deformed(draws, images, strength, self.recipe.training.noisy), jnp.asarray(TARGETS)[labels]

    def _learned(self, state: Any, images: Any, targets: Any, labels: Any, times: Any) -> Any:
        def loss_of(trained: Any) -> Any:
            logits, rest = self.model.stateless_call(trained, state["rest"], images, training=True)
            logits = logits.astype(jnp.float32).reshape(len(images), -1, logits.shape[-1])  # (n, rows, 10)
            by_row = -(targets[:, None] * jax.nn.log_softmax(logits)).sum(axis=-1)
            weights = row_weights(self.recipe.training.earlier_rows)[-logits.shape[1] :]
            right = (logits[:, -1].argmax(axis=-1) == labels).sum() / jnp.maximum((labels < 10).sum(), 1)
            return (by_row * weights).sum(axis=-1).mean(), (rest, by_row[:, -1].mean(), right)

        (_, (rest, loss, right)), gradients = jax.value_and_grad(loss_of, has_aux=True)(state["trained"])
        trained, own = self.optimizer.stateless_apply(state["optimizer"], gradients, state["trained"])
        share = jnp.maximum(self.recipe.training.averaging / 10, 1 / times)
        averaged = [average + share * (value - average) for average, value in zip(state["averaged"], trained, strict=True)]
        return {"trained": trained, "rest": rest, "optimizer": own, "averaged": averaged}, (loss, right)

    def network(self, place: int) -> Network:
        """That of a seed, by its place, with the averaged weights."""
        for variable, values in zip(self.model.trainable_variables, self.state["averaged"], strict=True):
            variable.assign(values[place])
        return keras_model.to_network(self.model, self.recipe)
