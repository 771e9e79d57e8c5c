"""Light of all kinds: each situation takes the ink of a digit and gives a file of it."""

from __future__ import annotations

import numpy as np

from benchmarks import scenes
from benchmarks.scenes import BLACK, PENCIL, Floats
from benchmarks.situations.kit import Rng, page_with, sheet_shape, situation


@situation("pencil in even light")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.photo(rng, page_with(rng, ink, PENCIL))


@situation("faint pencil in even light")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.photo(rng, page_with(rng, ink, (0.72, 0.72, 0.73)), noise=(0.004, 0.02))


@situation("pen in even light")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.photo(rng, page_with(rng, ink))


@situation("slanting light")
def _(rng: Rng, ink: Floats) -> bytes:
    page = page_with(rng, ink)
    return scenes.photo(rng, page, scenes.slanted(rng, page.shape[:2], 0.7))


@situation("soft shadow of a hand")
def _(rng: Rng, ink: Floats) -> bytes:
    page = page_with(rng, ink)
    shape = page.shape[:2]
    light = scenes.shade(scenes.half_plane(rng, shape, (-0.4, 0.6)), float(rng.uniform(0.25, 0.5)), min(shape) / 12)
    return scenes.photo(rng, page, light)


@situation("sharp shadow in a corner")
def _(rng: Rng, ink: Floats) -> bytes:
    page = page_with(rng, ink, size=(0.3, 0.45))
    shape = page.shape[:2]
    mask = np.zeros(shape, np.float32)
    y, x = int(shape[0] * rng.uniform(0.55, 0.85)), int(shape[1] * rng.uniform(0.55, 0.85))
    mask[y:, x:] = 1
    turned = mask[:: int(rng.choice([-1, 1])), :: int(rng.choice([-1, 1]))]
    return scenes.photo(rng, page, scenes.shade(turned, float(rng.uniform(0.25, 0.5)), float(rng.uniform(0, 3))))


@situation("sharp shadow across the digit")
def _(rng: Rng, ink: Floats) -> bytes:
    page = page_with(rng, ink, BLACK)
    shape = page.shape[:2]
    light = scenes.shade(scenes.half_plane(rng, shape, (-0.4, 0.4)), float(rng.uniform(0.2, 0.4)), 2)
    return scenes.photo(rng, page, light)


@situation("lamp in the middle")
def _(rng: Rng, ink: Floats) -> bytes:
    page = page_with(rng, ink)
    down, right = np.mgrid[-1 : 1 : page.shape[0] * 1j, -1 : 1 : page.shape[1] * 1j]
    light = np.exp(-rng.uniform(0.3, 0.7) * ((down - rng.uniform(-0.4, 0.4)) ** 2 + right**2))[..., None]
    return scenes.photo(rng, page, np.asarray(light, np.float32))


@situation("dim room")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.photo(rng, page_with(rng, ink), exposure=(0.2, 0.35), noise=(0.015, 0.03))


@situation("crease through the paper")
def _(rng: Rng, ink: Floats) -> bytes:
    page = page_with(rng, ink)
    shape = page.shape[:2]
    fold = scenes.half_plane(rng, shape, (-0.3, 0.3))
    edge = np.abs(np.diff(fold, axis=1, prepend=fold[:, :1])) + np.abs(np.diff(fold, axis=0, prepend=fold[:1]))
    light = scenes.shade(fold, 0.08, 1) * scenes.shade(edge.clip(0, 1), 0.25, 2)
    return scenes.photo(rng, page, light)


@situation("whiteboard with a glare")
def _(rng: Rng, ink: Floats) -> bytes:
    page = page_with(rng, ink) * 0.8
    shape = page.shape[:2]
    down, right = np.mgrid[0 : 1 : shape[0] * 1j, 0 : 1 : shape[1] * 1j]
    y, x = rng.uniform(0, 0.2), rng.uniform(0, 1)
    glare = 0.5 * np.exp(-(((down - y) / 0.08) ** 2) - ((right - x) / 0.15) ** 2)[..., None]
    return scenes.photo(rng, np.asarray(page + glare, np.float32), scenes.slanted(rng, shape, 0.2), (0.9, 1.0))


@situation("chalk on a blackboard")
def _(rng: Rng, ink: Floats) -> bytes:
    shape = sheet_shape(rng)
    board = scenes.texture(rng, shape, (0.13, 0.2, 0.17), 0.12)
    rough = scenes.placed(rng, ink, shape) * np.asarray(rng.uniform(0.5, 1, shape), np.float32)
    return scenes.photo(rng, scenes.inked(board, rough, (0.92, 0.92, 0.88)), scenes.slanted(rng, shape, 0.3))


@situation("photo of a screen")
def _(rng: Rng, ink: Floats) -> bytes:
    page = page_with(rng, ink, BLACK)
    waves = np.sin(np.arange(page.shape[1]) * rng.uniform(0.8, 2.5))[None, :, None]
    edge = round(0.06 * min(page.shape[:2]))
    screen = np.pad(page * (0.9 + 0.06 * waves), ((edge, edge), (edge, edge), (0, 0)), constant_values=0.04)
    return scenes.photo(rng, np.asarray(screen, np.float32))
