"""How well a network reads what real pens wrote, and which signs it takes for digits: one Markdown table comes out.

    python -m benchmarks.strokes --pen-strokes FILE [--hands FOLDER] [--network [FOLDER/]NAME]

The digits are those of the file that `train.py` never learns from, drawn on the canvas as they were written, each by
several brushes and in several places. They are other digits of the writers that were learned from. The fonts are those
of the folder that nothing learns from: writers of their own, whose digits are read as printed and as drawn along the
middle of their lines. The signs are new drawings of the kinds that the reader learns from, signs that nothing learns
from, and held-back MNIST digits turned over. Two minutes.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import model
from benchmarks import asked, no_digits, other_sets
from benchmarks.table import share
from evaluation import reports
from model import Network, data, decision
from training import hands, pen, pens
from training.pens import Pens

SEED = 20_100  # far from the seeds of trainings
DRAWN = 3  # times that each digit is drawn
OF_FONTS = 20  # the same of each digit of a font
BRUSHES = (6, 12, 20, 30, 40)  # pixels
CONFUSED = 4  # of the commonest wrong answers to a digit are told


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_network(parser)
    parser.add_argument("--pen-strokes", type=Path, required=True, metavar="FILE", help="see training/pens.py")
    parser.add_argument("--hands", type=Path, metavar="FOLDER", help="see training/hands.py")
    args = parser.parse_args(argv)
    try:
        place = asked.place_of(args.network)
        network, report = model.load(*place), reports.load(*place)
        written = pens.held_back(pens.load(args.pen_strokes))
        others = hands.held_back(args.hands) if args.hands else []
    except (KeyError, model.WeightsError, pens.PenError, hands.HandError) as problem:
        print(f"strokes.py: {problem}", file=sys.stderr)
        return 2
    print(f"| what ({network.name}, seed {report.training.seed}) | measured (95 % interval) | misread as |")
    print("|---|---|---|")
    for line in (*digits(network, written), *(fonts(network, others) if others else ()), *signs(network)):
        print(f"| {' | '.join(line)} |", flush=True)
    return 0


def digits(network: Network, written: Pens) -> Iterator[tuple[str, str, str]]:
    """What is measured on digits, its value and the commonest errors, line by line."""
    rng = np.random.default_rng(SEED)
    often = pens.repeated(written, DRAWN * len(written.digits))
    truth = often.labels
    answers, unsure = _read(network, np.stack([pen.seen(rng, lines) for lines in often.digits]))
    right = answers == truth
    kept = f"{len(written.digits):,} held-back digits of real pens, drawn {DRAWN} times by any brush"
    yield kept, _share(right), ""
    yield "of these, where it is sure", _share(right[~unsure]), ""
    yield "of these, called unsure", _share(unsure), ""
    for digit in range(data.DIGITS):
        ours = truth == digit
        wrong = Counter(answers[ours & ~right].tolist()).most_common(CONFUSED)
        yield f"the {digit}", _share(right[ours]), ", ".join(f"{answer} × {count}" for answer, count in wrong)
    for brush in BRUSHES:
        seen = np.stack([pen.seen(rng, lines, brush) for lines in written.digits])
        yield f"by a brush of {brush} px", _share(_read(network, seen)[0] == written.labels), ""


def fonts(network: Network, others: Sequence[Path]) -> Iterator[tuple[str, str, str]]:
    """The digits of fonts, as printed in many sizes and as drawn by any brush; lines as in `digits`."""
    rng = np.random.default_rng((SEED, 2))
    strokes = hands.traced(others, hands.DIGIT_SIGNS)
    drawn = [pen.seen(rng, lines) for _ in range(OF_FONTS) for lines in strokes.digits]
    printed = other_sets.signs(rng, others, hands.DIGIT_SIGNS, len(drawn))
    truth = np.tile(strokes.labels, OF_FONTS)
    for how, seen in (("printed", printed), ("drawn by any brush", np.stack(drawn))):
        answers, unsure = _read(network, seen)
        right = answers == truth
        wrong = Counter(f"{a} as {b}" for a, b in zip(truth[~right], answers[~right], strict=True)).most_common(
            CONFUSED
        )
        words = ", ".join(f"{pair} × {count}" for pair, count in wrong)
        yield f"digits of {len(others)} held-back handwriting fonts, {how} {OF_FONTS} times", _share(right), words
        yield "of these, where it is sure", _share(right[~unsure]), ""
        yield "of these, called unsure", _share(unsure), ""


def signs(network: Network) -> Iterator[tuple[str, str, str]]:
    """The share of each kind of drawings without a digit that is called unsure, and what the rest is taken for."""
    for kind, seen in no_digits.kinds(np.random.default_rng((SEED, 1))):
        answers, unsure = _read(network, seen)
        taken = Counter(answers[~unsure].tolist()).most_common(CONFUSED)
        yield f"unsure: {kind}", _share(unsure), ", ".join(f"{answer} × {count}" for answer, count in taken)


def _read(network: Network, seen: NDArray[np.uint8]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """The answers to images (n, 28, 28), and which are called unsure: (n,) each."""
    images = data.scaled(seen)
    beliefs = model.predict(network, images)  # (n, 10)
    return beliefs.argmax(axis=1), decision.unsure(beliefs, images, network.unsure_below)


def _share(right: NDArray[np.bool_]) -> str:
    return share(int(right.sum()), len(right))


if __name__ == "__main__":
    sys.exit(main())
