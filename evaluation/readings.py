"""All test images, read: in go a network and images, out comes what a page needs to explore them, small enough to keep.

Hidden states are kept as their coordinates along the few directions in which they vary most: 13 MB in place of 180.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from model import decision, forward
from model.data import ROWS, scaled
from model.plans import RECURRENT
from model.weights import Array, Network

Half = npt.NDArray[np.float16]
Indexes = npt.NDArray[np.int64]

PART = 2000  # images read at a time
SAMPLE = 300  # images whose hidden states decide which directions are kept
DIRECTIONS = 24  # of the hidden space; of the reader's they hold four fifths of the squares
EXACT = 200  # of the nearest by kept directions, so many are compared by all units


@dataclass(frozen=True, eq=False)
class Readings:
    """What a network makes of n images."""

    final: Array  # (n, 10) probabilities after the last row
    beliefs: Half  # (n, 28, 10) what it would answer after each row; (n, 1, 10) without recurrence
    answers: npt.NDArray[np.uint8]  # (n,) likeliest digit after the last row
    decided: npt.NDArray[np.uint8]  # (n,) row from which on the likeliest digit stays the same
    unsure: npt.NDArray[np.bool_]  # (n,) whether the answer is called so
    paths: Half | None  # (n, 28, DIRECTIONS) coordinates of the last recurrent layer's h; None: none, or not kept
    directions: Array | None  # (units, DIRECTIONS), orthonormal; None as paths are

    @property
    def confidence(self) -> Array:
        """Of each answer its probability, (n,)."""
        return np.asarray(self.final.max(axis=1))

    @property
    def margin(self) -> Array:
        """How far the likeliest digit is ahead of the second, (n,)."""
        ordered = np.sort(self.final, axis=1)
        return np.asarray(ordered[:, -1] - ordered[:, -2])

    def of(self, indexes: Indexes) -> Readings:
        """Those of some of the images, (k,)."""
        some = {
            name: value[indexes] for name, value in vars(self).items() if name != "directions" and value is not None
        }
        return replace(self, **some)


def read_all(network: Network, images: npt.NDArray[np.uint8], *, keep_paths: bool = True) -> Readings:
    """Read all images.

    Args:
        network: from `weights.load`.
        images: (n, 28, 28), 0 to 255.
        keep_paths: whether `nearest` is to find images by them.
    """
    recurrent = any(layer.spec.kind in RECURRENT for layer in network.layers)
    directions = _directions(network, images[:SAMPLE]) if recurrent and keep_paths else None
    beliefs, final, unsure, paths = [], [], [], []
    for start in range(0, max(len(images), 1), PART):
        part = scaled(images[start : start + PART])
        if directions is None:
            believed = forward.beliefs_by_row(network, part)  # (part, 1, 10)
        else:
            believed, path = forward.with_hidden(network, part, lambda h: np.asarray(h @ directions))
            paths.append(path.astype(np.float16))
        final.append(believed[:, -1].copy())
        unsure.append(decision.unsure(final[-1], part, network.unsure_below))
        beliefs.append(believed.astype(np.float16))
    by_row = np.concatenate(beliefs)  # (n, 28, 10)
    answered = np.concatenate(final)  # (n, 10)
    answers = answered.argmax(axis=1).astype(np.uint8)
    likeliest = by_row.argmax(axis=2)  # (n, 28)
    likeliest[:, -1] = answers
    return Readings(
        final=answered,
        beliefs=by_row,
        answers=answers,
        decided=decision.decided_rows(likeliest).astype(np.uint8),
        unsure=np.concatenate(unsure),
        paths=np.concatenate(paths) if paths else None,
        directions=directions,
    )


def nearest(
    network: Network, readings: Readings, images: npt.NDArray[np.uint8], image: Array, count: int
) -> tuple[Indexes, Array]:
    """The images whose hidden path is most like that of another image.

    Args:
        network: with a recurrent layer; the one that read.
        readings: of the images.
        images: (n, 28, 28), 0 to 255.
        image: (28, 28) in [0, 1].
        count: how many, at most `EXACT`.

    Returns:
        Their indexes, nearest first, and how far each is: the root of the mean over rows and units of the squared
        difference of h. Candidates are found by the kept directions, and compared by all units.
    """
    assert readings.paths is not None
    assert readings.directions is not None
    hidden = forward.read(network, image).layers[-1].h  # (28, units)
    path = (hidden @ readings.directions).astype(np.float16)
    rough = np.zeros(len(images), np.float32)
    for row in range(ROWS):
        rough += np.square(readings.paths[:, row] - path[row], dtype=np.float32).sum(axis=1)
    candidates = np.argpartition(rough, EXACT)[:EXACT]
    _, paths = forward.with_hidden(network, scaled(images[candidates]), lambda h: h)  # (EXACT, 28, units)
    distances = np.sqrt(np.square(paths - hidden).mean(axis=(1, 2)))
    order = distances.argsort()[:count]
    return candidates[order], distances[order]


def unit_by_row(network: Network, images: npt.NDArray[np.uint8], unit: int) -> Half:
    """One unit's hidden state after each row of each image, (n, 28)."""
    parts = [scaled(images[start : start + PART]) for start in range(0, len(images), PART)]
    kept = [forward.with_hidden(network, part, lambda h: h[..., unit : unit + 1])[1][..., 0] for part in parts]
    return np.concatenate(kept).astype(np.float16)


def _directions(network: Network, images: npt.NDArray[np.uint8]) -> Array:
    """The directions along which the hidden states of these images have the largest squares, (units, DIRECTIONS)."""
    _, hidden = forward.with_hidden(network, scaled(images), lambda h: h)  # (n, 28, units)
    states = hidden.reshape(-1, hidden.shape[-1])  # (n * 28, units)
    _, vectors = np.linalg.eigh(states.T @ states)  # ascending
    return np.ascontiguousarray(vectors[:, -DIRECTIONS:])
