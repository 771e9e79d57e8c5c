"""What is still read rightly when images are changed: in goes a network, out comes a `Robustness`, to and from a file.

    python -m evaluation.robustness [NAME ...]

writes `NAME.robustness.json` beside the weights of each network named, or of all, unless one that fits is there.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from evaluation.changes import CHANGES
from evaluation.metrics import Labels
from model import data, files, forward, records, weights
from model.recipes import UnknownRecipeError
from model.weights import Array, Network, WeightsError

IMAGES = 2000  # the first of the test images; a share of them is known to about 2 points
FAILED = 2  # exit code


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
    try:
        content = json.loads(file.read_bytes())
        if not isinstance(content, dict) or content != weights.sealed(content):
            raise ValueError("expected the content that its checksum was made of, but it was altered")
        del content["sha256"]
        found = records.from_plain(Robustness, content, "robustness")
        _check(found, name, weights_sha256)
    except OSError as error:
        raise _unfit(file, name, f"expected a file, but: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise _unfit(file, name, str(error)) from error
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Measures how networks read changed test images.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="networks; all trained ones if none is named")
    where = "where the networks lie; default: %(default)s"
    parser.add_argument("--folder", type=Path, default=weights.TRAINED, help=where)
    args = parser.parse_args(argv)
    try:
        _measure_all(args.names or weights.names(args.folder), args.folder)
    except OSError as error:
        print(f"robustness.py: expected to write in {args.folder}, but: {error}", file=sys.stderr)
        return FAILED
    except (WeightsError, UnknownRecipeError, data.DataError) as error:
        print(f"robustness.py: {error}", file=sys.stderr)
        return FAILED
    return 0


def _measure_all(names: Sequence[str], folder: Path) -> None:
    """Measure those networks whose file does not fit their weights."""
    pixels, labels = data.load_part("test")
    images, labels = data.scaled(pixels[:IMAGES]), labels[:IMAGES]
    for name in names:
        network = weights.load(name, folder)
        if _is_measured(name, folder):
            print(f"{name} is measured already: {path(name, folder)}")
            continue
        began = time.perf_counter()
        found = measure(network, images, labels)
        save(found, folder)
        seconds = time.perf_counter() - began
        print(f"{name}: {found.accuracy:.2%}, changed {found.mean_accuracy:.2%}, in {seconds:.0f} s", flush=True)


def _is_measured(name: str, folder: Path) -> bool:
    try:
        load(name, folder)
    except WeightsError:
        return False
    return True


def _right(network: Network, images: Array, labels: Labels) -> int:
    return int((forward.predict(network, images).argmax(axis=1) == labels).sum())


def _check(found: Robustness, name: str, weights_sha256: str) -> None:
    """Raise ValueError unless this was measured on these weights, under the changes that there are now."""
    _expect(found.name == name, f"the network {name}", found.name)
    _expect(found.weights_sha256 == weights_sha256, f"weights {weights_sha256[:12]}…", f"{found.weights_sha256[:12]}…")
    _expect(found.images == IMAGES, f"{IMAGES:,} images", f"{found.images:,}")
    measured = [(curve.change, curve.strengths) for curve in found.curves]
    _expect(
        measured == [(change.name, change.strengths) for change in CHANGES.values()],
        f"the changes {', '.join(CHANGES)} as they are now",
        "others",
    )
    counts = [found.right, *(right for curve in found.curves for right in curve.right)]
    _expect(all(0 <= right <= found.images for right in counts), f"counts from 0 to {found.images:,}", "others")
    five = all(len(curve.right) == len(curve.strengths) for curve in found.curves)
    _expect(five, "a count for each strength", "others")


def _expect(fits: bool, expected: str, came: str) -> None:
    if not fits:
        raise ValueError(f"expected {expected}, but found {came}")


def _unfit(file: Path, name: str, what: str) -> WeightsError:
    return WeightsError(f"{file.name}: {what}; `python -m evaluation.robustness {name}` writes it anew")


if __name__ == "__main__":
    sys.exit(main())
