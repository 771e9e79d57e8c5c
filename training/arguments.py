"""The command line of `train.py`: words come in, what they ask for comes out, and back into words."""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path

from model import data, weights
from model.recipes import DEFAULT, RECIPES
from training import cluster

OUT = Path("trained")  # where a training writes that is not told where


def parser() -> argparse.ArgumentParser:
    """All that can be asked for."""
    found = argparse.ArgumentParser(
        prog="train.py",
        description="Train a network that reads MNIST digits row by row, and write its weights and report.",
    )
    which = found.add_mutually_exclusive_group()
    which.add_argument("--recipe", default=DEFAULT, metavar="NAME", help="what to train (default: %(default)s)")
    which.add_argument("--all", action="store_true", help="train each recipe that has no files in the folder yet")
    which.add_argument("--found", type=Path, metavar="FILE", help="a recipe that training/search.py has written")
    found.add_argument("--epochs", type=_at_least(1), metavar="N", help="passes over the training images")
    found.add_argument("--seed", type=_at_least(0), default=0, metavar="N", help="of first weights and image order")
    found.add_argument("--seeds", type=_seeds, metavar="N-M", help="train with each of them on a cluster, see --on")
    found.add_argument("--on", type=cluster.address, metavar="ray[:ADDRESS]", help="where to train with --seeds")
    found.add_argument("--data", type=Path, default=data.MNIST, metavar="FILE", help="laid out as Keras's mnist.npz")
    found.add_argument("--pen-strokes", type=Path, metavar="FILE", help="of real pens, for recipes that take them")
    found.add_argument("--hands", type=Path, metavar="FOLDER", help="of handwriting fonts, for the same recipes")
    place = found.add_mutually_exclusive_group()
    place.add_argument("--out", type=Path, default=OUT, metavar="FOLDER", help="where files go (default: %(default)s)")
    there = "write where the program reads, in place of what is shipped"
    place.add_argument("--ship", dest="out", action="store_const", const=weights.TRAINED, help=there)
    found.add_argument("--resume", action="store_true", help="go on from the last whole epoch of a stopped training")
    found.add_argument("--list", action="store_true", help="show the recipes and stop")
    return found


def parsed(words: Sequence[str]) -> argparse.Namespace:
    """What these words ask for; words that make no sense together end the program with a sentence."""
    every = parser()
    args = every.parse_args(words)
    is_alone = args.found or args.out in (OUT, weights.TRAINED)
    if (args.seeds is None) != (args.on is None) or (args.seeds and is_alone):
        every.error("expected --seeds, --on and --out FOLDER together, and without --found")
    return args


def command(args: argparse.Namespace) -> str:
    """The command that trains this again, with only what differs from the defaults."""
    backend = os.environ.get("KERAS_BACKEND", "tensorflow")
    which = ["--found", str(args.found)] if args.found else ["--recipe", args.recipe]
    words = ["python", "train.py", *(["--all"] if args.all else which)]
    defaults = {"epochs": None, "seed": 0, "data": data.MNIST, "pen_strokes": None, "hands": None, "out": OUT}
    for option, default in defaults.items():
        value = getattr(args, option)
        if option == "out" and value == weights.TRAINED:
            words.append("--ship")
        elif value != default:
            words += [f"--{option.replace('_', '-')}", str(value)]
    return ("" if backend == "tensorflow" else f"KERAS_BACKEND={backend} ") + shlex.join(words)


def listing() -> str:
    """The recipes, one a line."""
    lines = []
    for recipe in RECIPES.values():
        chain = ", ".join(f"{spec.kind} {spec.units or ''}".rstrip() for spec in recipe.layers)
        lines.append(f"{recipe.name:20} {chain}; {recipe.epochs} epochs. {recipe.source}")
    return "\n".join(lines)


def _at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) < 2**32:
            raise argparse.ArgumentTypeError(f"expected a whole number from {least}, but got {text!r}")
        return int(text)

    return number


def _seeds(text: str) -> range:
    first, _, last = text.partition("-")
    number = _at_least(0)
    seeds = range(number(first), number(last or first) + 1)
    if not seeds:
        raise argparse.ArgumentTypeError(f"expected seeds such as 0-4, but got {text!r}")
    return seeds
