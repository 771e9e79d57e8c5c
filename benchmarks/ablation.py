"""What each part of the reader's training gives: trains it without one after the other, prints one Markdown table.

    python -m benchmarks.ablation [--epochs N] [--only WORDS ...]

All figures are of the held-back training images and of drawings made from them; the test images are not looked at.
The drawings alone take ten minutes a line on two cores; `KERAS_BACKEND=jax` with an accelerator is meant for it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from model import RECIPES, data, predict
from model.data import Data
from model.forward import beliefs_by_row
from model.recipes import LayerSpec, Recipe, TrainingSettings
from model.weights import Network
from training import keras_model, synthetic
from training.augmented import AugmentedTrainer

SEED = 0
DRAWING_SEED = 99  # of the drawings that the variants are asked about
DRAWINGS = 2_000  # of each origin
LOGITS = LayerSpec("Dense", units=10, activation="linear")


def _training(**changes: Any) -> Callable[[Recipe, TrainingSettings], Recipe]:
    return lambda recipe, settings: replace(recipe, training=replace(settings, **changes))


def _layers(*units: int) -> Callable[[Recipe, TrainingSettings], Recipe]:
    layers = (*(LayerSpec("LSTM", units=each, activation="tanh") for each in units), LOGITS)
    return lambda recipe, _: replace(recipe, layers=layers)


VARIANTS: dict[str, Callable[[Recipe, TrainingSettings], Recipe]] = {
    "the reader": _training(),
    "no teacher": _training(taught=0.0),
    "one layer of 256 units": _layers(256),
    "no deformation": _training(deformation=0.0),
    "no pen drawings": _training(templates=0, redrawn=0),
    "no digits by template": _training(templates=0),
    "no drawings that are no digit": _training(non_digits=0),
    "loss on the last row only": _training(earlier_rows=0.0),
    "no averaged weights": _training(averaging=1.0),
    "no weight decay": _training(weight_decay=0.0),
}


def main(argv: list[str] | None = None) -> int:
    """Trains, asks, prints."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--epochs", type=int, default=8, metavar="N", help="default: %(default)s")
    parser.add_argument("--only", nargs="+", choices=VARIANTS, metavar="WORDS", help=f"of {', '.join(VARIANTS)}")
    args = parser.parse_args(argv)
    if args.epochs < 1:
        parser.error(f"expected at least one epoch, but got {args.epochs}")
    digits = data.load()
    reader = replace(RECIPES["reader"], epochs=args.epochs)
    assert reader.training is not None
    held_back = digits.x_train[-reader.training.held_back :], digits.y_train[-reader.training.held_back :]
    some = held_back[0][:DRAWINGS], held_back[1][:DRAWINGS]
    asked = synthetic.in_processes(DRAWING_SEED, DRAWINGS, some, DRAWINGS)
    table = [
        f"| {args.epochs} epochs, seed {SEED} | held back | after row 14 | redrawn | by template | no digit: unsure |",
        "|---|---|---|---|---|---|",
    ]
    for words in args.only or VARIANTS:
        network = _trained(VARIANTS[words](reader, reader.training), digits)
        table.append(f"| {words} | {' | '.join(_figures(network, held_back, asked))} |")
        print(table[-1], flush=True)
    print("\n" + "\n".join(table))
    return 0


def _trained(recipe: Recipe, digits: Data) -> Network:
    keras_model.prepare(SEED)
    trainer = AugmentedTrainer(keras_model.build(recipe), recipe, digits, SEED)
    for epoch in range(recipe.epochs):
        trainer.epoch(epoch)
    return trainer.finish()


def _figures(
    network: Network, held_back: tuple[data.Pixels, data.Pixels], asked: tuple[synthetic.Drawings, ...]
) -> list[str]:
    """The columns of one line."""
    images, labels = held_back
    answers = beliefs_by_row(network, data.scaled(images)).argmax(axis=-1)  # (n, 28)
    right = [(answers[:, row - 1] == labels).mean() for row in (28, 14)]
    templates, redrawn, none = asked
    right += [(_beliefs(network, each).argmax(axis=1) == each.labels).mean() for each in (redrawn, templates)]
    unsure = (_beliefs(network, none).max(axis=1) < network.unsure_below).mean()
    return [f"{share:.2%}" for share in (*right, unsure)]


def _beliefs(network: Network, drawings: synthetic.Drawings) -> np.ndarray:
    return predict(network, data.scaled(drawings.images))  # (n, 10)


if __name__ == "__main__":
    sys.exit(main())
