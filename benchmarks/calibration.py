"""How far probabilities are off after some rows, and how far by chance alone they would be: one Markdown table.

    python -m benchmarks.calibration [--network [FOLDER/]NAME]

The error is that of `evaluation.metrics.calibration_error`. "By chance" is what the same probabilities would show if
they were right: for each image a digit is drawn by them, many times; the mean is told, and what 95 % stay below. The
held-back images are among those that the calibration is fitted to, here by tenths: each is asked about with a
calibration fitted to the other nine and to the learned images. Five minutes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

import model
from benchmarks import asked
from benchmarks.no_digits import HELD_BACK
from evaluation.metrics import calibration_error
from model import Network, data, forward
from model.layers import softmax
from training import calibrating
from training.calibrating import Examples

SEED = 20_500
FOLDS = 10
DRAWN = 200  # times that a digit is drawn for each image
ROWS = (7, 14, 21, 28)
LEAST = 1e-30  # the least probability whose logarithm is taken

Labels = NDArray[np.uint8]
Floats = NDArray[np.float32]


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_network(parser)
    args = parser.parse_args(argv)
    try:
        network = model.load(*asked.place_of(args.network))
        if not network.calibration:
            raise ValueError(f"expected a network whose probabilities are calibrated, but {network.name}'s are not")
    except (KeyError, ValueError) as problem:
        print(f"calibration.py: {problem}", file=sys.stderr)
        return 2
    sets = held_back(network), tested(network)
    sides = [
        f"{name}: {what}" for name in ("held back", "test") for what in ("error", "by chance", "right", "believed")
    ]
    print(f"| {network.name}, after row | {' | '.join(sides)} |\n|---|{'---|' * len(sides)}")
    rng = np.random.default_rng(SEED)
    for row in ROWS:
        print(f"| {' | '.join([f'{row}', *(cell for each in sets for cell in line(rng, row, each))])} |", flush=True)
        without = [each.only(each.begins >= row) for each in sets]
        if all(len(each.labels) for each in without):
            cells = [f"{row}, no ink so far", *(cell for each in without for cell in line(rng, row, each))]
            print(f"| {' | '.join(cells)} |", flush=True)
    return 0


@dataclass(frozen=True, eq=False)
class Read:
    """Images that were read."""

    images: Floats  # (n, 28, 28)
    beliefs: Floats  # (n, 28, 10) after each row
    labels: Labels  # (n,)

    @property
    def begins(self) -> NDArray[np.intp]:
        """How many rows there are above the first ink, (n,); 28 of an empty image."""
        inked = np.asarray(self.images.any(axis=2))  # (n, 28)
        return np.where(inked.any(axis=1), inked.argmax(axis=1), data.ROWS)

    def only(self, chosen: NDArray[Any]) -> Read:
        """Some of them, (n,)."""
        return Read(self.images[chosen], self.beliefs[chosen], self.labels[chosen])


def line(rng: np.random.Generator, row: int, of: Read) -> Iterator[str]:
    """The four cells of some images after a row."""
    beliefs, labels = of.beliefs[:, row - 1], of.labels  # (n, 10), (n,)
    by_chance = chance(rng, beliefs)
    yield f"{calibration_error(labels, beliefs):.3f}"
    yield f"{by_chance.mean():.3f}, 95 % below {np.quantile(by_chance, 0.95):.3f}"
    yield f"{(beliefs.argmax(axis=1) == labels).mean():.1%} of {len(labels):,}"
    yield f"{beliefs.max(axis=1).mean():.1%}"


def chance(rng: np.random.Generator, beliefs: Floats, times: int = DRAWN) -> NDArray[np.float64]:
    """The calibration errors of beliefs (n, 10) that are right, with as many images: (times,)."""
    steps = beliefs.astype(np.float64).cumsum(axis=1)  # (n, 10)
    steps /= steps[:, -1:]
    drawn = ((rng.random((len(steps), 1)) > steps).sum(axis=1) for _ in range(times))  # (n,) labels
    return np.array([calibration_error(labels, beliefs) for labels in drawn])


def held_back(network: Network) -> Read:
    """The held-back images, each by a calibration that was fitted without it."""
    pixels, labels = data.load_part("train")
    images = data.scaled(pixels)
    logits = np.log(forward.beliefs_by_row(replace(network, calibration=None), images).clip(LEAST))  # (60000, 28, 10)
    learned = logits[:-HELD_BACK], labels[:-HELD_BACK]
    labels = labels[-HELD_BACK:]
    return Read(images[-HELD_BACK:], cross_validated((logits[-HELD_BACK:], labels), learned), labels)


def cross_validated(examples: Examples, learned: Examples) -> Floats:
    """Beliefs (n, 28, 10), each by the calibration that is fitted to the nine tenths without it and to the learned."""
    logits, labels = examples
    beliefs = np.empty(logits.shape, np.float32)
    for tenth in np.array_split(np.random.default_rng(SEED).permutation(len(labels)), FOLDS):
        others = np.setdiff1d(np.arange(len(labels)), tenth)
        fit = calibrating.fitted((logits[others], labels[others]), learned)
        calibrated = fit.calibrated(logits[tenth].swapaxes(0, 1))  # (28, n / 10, 10)
        beliefs[tenth] = softmax(calibrated, calibrated).swapaxes(0, 1)
    return beliefs


def tested(network: Network) -> Read:
    """The test images, as the network reads them."""
    pixels, labels = data.load_part("test")
    images = data.scaled(pixels)
    return Read(images, forward.beliefs_by_row(network, images), labels)


if __name__ == "__main__":
    sys.exit(main())
