"""Printed lines, boxes and neighbours: each situation takes the ink of a digit and gives a file of it."""

from __future__ import annotations

import numpy as np

from benchmarks import scenes
from benchmarks.scenes import BLACK, LINE_BLUE, PENCIL, Floats
from benchmarks.situations.kit import Rng, any_pen, on_lines, page_with, sheet_shape, situation, turn


@situation("ruled paper, scan, pen")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.packed(on_lines(rng, ink, "rules", LINE_BLUE, any_pen(rng), 0))


@situation("ruled paper, scan, grey lines as strong as the pencil")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.packed(on_lines(rng, ink, "rules", (0.5, 0.5, 0.5), PENCIL, turn(rng, 0.5)))


@situation("ruled paper, photo, pen")
def _(rng: Rng, ink: Floats) -> bytes:
    page = on_lines(rng, ink, "rules", LINE_BLUE, any_pen(rng), turn(rng))
    return scenes.photo(rng, page, scenes.slanted(rng, page.shape[:2], 0.4))


@situation("ruled paper, photo, pencil as strong as the lines")
def _(rng: Rng, ink: Floats) -> bytes:
    page = on_lines(rng, ink, "rules", (0.45, 0.55, 0.75), PENCIL, turn(rng))
    return scenes.photo(rng, page, scenes.slanted(rng, page.shape[:2], 0.4))


@situation("graph paper, scan, pen")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.packed(on_lines(rng, ink, "graph", (0.75, 0.75, 0.75), any_pen(rng), 0))


@situation("graph paper, photo, pen")
def _(rng: Rng, ink: Floats) -> bytes:
    page = on_lines(rng, ink, "graph", LINE_BLUE, any_pen(rng), turn(rng))
    return scenes.photo(rng, page, scenes.slanted(rng, page.shape[:2], 0.4))


@situation("graph paper, photo, pencil as strong as the lines")
def _(rng: Rng, ink: Floats) -> bytes:
    page = on_lines(rng, ink, "graph", (0.45, 0.55, 0.75), PENCIL, turn(rng))
    return scenes.photo(rng, page, scenes.slanted(rng, page.shape[:2], 0.4))


@situation("red margin line")
def _(rng: Rng, ink: Floats) -> bytes:
    shape = sheet_shape(rng)
    x = rng.uniform(0.08, 0.2) * shape[1]
    line = scenes.stroked(shape, [(x, -5, x + rng.uniform(-9, 9), shape[0] + 5)], rng.uniform(1, 3))
    page = scenes.inked(scenes.paper(shape), line, (0.85, 0.35, 0.35))
    page = scenes.inked(page, scenes.placed(rng, ink, shape, (0.3, 0.6), (0.1, 0.25, 0.9, 0.95)), any_pen(rng))
    return scenes.photo(rng, page, scenes.slanted(rng, shape, 0.4))


def _form(rng: Rng, ink: Floats, neighbours: bool) -> Floats:
    """A digit in a printed cell, alone or one of a row of empty ones."""
    side = float(rng.uniform(120, 260))
    shape = (int(side * rng.uniform(1.3, 2)), int(side * (rng.uniform(3.2, 4) if neighbours else rng.uniform(1.3, 2))))
    top, left = (shape[0] - side) / 2, (shape[1] - (3 if neighbours else 1) * side) / 2
    thick, cells = float(rng.uniform(1.5, 5)), range(3 if neighbours else 1)
    outline = [scenes.box(shape, (top, left + k * side, top + side, left + (k + 1) * side), thick) for k in cells]
    page = scenes.inked(scenes.paper(shape), np.maximum.reduce(outline), scenes.grey(float(rng.uniform(0.05, 0.5))))
    at = left + (side if neighbours else 0)
    inside = (
        (top + 0.1 * side) / shape[0],
        (at + 0.1 * side) / shape[1],
        (top + 0.9 * side) / shape[0],
        (at + 0.9 * side) / shape[1],
    )
    return scenes.inked(page, scenes.placed(rng, ink, shape, (0.3, 0.55), inside), any_pen(rng))


@situation("printed box, scan")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.packed(_form(rng, ink, False))


@situation("printed box, photo")
def _(rng: Rng, ink: Floats) -> bytes:
    page = _form(rng, ink, False)
    return scenes.photo(rng, page, scenes.slanted(rng, page.shape[:2], 0.3))


@situation("cell in a row of a form")
def _(rng: Rng, ink: Floats) -> bytes:
    page = _form(rng, ink, True)
    return scenes.photo(rng, page, scenes.slanted(rng, page.shape[:2], 0.3))


@situation("neighbours cut at the edges")
def _(rng: Rng, ink: Floats) -> bytes:
    shape = sheet_shape(rng, 300, 600)
    small = scenes.scaled(ink, 0.5 * shape[0])
    sheet = np.zeros(shape, np.float32)
    y, x = (np.array(shape) - small.shape) // 2
    sheet[y : y + small.shape[0], x : x + small.shape[1]] = small
    cut = int(small.shape[1] * rng.uniform(0.2, 0.5))
    if x > cut + 10:
        sheet[y : y + small.shape[0], :cut] = small[:, -cut:]
        sheet[y : y + small.shape[0], -cut:] = small[:, :cut]
    return scenes.packed(scenes.inked(scenes.paper(shape), sheet, BLACK))


@situation("dust and specks")
def _(rng: Rng, ink: Floats) -> bytes:
    page = page_with(rng, ink)
    shape = page.shape[:2]
    spots = np.zeros(shape, np.float32)
    for _ in range(int(rng.integers(10, 60))):
        y, x, side = int(rng.integers(shape[0])), int(rng.integers(shape[1])), int(rng.integers(1, 5))
        spots[y : y + side, x : x + side] = rng.uniform(0.4, 1)
    return scenes.packed(scenes.inked(page, spots, (0.2, 0.2, 0.2)))


@situation("small on a large page")
def _(rng: Rng, ink: Floats) -> bytes:
    page = page_with(rng, ink, size=(0.08, 0.15), shape=sheet_shape(rng, 1200, 2000))
    return scenes.photo(rng, page, scenes.slanted(rng, page.shape[:2], 0.3))
