"""What is still read rightly when images are changed: in goes a network, out comes a `Robustness`, to and from a file.

    python -m evaluation.robustness [NAME ...]

writes `NAME.robustness.json` beside the weights of each network named, or of all, unless one that fits is there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evaluation import measured
from evaluation.changes import CHANGES
from evaluation.measured import expect, expect_counts, expect_weights
from evaluation.metrics import Labels
from model import data, files, forward, records, weights
from model.weights import Array, Network

MODULE = "robustness"  # the command that writes
IMAGES = 2000  # the first of the test images; a share of them is known to about 2 points


@dataclass(frozen=True)
class Curve:
    """How many images are read rightly under one change."""

    change: str  # its name in `CHANGES`
    strengths: tuple[float, ...]  # (5,) ascending, in the change's unit
    right: tuple[int, ...]  # images answered rightly at each strength


@dataclass(frozen=True)
class Robustness:
    """What a network makes of test images under every change."""

    name: str  # the network's
    weights_sha256: str  # of the weights that read; "" if they are in no file
    images: int  # how many test images were changed, from the first on
    right: int  # of these, answered rightly as they are
    curves: tuple[Curve, ...]  # one for each of `CHANGES`, in their order

    @property
    def accuracy(self) -> float:
        """Share of the images answered rightly as they are."""
        return self.right / self.images

    @property
    def mean_accuracy(self) -> float:
        """Share answered rightly, on average over all strengths of all changes."""
        return float(np.mean([curve.right for curve in self.curves]) / self.images)


def measure(network: Network, images: Array, labels: Labels) -> Robustness:
    """Count the right answers under each change at each of its strengths.

    Args:
        network: from `weights.load`.
        images: (n, 28, 28), in [0, 1].
        labels: (n,), 0 to 9.
    """
    return Robustness(
        name=network.name,
        weights_sha256=network.checksum,
        images=len(labels),
        right=_right(network, images, labels),
        curves=tuple(
            Curve(
                change.name,
                change.strengths,
                tuple(_right(network, change.apply(images, strength), labels) for strength in change.strengths),
            )
            for change in CHANGES.values()
        ),
    )


def path(name: str, folder: Path | None = None) -> Path:
    """Where the robustness of a network lies."""
    return (folder or weights.TRAINED) / f"{name}.robustness.json"


def save(found: Robustness, folder: Path | None = None) -> None:
    """Write `NAME.robustness.json` whole, with a checksum of itself."""
    files.write_whole({path(found.name, folder): records.to_json(weights.sealed(asdict(found))).encode()})


def load(name: str, folder: Path | None = None) -> Robustness:
    """What was measured of a trained network, each field checked.

    Raises:
        UnknownRecipeError: no recipe is called that; a KeyError.
        WeightsError: the file is missing or damaged, or was measured on other weights or under other changes.
    """
    # Read apart: training and measuring write apart, and the checksum tells whether the two files fit.
    weights_sha256 = weights.checksum(name, folder)
    file = path(name, folder)
    with measured.read_from(file, name, MODULE):
        content = json.loads(file.read_bytes())
        if not isinstance(content, dict) or content != weights.sealed(content):
            raise ValueError("expected the content that its checksum was made of, but it was altered")
        del content["sha256"]
        found = records.from_plain(Robustness, content, "robustness")
        _check(found, name, weights_sha256)
        return found


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    does = "Measures how networks read changed test images."
    return measured.run(argv, MODULE, does=does, path=path, load=load, write=_write)


def _write(network: Network, pixels: npt.NDArray[np.uint8], labels: Labels, folder: Path) -> str:
    """Measure a network, save what was found, and say it."""
    found = measure(network, data.scaled(pixels[:IMAGES]), labels[:IMAGES])
    save(found, folder)
    return f"{found.accuracy:.2%}, changed {found.mean_accuracy:.2%}"


def _right(network: Network, images: Array, labels: Labels) -> int:
    return int((forward.predict(network, images).argmax(axis=1) == labels).sum())


def _check(found: Robustness, name: str, weights_sha256: str) -> None:
    """Raise ValueError unless this was measured on these weights, under the changes that there are now."""
    expect_weights(name, weights_sha256, found_name=found.name, found_sha256=found.weights_sha256)
    expect(found.images == IMAGES, f"{IMAGES:,} images", f"{found.images:,}")
    under = [(curve.change, curve.strengths) for curve in found.curves]
    expect(
        under == [(change.name, change.strengths) for change in CHANGES.values()],
        f"the changes {', '.join(CHANGES)} as they are now",
        "others",
    )
    expect_counts([found.right, *(right for curve in found.curves for right in curve.right)], found.images)
    five = all(len(curve.right) == len(curve.strengths) for curve in found.curves)
    expect(five, "a count for each strength", "others")


if __name__ == "__main__":
    sys.exit(main())
