"""How surely a digit is found and read in pictures that people take: one Markdown table comes out.

    python -m benchmarks.circumstances [--network NAME] [--digits N] [--only WORDS] [--keep FOLDER]

The digits are half of the last 5,000 training images and half drawn by template; all are such that the network reads
them rightly and surely where nothing lies around them, so that each miss is one of the finding. Seed 0.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import model
from benchmarks import scenes
from benchmarks.situations import SITUATIONS, Situation
from model import Network, data

SEED = 0
HELD_BACK = 5_000  # of MNIST's training images: choices are made on them


@dataclass(frozen=True)
class Outcome:
    """What became of one situation's pictures, as shares."""

    name: str
    sure: float  # rightly and surely read
    right: float  # rightly read
    misled: float  # wrongly and surely read
    missed: tuple[int, ...]  # the numbers of those that were not read rightly and surely


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--network", default=model.DEFAULT, choices=model.names(), metavar="NAME")
    parser.add_argument("--digits", type=int, default=100, metavar="N", help="pictures of each situation")
    parser.add_argument("--only", default="", metavar="WORDS", help="situations with these words in their name")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="writes the pictures that were missed there")
    args = parser.parse_args(argv)
    network = model.load(args.network)
    print("| situation | right and sure | right | sure and wrong |\n|---|---|---|---|")
    outcomes = []
    for name, make in SITUATIONS.items():
        if args.only in name:
            outcome = measured(network, name, make, args.digits, args.keep)
            outcomes.append(outcome)
            print(f"| {name} | {outcome.sure:.1%} | {outcome.right:.1%} | {outcome.misled:.1%} |", flush=True)
    mean = [float(np.mean([getattr(each, key) for each in outcomes])) for key in ("sure", "right", "misled")]
    print(f"| **mean of {len(outcomes)}** | {mean[0]:.2%} | {mean[1]:.2%} | {mean[2]:.2%} |")
    worst = min(outcomes, key=lambda each: each.sure)
    print(f"| **least: {worst.name}** | {worst.sure:.1%} | {worst.right:.1%} | {worst.misled:.1%} |")
    return 0


def measured(network: Network, name: str, make: Situation, digits: int, keep: Path | None) -> Outcome:
    """One situation with so many digits."""
    sure = right = misled = 0
    missed = []
    for number, (label, ink) in enumerate(clear_digits(network, digits)):
        content = make(np.random.default_rng((SEED, zlib.crc32(name.encode()), number)), ink)
        hit, is_sure = judged(network, label, content)
        right += hit
        sure += hit and is_sure
        misled += not hit and is_sure
        if not hit or not is_sure:
            missed.append(number)
        if keep and number in missed:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{name.replace(' ', '_').replace('%', '')}_{number}_{label}.img").write_bytes(content)
    return Outcome(name, sure / digits, right / digits, misled / digits, tuple(missed))


def judged(network: Network, label: int, content: bytes) -> tuple[bool, bool]:
    """Whether the digit of a file is read rightly, and whether surely; neither where none is found."""
    try:
        trace = model.read(network, model.from_file(content))
    except model.ImageError:
        return False, False
    return trace.digit == label, not trace.unsure


def clear_digits(network: Network, count: int) -> Iterator[tuple[int, scenes.Floats]]:
    """Digits that are read rightly and surely as they are, and their labels; every second one by template."""
    rng = np.random.default_rng(SEED)
    images, labels = data.load_part("train")
    given = 0
    while given < count:
        if given % 2:
            label = int(rng.integers(10))
            ink = scenes.by_pen(rng, label)
        else:
            place = len(images) - 1 - int(rng.integers(HELD_BACK))
            label, ink = int(labels[place]), scenes.of_mnist(images[place])
        canvas = np.asarray(np.rint(255 * np.pad(ink, 20)), np.uint8)
        trace = model.read(network, model.from_canvas(canvas))
        if trace.digit == label and not trace.unsure:
            given += 1
            yield label, ink


if __name__ == "__main__":
    sys.exit(main())
