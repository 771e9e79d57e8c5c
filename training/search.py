"""A search for a better recipe: in goes a number of trials, out comes a file that train.py trains.

    python -m training.search --trials N [--epochs N] [--on ray[:ADDRESS]] --out FOLDER
    python train.py --found FOLDER/recipe.json --out FOLDER

Each trial trains on the training images but the last 5,000, and is judged on these alone.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from model import data, files, records
from model.data import Data
from model.recipes import LayerSpec, Recipe
from training import cluster, jobs

NAME = "found"
FILE = "recipe.json"  # another than those that its training writes
HELD_BACK = 5_000  # of the training images, the last so many
EPOCHS = 15
SEED = 0
FAILED = 2


class SearchError(ValueError):
    """There is no recipe of a search; the message says why and what to do."""


SPACE: cluster.Space = {  # a list to choose from, or the bounds of a logarithmic range
    "cell": ["LSTM", "GRU"],
    "units": [64, 96, 128, 192],
    "layers": [1, 2],
    "dropout": [0.0, 0.1, 0.2, 0.3],
    "learning_rate": (3e-4, 1e-2),
    "batch_size": [64, 128, 256],
}


def recipe(settings: dict[str, Any], epochs: int) -> Recipe:
    """The recipe that settings of the space stand for."""
    cell = [LayerSpec(settings["cell"], settings["units"], "tanh"), LayerSpec("Dropout", rate=settings["dropout"])]
    return Recipe(
        name=NAME,
        layers=(*cell * settings["layers"], LayerSpec("Dense", data.DIGITS, "softmax")),
        optimizer="adam",
        learning_rate=settings["learning_rate"],
        loss="sparse_categorical_crossentropy",
        batch_size=settings["batch_size"],
        epochs=epochs,
        every_row=False,
        published=None,
        source="Found by training/search.py on the held-back training images.",
    )


def held_back(digits: Data, count: int = HELD_BACK) -> Data:
    """The same training images, the last of them in the place of the test images, which are gone."""
    x, y = digits.x_train, digits.y_train
    return replace(digits, x_train=x[:-count], y_train=y[:-count], x_test=x[-count:], y_test=y[-count:])


def trial(settings: dict[str, Any], tell: Callable[[float], None], *, epochs: int, file: Path) -> None:
    """Trains by settings, and tells after each epoch what share of the held-back images is right."""
    os.environ.update(jobs.ONE_THREAD)  # before Keras is loaded
    from training import keras_model
    from training.plain import Plain

    digits = data.load(file)
    tried = recipe(settings, epochs)
    keras_model.prepare(SEED)
    trainer = Plain(keras_model.build(tried), tried, held_back(digits, min(HELD_BACK, len(digits.x_train) // 2)), SEED)
    for number in range(epochs):
        reached = trainer.epoch(number).test_accuracy
        assert reached is not None
        tell(reached)


def found(path: Path) -> Recipe:
    """The recipe that a search has written.

    Raises:
        SearchError: there is none.
    """
    try:
        recipe = records.from_plain(Recipe, json.loads(path.read_text("utf-8")), path.name)
    except (OSError, ValueError) as error:
        raise SearchError(f"expected a recipe in {path.name}, but: {error}; training/search.py writes one") from error
    return recipe


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.search", description=__doc__.split("\n")[0])
    parser.add_argument("--trials", type=int, required=True, metavar="N", help="how many settings are tried")
    parser.add_argument(
        "--epochs", type=int, default=EPOCHS, metavar="N", help="that a trial has at most (%(default)s)"
    )
    parser.add_argument("--data", type=Path, default=data.MNIST, metavar="FILE", help="laid out as Keras's mnist.npz")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help=f"where {FILE} goes")
    parser.add_argument("--on", type=cluster.address, default="", metavar="ray[:ADDRESS]", help="default: this machine")
    args = parser.parse_args(argv)
    if args.trials < 1 or args.epochs < 1:
        parser.error("expected at least one trial of one epoch")
    try:
        files.check_writable(args.out)
        one = functools.partial(trial, epochs=args.epochs, file=args.data.resolve())
        best, reached = cluster.search(one, SPACE, args.trials, args.epochs, args.on, args.out)
    except (cluster.ClusterError, OSError) as error:
        print(f"search.py: {error}", file=sys.stderr)
        return FAILED
    path = args.out / FILE
    files.write_whole({path: records.to_json(asdict(recipe(best, args.epochs))).encode()})
    print(f"{reached:.2%} of the held-back images right, by {best}")
    print(f"`python train.py --found {path} --out FOLDER` trains it on all training images")
    return 0


if __name__ == "__main__":
    sys.exit(main())
