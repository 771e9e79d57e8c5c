"""Sheets on tables, and hands: each situation takes the ink of a digit and gives a file of it."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from benchmarks import scenes
from benchmarks.scenes import Colour, Floats
from benchmarks.situations.kit import Rng, any_pen, page_with, sheet_shape, situation, turn


def _laid(rng: Rng, page: Floats, table: Floats, turn: float) -> Floats:
    """A page on a table, turned by degrees; the table is larger."""
    height, width = table.shape[:2]
    y, x = (height - page.shape[0]) // 2, (width - page.shape[1]) // 2
    whole = np.zeros((height, width, 4), np.float32)
    whole[y : y + page.shape[0], x : x + page.shape[1]] = np.concatenate([page, np.ones_like(page[..., :1])], axis=2)
    turned = Image.fromarray(scenes.to_bytes(whole)).rotate(turn, Image.Resampling.BILINEAR)
    layer = np.asarray(turned, np.float32) / 255
    return np.asarray(table * (1 - layer[..., 3:]) + layer[..., :3] * layer[..., 3:], np.float32)


def _sheet(rng: Rng, ink: Floats, table: Colour, paper: Colour = (0.95, 0.95, 0.94), grain: float = 0.1) -> bytes:
    shape = sheet_shape(rng, 350, 600)
    page = scenes.inked(
        scenes.paper(shape, paper), scenes.placed(rng, ink, shape, (0.35, 0.6), (0.12, 0.12, 0.88, 0.88)), any_pen(rng)
    )
    outer = tuple(int(side * rng.uniform(1.15, 1.6)) for side in shape)
    wood = scenes.texture(rng, (outer[0], outer[1]), table, grain)
    return scenes.photo(rng, _laid(rng, page, wood, turn(rng, 8)), scenes.slanted(rng, wood.shape[:2], 0.25))


@situation("sheet on a dark table")
def _(rng: Rng, ink: Floats) -> bytes:
    return _sheet(rng, ink, (0.35, 0.22, 0.13))


@situation("sheet on a light table")
def _(rng: Rng, ink: Floats) -> bytes:
    return _sheet(rng, ink, (0.72, 0.6, 0.45))


@situation("yellow note on a desk")
def _(rng: Rng, ink: Floats) -> bytes:
    return _sheet(rng, ink, (0.55, 0.55, 0.58), (0.98, 0.9, 0.4), 0.04)


@situation("table along one side")
def _(rng: Rng, ink: Floats) -> bytes:
    page = page_with(rng, ink, size=(0.3, 0.5), inside=(0.25, 0.25, 0.75, 0.75))
    shape = page.shape[:2]
    mask = scenes.half_plane(rng, shape, (0.65, 0.95))[..., None]
    wood = scenes.texture(rng, shape, tuple(rng.uniform(0.1, 0.6, 3)), 0.1)
    return scenes.photo(rng, page * (1 - mask) + wood * mask, scenes.slanted(rng, shape, 0.2))


@situation("thumb in a corner")
def _(rng: Rng, ink: Floats) -> bytes:
    page = page_with(rng, ink, size=(0.3, 0.5), inside=(0.08, 0.25, 0.7, 0.75))
    shape = page.shape[:2]
    mask = Image.new("L", (shape[1], shape[0]))
    wide, high = rng.uniform(0.12, 0.22) * shape[1], rng.uniform(0.2, 0.28) * shape[0]
    middle = shape[1] * float(rng.choice([0.08, 0.92]))
    ImageDraw.Draw(mask).ellipse((middle - wide, shape[0] - high, middle + wide, shape[0] + high), 255)
    thumb = scenes.shares(mask)[..., None]
    skin = scenes.paper(shape, (0.8, 0.58, 0.47)) * scenes.slanted(rng, shape, 0.3)
    return scenes.photo(rng, page * (1 - thumb) + skin * thumb, scenes.slanted(rng, shape, 0.15))


@situation("punched holes and a torn edge")
def _(rng: Rng, ink: Floats) -> bytes:
    page = page_with(rng, ink, size=(0.3, 0.55), inside=(0.1, 0.25, 0.9, 0.92))
    shape = page.shape[:2]
    mask = Image.new("L", (shape[1], shape[0]))
    draw, radius = ImageDraw.Draw(mask), 0.018 * min(shape)
    for y in np.arange(0.1, 1, 0.16) * shape[0]:
        draw.ellipse((0.06 * shape[1] - radius, y - radius, 0.06 * shape[1] + radius, y + radius), 255)
    holes = scenes.shares(mask)[..., None]
    return scenes.photo(rng, page * (1 - holes) + 0.2 * holes, scenes.slanted(rng, shape, 0.2))
