"""How well a network tells digits from what is none, as the literature reports it: one Markdown table comes out.

    python -m benchmarks.doubt [--network [FOLDER/]NAME] [--held-back] [--kept SHARE] [--other-sets]

Each kind of drawings that are no digit is set against the 10,000 test digits, by four scores of the same network: the
probability of its answer as the program has it, that without calibration (Hendrycks & Gimpel 2017), its largest logit
(Hendrycks et al. 2022) and the energy (Liu et al. 2020). For each score the table has the area under the ROC curve and,
after the stroke, how many of the drawings pass where 95 % of the digits do, both in percent. The last line sets the
digits that it misreads against those that it reads rightly. With `--held-back` the digits are the last 5,000 training
images and the drawings others: choices are made on these. `--kept 0.992` asks where the reader's own bound lies. With
`--other-sets` it is asked about fonts and Fashion-MNIST instead, see benchmarks/other_sets.py. Half a minute.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

import model
from benchmarks import asked, no_digits, other_sets
from evaluation import metrics
from model import Network, data
from model.explain import backward
from model.layers import softmax
from training import hands

SEED = 20_400  # far from the seeds of trainings

Pixels = NDArray[np.uint8]
Logits = NDArray[np.float32]  # (n, 10), uncalibrated
Scores = Mapping[str, NDArray[np.float32]]  # (n,) by name; of a digit they are to be high


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_network(parser)
    parser.add_argument("--held-back", action="store_true", help="the held-back training images, not the test images")
    parser.add_argument("--other-sets", action="store_true", help="fonts and Fashion-MNIST in place of our drawings")
    words = "of the digits that are to pass (default: %(default)s)"
    parser.add_argument("--kept", type=float, default=metrics.KEPT, metavar="SHARE", help=words)
    args = parser.parse_args(argv)
    if not 0 <= args.kept <= 1:
        parser.error(f"expected a share from 0 to 1, but got {args.kept:g}")
    try:
        network = model.load(*asked.place_of(args.network))
    except (KeyError, model.WeightsError) as problem:
        print(f"doubt.py: {problem}", file=sys.stderr)
        return 2
    print(f"| {network.name} against | {' | '.join(SCORES)} |\n|---|{'---|' * len(SCORES)}")
    part = data.load_part("train" if args.held_back else "test")
    digits, labels = (each[-no_digits.HELD_BACK :] for each in part) if args.held_back else part
    drawings = (other_sets if args.other_sets else no_digits).kinds(np.random.default_rng((SEED, int(args.held_back))))
    try:
        for kind, ours, theirs in compared(network, digits, labels, drawings):
            print(f"| {' | '.join([kind, *cells(ours, theirs, args.kept)])} |", flush=True)
    except (hands.HandError, other_sets.SetError) as problem:
        print(f"doubt.py: {problem}", file=sys.stderr)
        return 2
    return 0


def compared(
    network: Network, digits: Pixels, labels: Pixels, drawings: Iterable[tuple[str, Pixels]]
) -> Iterator[tuple[str, Scores, Scores]]:
    """What is set against what, line by line: its name, the scores of digits and those that are to be lower.

    Args:
        network: whose scores they are.
        digits: (n, 28, 28).
        labels: (n,), 0 to 9.
        drawings: the name of each kind that is no digit, and its images, (k, 28, 28).
    """
    ours, all_theirs = scores(network, digits), []
    for kind, seen in drawings:
        all_theirs.append(scores(network, seen))
        yield kind, ours, all_theirs[-1]
    yield "**all together**", ours, {name: np.concatenate([each[name] for each in all_theirs]) for name in SCORES}
    right = model.predict(network, data.scaled(digits)).argmax(axis=1) == labels  # (n,)
    if right.all():
        return
    of_right, of_wrong = ({name: score[some] for name, score in ours.items()} for some in (right, ~right))
    yield f"digits that it misreads ({(~right).sum()})", of_right, of_wrong


def cells(digits: Scores, others: Scores, kept: float) -> list[str]:
    """The two figures of each score."""
    pairs = [(digits[name], others[name]) for name in SCORES]
    return [f"{metrics.auroc(*pair):.2%} / {metrics.false_positives(*pair, kept):.1%}" for pair in pairs]


def scores(network: Network, seen: Pixels) -> Scores:
    """All scores of images (n, 28, 28), ink is 255."""
    logits = backward.logits(replace(network, calibration=None), data.scaled(seen))  # (n, 10)
    return {name: score(network, logits) for name, score in SCORES.items()}


def _calibrated(network: Network, logits: Logits) -> NDArray[np.float32]:
    if network.calibration:
        logits = network.calibration.calibrated(logits[None])[0]
    return _likeliest(logits)


def _likeliest(logits: Logits) -> NDArray[np.float32]:
    """The probability of the likeliest digit, (n,)."""
    return np.asarray(softmax(logits, np.empty_like(logits)).max(axis=1))


def _energy(logits: Logits) -> NDArray[np.float32]:
    """Its negative, log(sum(exp(logits))), (n,): that is high of what is known."""
    most = logits.max(axis=1)  # (n,)
    return np.asarray(most + np.log(np.exp(logits - most[:, None]).sum(axis=1)))


SCORES: dict[str, Callable[[Network, Logits], NDArray[np.float32]]] = {
    "probability": _calibrated,
    "uncalibrated": lambda _, logits: _likeliest(logits),
    "largest logit": lambda _, logits: np.asarray(logits.max(axis=1)),
    "energy": lambda _, logits: _energy(logits),
}


if __name__ == "__main__":
    sys.exit(main())
