"""What if a row were empty: in go a network and an image, out come the changes of its answer, by reading it again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model import forward
from model.data import ROWS
from model.explain.backward import logits
from model.weights import Array, Network


@dataclass(frozen=True, eq=False)
class Telling:
    """The row without which the answer would change most."""

    row: int  # from 1
    beliefs: Array  # (10,) what the network would answer without it
    digit: int  # the likeliest of them
    moved: float  # of the belief, from one digit to others; 0 to 1


def row_occlusion(network: Network, image: Array) -> Array:
    """How each logit changes when a row is blanked, in Zeiler & Fergus's way (2014, "Visualizing and understanding").

    Args:
        network: from `weights.load`.
        image: (28, 28), in [0, 1], ink is 1.

    Returns:
        float32 (28, 10): the logit without the row less the logit with it; negative where the row spoke for the digit,
        zero where it is empty.

    Raises:
        ValueError: another shape, or a pixel that is not finite.
    """
    image = forward.checked_image(image)
    found = logits(network, np.concatenate([image[None], _without_each(image)]))  # (29, 10)
    return np.asarray((found[1:] - found[0]) * _inked(image)[:, None])


def telling_row(network: Network, image: Array) -> Telling:
    """The row whose blanking moves most of the belief: half the sum over digits of what each gains or loses.

    Args and Raises: as for `row_occlusion`. Of several that move it equally, such as empty ones, the first.
    """
    image = forward.checked_image(image)
    beliefs = forward.predict(network, np.concatenate([image[None], _without_each(image)]))  # (29, 10)
    moved = np.abs(beliefs[1:] - beliefs[0]).sum(axis=1) / 2 * _inked(image)  # (28,)
    row = int(moved.argmax())
    return Telling(row + 1, beliefs[row + 1], int(beliefs[row + 1].argmax()), float(moved[row]))


def _inked(image: Array) -> np.ndarray:
    """Which rows have ink, bool (28,): one among other images, an empty row's twin may differ in the last bits."""
    return np.asarray(image.any(axis=1))


def _without_each(image: Array) -> Array:
    """The image 28 times, each time with another row empty, (28, 28, 28)."""
    blanked = np.repeat(image[None], ROWS, axis=0)
    blanked[np.arange(ROWS), np.arange(ROWS)] = 0
    return blanked
