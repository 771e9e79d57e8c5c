"""The register of situations, and pages that several of them start from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks import scenes
from benchmarks.scenes import PENS, Colour, Floats

Rng = np.random.Generator
Situation = Callable[[Rng, Floats], bytes]
SITUATIONS: dict[str, Situation] = {}


def situation(name: str) -> Callable[[Situation], Situation]:
    """Enters a function under its name in the table."""

    def enter(function: Situation) -> Situation:
        SITUATIONS[name] = function
        return function

    return enter


def sheet_shape(rng: Rng, low: int = 500, high: int = 1000) -> tuple[int, int]:
    height = int(rng.integers(low, high))
    return height, int(height * rng.uniform(0.7, 1.4))


def any_pen(rng: Rng) -> Colour:
    return PENS[rng.integers(len(PENS))]


def page_with(
    rng: Rng,
    ink: Floats,
    colour: Colour | None = None,
    size: tuple[float, float] = (0.3, 0.6),
    inside: tuple[float, float, float, float] = (0.1, 0.1, 0.9, 0.9),
    shape: tuple[int, int] | None = None,
) -> Floats:
    """A white page with the digit somewhere within top, left, bottom, right; shape and pen are any, unless given."""
    shape = shape or sheet_shape(rng)
    return scenes.inked(scenes.paper(shape), scenes.placed(rng, ink, shape, size, inside), colour or any_pen(rng))


def on_lines(rng: Rng, ink: Floats, rules: str, line: Colour, pen: Colour, turn: float) -> Floats:
    """A page with printed lines, the digit over them."""
    shape = sheet_shape(rng)
    gap, width = rng.uniform(0.07, 0.16) * min(shape), rng.uniform(0.9, 2.2) * min(shape) / 560
    if rules == "graph":
        lines = scenes.graph(rng, shape, gap * 0.7, width, turn)
    else:
        lines = scenes.rules(rng, shape, gap, width, turn)
    page = scenes.inked(scenes.paper(shape), lines, line)
    return scenes.inked(page, scenes.placed(rng, ink, shape, (0.3, 0.6)), pen)


def turn(rng: Rng, most: float = 3) -> float:
    return float(rng.uniform(-most, most))
