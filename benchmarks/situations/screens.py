"""Drawings and screenshots: each situation takes the ink of a digit and gives a file of it."""

from __future__ import annotations

import numpy as np

from benchmarks import scenes
from benchmarks.scenes import BLACK, WHITE, Floats
from benchmarks.situations.kit import Rng, any_pen, page_with, sheet_shape, situation


@situation("black on white")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.packed(page_with(rng, ink, BLACK, (0.3, 0.95)))


@situation("white on black")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.packed(1 - page_with(rng, ink, BLACK, (0.3, 0.95)))


@situation("colour on colour")
def _(rng: Rng, ink: Floats) -> bytes:
    shape = sheet_shape(rng, 200, 500)
    ground = np.array(rng.uniform(0, 1, 3), np.float32)
    pen = (ground + 0.5) % 1
    return scenes.packed(
        scenes.inked(scenes.paper(shape, tuple(ground)), scenes.placed(rng, ink, shape), tuple(pen)), "WEBP", quality=90
    )


@situation("red on green as bright")
def _(rng: Rng, ink: Floats) -> bytes:
    shape = sheet_shape(rng, 200, 500)
    page = scenes.paper(shape, (0.0, float(rng.uniform(0.4, 0.55)), 0.05))
    return scenes.packed(scenes.inked(page, scenes.placed(rng, ink, shape), (0.85, 0.05, 0.05)), "JPEG", quality=90)


@situation("faint, 4 to 10 %")
def _(rng: Rng, ink: Floats) -> bytes:
    shape = sheet_shape(rng, 100, 500)
    level = float(1 - rng.uniform(0.04, 0.1))
    return scenes.packed(scenes.inked(scenes.paper(shape, WHITE), scenes.placed(rng, ink, shape), (level,) * 3))


@situation("few pixels")
def _(rng: Rng, ink: Floats) -> bytes:
    shape = int(rng.integers(32, 64)), int(rng.integers(32, 64))
    return scenes.packed(page_with(rng, ink, BLACK, (0.6, 0.9), shape=shape))


@situation("cropped to the edge")
def _(rng: Rng, ink: Floats) -> bytes:
    small = np.pad(scenes.scaled(ink, float(rng.uniform(60, 400))), int(rng.integers(0, 4)))
    return scenes.packed(scenes.inked(scenes.paper((small.shape[0], small.shape[1])), small, any_pen(rng)))


@situation("phone screenshot")
def _(rng: Rng, ink: Floats) -> bytes:
    height, width = 1600, 740
    page = scenes.inked(
        scenes.paper((height, width), WHITE), scenes.words((height, width), "9:41", (40, 18), 34), BLACK
    )
    for left in (590, 630, 670):
        page[22:48, left : left + int(rng.integers(20, 34))] = 0.05
    ink_ = scenes.placed(rng, ink, (height, width), (0.4, 0.8), (0.15, 0.1, 0.85, 0.9))
    return scenes.packed(scenes.inked(page, ink_, BLACK))


@situation("dark screenshot with buttons")
def _(rng: Rng, ink: Floats) -> bytes:
    shape = 1600, 740
    page = scenes.paper(shape, (0.07, 0.07, 0.09))
    page = scenes.inked(page, scenes.words(shape, "12:05", (40, 18), 34), WHITE)
    for left, text in ((60, "Clear"), (300, "Undo"), (520, "Share")):
        page[1420:1500, left : left + 170] = (0.15, 0.35, 0.8)
        page = scenes.inked(page, scenes.words(shape, text, (left + 30, 1435), 40), WHITE)
    ink_ = scenes.placed(rng, ink, shape, (0.4, 0.8), (0.15, 0.1, 0.8, 0.9))
    return scenes.packed(scenes.inked(page, ink_, WHITE))


@situation("drawing app with a toolbar")
def _(rng: Rng, ink: Floats) -> bytes:
    shape = 700, 1000
    page = scenes.paper(shape, WHITE)
    page[:60] = 0.88
    for left in range(20, 800, 70):
        page[15:45, left : left + 34] = rng.uniform(0.1, 0.8, 3)
    page[60:62] = 0.6
    ink_ = scenes.placed(rng, ink, shape, (0.35, 0.7), (0.14, 0.05, 0.95, 0.95))
    return scenes.packed(scenes.inked(page, ink_, any_pen(rng)))


@situation("caption beneath")
def _(rng: Rng, ink: Floats) -> bytes:
    shape = sheet_shape(rng)
    page = scenes.paper(shape, WHITE)
    page = scenes.inked(page, scenes.words(shape, "Figure 3: a digit", (0.3 * shape[1], 0.9 * shape[0]), 22), BLACK)
    return scenes.packed(scenes.inked(page, scenes.placed(rng, ink, shape, (0.35, 0.6), (0.08, 0.1, 0.82, 0.9)), BLACK))
