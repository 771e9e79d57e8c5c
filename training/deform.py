"""Images as other hands would have written them: in goes a batch, out comes the batch deformed, another way each time.

Written once for NumPy and for JAX, whose arrays stay on the accelerator; `Draws` says which.

Elastic deformation after Simard, Steinkraus & Platt 2003, "Best practices for convolutional neural networks applied
to visual document analysis"; it took a plain network of Cireşan et al. 2010, "Deep, big, simple neural nets", from
1.6 to 0.35 % errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Images = NDArray[np.float32]


class Draws(Protocol):
    """Random numbers, and the module whose arrays they are."""

    @property
    def xp(self) -> Any:
        """`numpy` or `jax.numpy`."""

    def normal(self, *shape: int) -> Any:
        """Of mean 0 and standard deviation 1, float32."""

    def uniform(self, *shape: int) -> Any:
        """From 0 to 1, float32."""


@dataclass(frozen=True)
class NumpyDraws:
    """Those of a NumPy generator."""

    rng: np.random.Generator
    xp: Any = np

    def normal(self, *shape: int) -> Images:
        """See `Draws`."""
        return self.rng.standard_normal(shape, np.float32)

    def uniform(self, *shape: int) -> Images:
        """See `Draws`."""
        return self.rng.random(shape, np.float32)


SIDE = 28
KNOTS = 6  # a side of the grid whose knots are moved; between them the moves are interpolated smoothly
BEND = 0.95  # pixels: standard deviation of the moves of the knots
TURN = 9.0  # degrees: standard deviation
SLANT = 0.16  # tangent: standard deviation
SCALE = 0.09  # of the logarithm of height and width: standard deviation
SHIFT = 0.7  # pixels: standard deviation
WIDTH = 0.45  # share of images whose lines become wider or thinner by up to a pixel

BLUR = 0.15  # share of images blurred as a coarse scan would
MOST_NOISE = 0.35  # standard deviation of the noise, where a recipe has some


def _smooth_basis() -> Images:
    """(28, KNOTS): what each knot of a line counts at each pixel, bells that sum to 1."""
    at, knots = np.arange(SIDE)[:, None], np.linspace(0, SIDE - 1, KNOTS)
    bells = np.exp(-0.5 * ((at - knots) / (0.6 * SIDE / (KNOTS - 1))) ** 2)
    return np.asarray(bells / np.sqrt((bells**2).sum(axis=1, keepdims=True)), np.float32)


BASIS = _smooth_basis()
DOWN, RIGHT = (grid.astype(np.float32) - (SIDE - 1) / 2 for grid in np.mgrid[:SIDE, :SIDE])  # (28, 28) each


def deformed(draws: Draws, images: Any, strength: Any, noisy: float = 0.0) -> Any:
    """Each image turned, slanted, scaled, shifted and bent, some with wider, thinner or blurred lines, or with noise.

    Args:
        draws: decide how.
        images: (n, 28, 28) in [0, 1].
        strength: (n,), of each image: 0 changes nothing, 1 is the usual.
        noisy: share of the images of strength 1 with noise; 0: none, and nothing is drawn for it.
    """
    xp = draws.xp
    strength = strength[:, None, None]
    moved = _sampled(xp, images, *_sources(draws, strength))
    moved = xp.where(_chosen(draws, WIDTH * strength), _widened(draws, moved), moved)
    moved = xp.where(_chosen(draws, BLUR * strength), _blurred(moved, xp), moved)
    if noisy:
        moved = xp.where(_chosen(draws, noisy * strength), _with_noise(draws, moved), moved)
    return moved


def _chosen(draws: Draws, share: Any) -> Any:
    """Which images are, each with its own probability: (n, 1, 1)."""
    return draws.uniform(*share.shape) < share


def _sources(draws: Draws, strength: Any) -> tuple[Any, Any]:
    """For each pixel of each image where it comes from: row and column, (n, 28, 28) each."""
    xp, count = draws.xp, len(strength)
    normal = draws.normal(6, count, 1, 1) * strength  # strength (n, 1, 1)
    turn = np.float32(np.radians(TURN)) * normal[0]
    cos, sin = xp.cos(turn), xp.sin(turn)
    high, wide = xp.exp(SCALE * normal[1]), xp.exp(SCALE * normal[2])
    y = high * (cos * DOWN - sin * RIGHT) + SHIFT * normal[3]
    x = wide * (sin * DOWN + cos * RIGHT + SLANT * normal[4] * DOWN) + SHIFT * normal[5]
    knots = BEND * strength * draws.normal(2, count, KNOTS, KNOTS)
    bend = BASIS @ knots @ BASIS.T  # (2, n, 28, 28)
    return y + bend[0] + (SIDE - 1) / 2, x + bend[1] + (SIDE - 1) / 2


def _sampled(xp: Any, images: Any, y: Any, x: Any) -> Any:
    """The images at these places, between pixels in proportion; outside there is no ink."""
    padded = xp.pad(images, ((0, 0), (1, 2), (1, 2))).reshape(-1)  # each image (31, 31)
    side = SIDE + 3
    y, x = xp.clip(y, -1, SIDE) + 1, xp.clip(x, -1, SIDE) + 1
    top, left = y.astype(np.int32), x.astype(np.int32)
    y, x = y - top.astype(np.float32), x - left.astype(np.float32)
    at = top * side + left + (np.arange(len(images), dtype=np.int32) * side * side)[:, None, None]
    above = padded[at] * (1 - x) + padded[at + 1] * x
    below = padded[at + side] * (1 - x) + padded[at + side + 1] * x
    return above * (1 - y) + below * y


def _widened(draws: Draws, images: Any) -> Any:
    """Lines made wider, or thinner, by up to a pixel on both sides together."""
    xp = draws.xp
    share = 1.3 * draws.uniform(len(images), 1, 1) - 0.5  # from -0.5 to 0.8
    padded = xp.pad(images, ((0, 0), (1, 1), (1, 1)))
    beside = padded[:, :-2, 1:-1], padded[:, 2:, 1:-1], padded[:, 1:-1, :-2], padded[:, 1:-1, 2:]
    most, least = images, images
    for each in beside:
        most, least = xp.maximum(most, each), xp.minimum(least, each)
    return xp.where(share > 0, images + share * (most - images), images - share * (least - images))


def _blurred(images: Any, xp: Any = np) -> Any:
    """Each pixel a quarter of what is left and right of it and half of its own, then the same up and down."""
    padded = xp.pad(images, ((0, 0), (1, 1), (1, 1)))
    across = (padded[:, :, :-2] + 2 * padded[:, :, 1:-1] + padded[:, :, 2:]) / 4
    return (across[:, :-2] + 2 * across[:, 1:-1] + across[:, 2:]) / 4


def _with_noise(draws: Draws, images: Any) -> Any:
    deviation = MOST_NOISE * draws.uniform(len(images), 1, 1)
    return draws.xp.clip(images + deviation * draws.normal(*images.shape), 0, 1)
