"""What each part of the reader's training gives: trains it without one after the other, prints one Markdown table.

    KERAS_BACKEND=jax python -m benchmarks.ablation --pen-strokes FILE --hands FOLDER [--epochs N] [--seeds N]
                                                    [--only WORDS ...]

All figures are of the held-back training images, pens and fonts and of drawings made from them; the test images are not
looked at. The drawings are made once, and where some are left out an epoch is shorter by their share. The teacher
learns once, from all of them and as long as the reader's. Nothing is calibrated; the bound of doubt is the reader's
share of the held-back images. It is meant for an accelerator.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from model import RECIPES, data, forward
from model.recipes import LayerSpec, Recipe
from model.weights import Array
from training import hands, keras_model, learner, pens, synthetic, written
from training.lessons import Lessons, Places
from training.plain import assign
from training.synthetic import NONE, Drawings, Pixels
from training.teacher import Teacher

DRAWING_SEED = 99  # of the drawings that the variants are asked about
DRAWINGS = 2_000  # of each origin
OF_PENS, OF_FONTS = 3, 15  # times that each held-back digit of a pen and of a font is drawn
LOGITS = LayerSpec("Dense", units=10, activation="linear")
COLUMNS = ("held back", "after row 14", "redrawn", "by template", "held-back pens", "held-back fonts")
UNSURE = "no digit: unsure"

Read = Callable[[Pixels], Array]  # images (n, 28, 28) to the beliefs after each row, (n, 28, 10)


@dataclass(frozen=True)
class Variant:
    """What differs from the reader."""

    without: tuple[str, ...] = ()  # drawings that are left out, see `origins`
    settings: Mapping[str, Any] = field(default_factory=dict)  # of its training
    units: tuple[int, ...] = ()  # of its LSTM layers, if other than the reader's

    def recipe(self, reader: Recipe) -> Recipe:
        """The reader's, changed."""
        assert reader.training is not None
        layers = (*(LayerSpec("LSTM", units=each, activation="tanh") for each in self.units), LOGITS)
        changed = replace(reader, training=replace(reader.training, **self.settings))
        return replace(changed, layers=layers) if self.units else changed

    def lessons(self, every: Lessons, places: Mapping[str, Places]) -> Lessons:
        """Those of the reader that are left."""
        fewer = every.without(np.concatenate([places[name] for name in self.without])) if self.without else every
        return fewer.deforming(self.settings["deformation"]) if "deformation" in self.settings else fewer


VARIANTS = {
    "the reader": Variant(),
    "no teacher": Variant(settings={"taught": 0.0}),
    "one layer of 256 units": Variant(units=(256,)),
    "no deformation": Variant(settings={"deformation": 0.0}),
    "no real pens": Variant(("pen_strokes",)),
    "no fonts": Variant(("hands",)),
    "no digits by template": Variant(("templates",)),
    "no drawings of digits": Variant(("digits",)),
    "no drawings that are no digit": Variant(("no digits",)),
    "loss on the last row only": Variant(settings={"earlier_rows": 0.0}),
    "no averaged weights": Variant(settings={"averaging": 1.0}),
    "no weight decay": Variant(settings={"weight_decay": 0.0}),
}


