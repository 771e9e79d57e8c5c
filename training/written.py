"""What was written by hand, as a recipe takes it: in go a recipe and files, out come the strokes to learn from."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from model.recipes import RECIPES, Recipe
from training import hands, pens
from training.pens import Pens


class WrittenError(ValueError):
    """A recipe that does not take what it is given; the message says which ones do."""


class Source(NamedTuple):
    """Where writing comes from."""

    lacking: str  # what a report and a training say where a recipe would take some and is given none
    load: Callable[[Path], Pens]  # without what is held back


SOURCES = {  # by the name of the option of `train.py`
    "pen_strokes": Source("no pen strokes", lambda path: pens.learned(pens.load(path))),
    "hands": Source("no hands", hands.learned),
}
ERRORS = (WrittenError, pens.PenError, hands.HandError)


def taken(recipe: Recipe) -> list[str]:
    """The names of those sources that a recipe learns from: all or none."""
    return list(SOURCES) if recipe.training and recipe.training.by_pen else []


def given(args: Namespace) -> dict[str, Path]:
    """What the command line names, by source."""
    return {name: getattr(args, name) for name in SOURCES if getattr(args, name)}


def option(name: str) -> str:
    """A source as the command line has it."""
    return f"--{name.replace('_', '-')}"


def load(recipe: Recipe, named: dict[str, Path]) -> Pens | None:
    """All that a recipe takes, as far as it is named; None if it takes nothing. Says what it would take, too.

    Raises:
        WrittenError: the recipe does not take what is named.
        PenError, HandError: a file or folder cannot be used.
    """
    names = taken(recipe)
    for name in named.keys() - names:
        takers = ", ".join(each.name for each in RECIPES.values() if name in taken(each))
        raise WrittenError(f"expected {option(name)} with --recipe {takers}, but {recipe.name} takes none")
    for name in names:
        if name not in named:
            print(f"{recipe.name}: trained with {SOURCES[name].lacking}; {option(name)} takes them", flush=True)
    parts = [SOURCES[name].load(named[name]) if name in named else pens.none(SOURCES[name].lacking) for name in names]
    return pens.joined(parts) if parts else None
