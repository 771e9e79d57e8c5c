"""Images as other hands would have written them: in goes a batch, out comes the batch deformed, another way each time.

Elastic deformation after Simard, Steinkraus & Platt 2003, "Best practices for convolutional neural networks applied
to visual document analysis"; it took a plain network of Cireşan et al. 2010, "Deep, big, simple neural nets", from
1.6 to 0.35 % errors.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Images = NDArray[np.float32]

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
CROSS = ndimage.generate_binary_structure(2, 1)[None]  # (1, 3, 3): a pixel and the four beside it, image by image


def deformed(rng: np.random.Generator, images: Images, strength: Images, noisy: float = 0.0) -> Images:
    """Each image turned, slanted, scaled, shifted and bent, some with wider, thinner or blurred lines, or with noise.

    Args:
        rng: decides how.
        images: (n, 28, 28) in [0, 1].
        strength: (n,), of each image: 0 changes nothing, 1 is the usual.
        noisy: share of the images of strength 1 with noise; 0: none, and nothing is drawn from `rng` for it.
    """
    y, x = _sources(rng, strength[:, None, None])
    moved = _sampled(images, y, x)
    chosen = np.flatnonzero(rng.random(len(images)) < WIDTH * strength)
    moved[chosen] = _widened(rng, moved[chosen])
    chosen = np.flatnonzero(rng.random(len(images)) < BLUR * strength)
    moved[chosen] = _blurred(moved[chosen])
    if noisy:
        chosen = np.flatnonzero(rng.random(len(images)) < noisy * strength)
        moved[chosen] = _with_noise(rng, moved[chosen])
    return moved


def _sources(rng: np.random.Generator, strength: Images) -> tuple[Images, Images]:
    """For each pixel of each image where it comes from: row and column, (n, 28, 28) each."""
    count = len(strength)
    normal = rng.standard_normal((6, count, 1, 1), np.float32) * strength  # strength (n, 1, 1)
    turn = np.radians(TURN) * normal[0]
    cos, sin = np.cos(turn), np.sin(turn)
    high, wide = np.exp(SCALE * normal[1]), np.exp(SCALE * normal[2])
    y = high * (cos * DOWN - sin * RIGHT) + SHIFT * normal[3]
    x = wide * (sin * DOWN + cos * RIGHT + SLANT * normal[4] * DOWN) + SHIFT * normal[5]
    knots = BEND * strength * rng.standard_normal((2, count, KNOTS, KNOTS), np.float32)
    bend = BASIS @ knots @ BASIS.T  # (2, n, 28, 28)
    return y + bend[0] + (SIDE - 1) / 2, x + bend[1] + (SIDE - 1) / 2


def _sampled(images: Images, y: Images, x: Images) -> Images:
    """The images at these places, between pixels in proportion; outside there is no ink."""
    padded = np.pad(images, ((0, 0), (1, 2), (1, 2))).reshape(-1)  # each image (31, 31)
    side = SIDE + 3
    y, x = np.clip(y, -1, SIDE) + 1, np.clip(x, -1, SIDE) + 1
    top, left = y.astype(np.int32), x.astype(np.int32)
    y -= top
    x -= left
    at = top * side + left + (np.arange(len(images), dtype=np.int32) * side * side)[:, None, None]
    above = padded[at] * (1 - x) + padded[at + 1] * x
    below = padded[at + side] * (1 - x) + padded[at + side + 1] * x
    return np.asarray(above * (1 - y) + below * y, np.float32)


def _widened(rng: np.random.Generator, images: Images) -> Images:
    """Lines made wider, or thinner, by up to a pixel on both sides together."""
    share = rng.uniform(-0.5, 0.8, (len(images), 1, 1)).astype(np.float32)
    most = ndimage.maximum_filter(images, footprint=CROSS, mode="constant")
    least = ndimage.minimum_filter(images, footprint=CROSS, mode="constant")
    widened: Images = np.where(share > 0, images + share * (most - images), images - share * (least - images))
    return widened


def _blurred(images: Images) -> Images:
    """Each pixel a quarter of what is left and right of it and half of its own, then the same up and down."""
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    across = (padded[:, :, :-2] + 2 * padded[:, :, 1:-1] + padded[:, :, 2:]) / 4
    return np.asarray((across[:, :-2] + 2 * across[:, 1:-1] + across[:, 2:]) / 4, np.float32)


def _with_noise(rng: np.random.Generator, images: Images) -> Images:
    deviation = rng.uniform(0, MOST_NOISE, (len(images), 1, 1)).astype(np.float32)
    return np.clip(images + deviation * rng.standard_normal(images.shape, np.float32), 0, 1)