def main(argv: list[str] | None = None) -> int:
    """Trains, asks, prints."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pen-strokes", type=Path, required=True, metavar="FILE", help="see training/pens.py")
    parser.add_argument("--hands", type=Path, required=True, metavar="FOLDER", help="see training/hands.py")
    parser.add_argument("--epochs", type=int, default=15, metavar="N", help="default: %(default)s")
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="trainings of each (default: %(default)s)")
    parser.add_argument("--only", nargs="+", choices=VARIANTS, metavar="WORDS", help=f"of {', '.join(VARIANTS)}")
    args = parser.parse_args(argv)
    if args.epochs < 1 or args.seeds < 1:
        parser.error("expected at least one epoch and one seed")
    try:
        by_hand = {name: written.SOURCES[name].load(path) for name, path in written.given(args).items()}
        pens_kept = pens.held_back(pens.load(args.pen_strokes))
        fonts_kept = hands.traced(hands.held_back(args.hands), hands.DIGIT_SIGNS)
    except written.ERRORS as problem:
        print(f"ablation.py: {problem}", file=sys.stderr)
        return 2
    reader = RECIPES["reader"]
    assert reader.training is not None
    every = Lessons(reader.training, data.load(), pens.joined(list(by_hand.values())))
    places = origins(every, {name: len(each.digits) for name, each in by_hand.items()})
    asked = questions(every.held_back, pens_kept, fonts_kept)
    keras_model.prepare(0)
    teacher = Teacher(reader, every)
    teacher.learn()
    lines = heading(args.epochs, args.seeds)
    for words in args.only or VARIANTS:
        variant = VARIANTS[words]
        recipe, lessons = variant.recipe(replace(reader, epochs=args.epochs)), variant.lessons(every, places)
        reads = (trained(recipe, lessons, teacher, seed) for seed in range(args.seeds))
        lines.append(line(words, [figures(read, asked, reader.training.unsure) for read in reads]))
        print(lines[-1], flush=True)
    print("\n" + "\n".join(lines))
    return 0


def origins(lessons: Lessons, sources: Mapping[str, int]) -> dict[str, Places]:
    """Where the drawings lie that a variant may do without; `sources` says how many signs each source of writing has.

    A sign of a font that is no digit belongs to its font and to what is no digit.
    """
    by_pen = lessons.drawn["by_pen"]
    source = np.resize(np.repeat(list(sources), list(sources.values())), len(by_pen))  # as `pens.repeated` has them
    drawn = np.arange(lessons.written, len(lessons.labels))
    is_digit = lessons.labels[drawn] != NONE
    parts = {name: by_pen[source == name] for name in sources} | {"templates": lessons.drawn["templates"]}
    return parts | {"digits": drawn[is_digit], "no digits": drawn[~is_digit]}


def questions(held_back: Drawings, of_pens: pens.Pens, of_fonts: pens.Pens) -> dict[str, Drawings]:
    """What all variants are asked about, by column."""
    some = held_back.images[:DRAWINGS], held_back.labels[:DRAWINGS]
    often = [
        pens.repeated(each, times * len(each.digits)) for each, times in ((of_pens, OF_PENS), (of_fonts, OF_FONTS))
    ]
    templates, redrawn, none, drawn = synthetic.in_processes(
        DRAWING_SEED, DRAWINGS, some, DRAWINGS, None, pens.joined(often), "more", "more"
    )
    first, rest = slice(len(often[0].digits)), slice(len(often[0].digits), None)
    return {
        "held back": held_back,
        "redrawn": redrawn,
        "by template": templates,
        "held-back pens": Drawings(drawn.images[first], drawn.labels[first]),
        "held-back fonts": Drawings(drawn.images[rest], drawn.labels[rest]),
        UNSURE: none,
    }


def trained(recipe: Recipe, lessons: Lessons, teacher: Teacher, seed: int) -> Read:
    """How a network reads that learned from these lessons."""
    assert recipe.training is not None
    keras_model.prepare(seed)
    model = keras_model.build(recipe)
    learning = learner.of(model, recipe, lessons, seed, teacher.believes if recipe.training.taught else None)
    for epoch in range(recipe.epochs):
        learning.epoch(epoch)
    assign(model.trainable_variables, learning.averaged())
    network = keras_model.to_network(model, recipe)
    return lambda images: forward.beliefs_by_row(network, data.scaled(images))


def figures(read: Read, asked: Mapping[str, Drawings], unsure: float) -> list[float]:
    """The columns of one training, in percent; `unsure` is the share of the held-back images that may be called so."""
    beliefs = {name: read(drawings.images) for name, drawings in asked.items()}  # (n, 28, 10)
    last = {name: each[:, -1] for name, each in beliefs.items()} | {"after row 14": beliefs["held back"][:, 13]}
    truth = {name: drawings.labels for name, drawings in asked.items()} | {"after row 14": asked["held back"].labels}
    right = [(last[name].argmax(axis=1) == truth[name]).mean() for name in COLUMNS]
    bound = np.quantile(last["held back"].max(axis=1), unsure)
    return [100 * float(share) for share in (*right, (last[UNSURE].max(axis=1) < bound).mean())]


def heading(epochs: int, seeds: int) -> list[str]:
    """The first lines of the table."""
    of = f"{epochs} epochs, seed 0" if seeds == 1 else f"{epochs} epochs, {seeds} seeds, mean ± deviation"
    return [f"| {of}; in % | {' | '.join((*COLUMNS, UNSURE))} |", "|---" * (len(COLUMNS) + 2) + "|"]


def line(words: str, found: Sequence[Sequence[float]]) -> str:
    """One line of it, from the figures of each seed."""
    mean, deviation = np.mean(found, axis=0), np.std(found, axis=0, ddof=len(found) > 1)
    cells = [f"{m:.2f}" + (f" ± {d:.2f}" if len(found) > 1 else "") for m, d in zip(mean, deviation, strict=True)]
    return f"| {words} | {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
