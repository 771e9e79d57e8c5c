"""Pictures with something around the paper: each situation takes the ink of a digit and gives a file of it."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from benchmarks import scenes
from benchmarks.scenes import BLACK, Colour, Floats
from benchmarks.situations.kit import Rng, page_with, sheet_shape, situation


def _framed(rng: Rng, page: Floats, sides: str, thick: tuple[float, float], colour: Colour) -> Floats:
    """A page with a bar along some of its sides, inside the picture: l, r, t, b."""
    height, width = page.shape[:2]
    for side in sides:
        bar = max(1, round(rng.uniform(*thick) * min(height, width)))
        along = page if side in "tb" else page.swapaxes(0, 1)
        (along[:bar] if side in "lt" else along[-bar:])[:] = colour
    return page


def _inner(rng: Rng, ink: Floats, size: tuple[float, float] = (0.3, 0.55)) -> Floats:
    """A page whose digit keeps off the outer fifth."""
    return page_with(rng, ink, size=size, inside=(0.22, 0.22, 0.78, 0.78), shape=sheet_shape(rng, 120, 800))


@situation("border of one pixel")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.packed(_framed(rng, _inner(rng, ink), "lrtb", (0.0, 0.0), BLACK))


@situation("frame on four sides")
def _(rng: Rng, ink: Floats) -> bytes:
    colour = tuple(rng.uniform(0, 0.7, 3))
    return scenes.packed(_framed(rng, _inner(rng, ink), "lrtb", (0.02, 0.16), colour), "JPEG", quality=85)


@situation("frame on one to three sides")
def _(rng: Rng, ink: Floats) -> bytes:
    sides = "".join(rng.permutation(list("lrtb"))[: rng.integers(1, 4)])
    return scenes.packed(_framed(rng, _inner(rng, ink), sides, (0.004, 0.16), tuple(rng.uniform(0, 0.6, 3))))


@situation("black bars above and below")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.packed(_framed(rng, _inner(rng, ink), "tb", (0.05, 0.19), (0, 0, 0)))


@situation("light drawing between white bars")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.packed(1 - _framed(rng, _inner(rng, ink), "lr", (0.05, 0.19), (0, 0, 0)))


@situation("transparent edge")
def _(rng: Rng, ink: Floats) -> bytes:
    page = _inner(rng, ink)
    edge = max(1, round(rng.uniform(0, 0.15) * min(page.shape[:2])))
    alpha = np.pad(np.ones((page.shape[0] - 2 * edge, page.shape[1] - 2 * edge), np.float32), edge)[..., None]
    return scenes.packed(np.concatenate([page * alpha, alpha], axis=2))


def _rounded(shape: tuple[int, int], inset: int, radius: int) -> Floats:
    mask = Image.new("L", (shape[1], shape[0]))
    ImageDraw.Draw(mask).rounded_rectangle((inset, inset, shape[1] - inset - 1, shape[0] - inset - 1), radius, 255)
    return scenes.shares(mask)[..., None]


@situation("rounded transparent corners")
def _(rng: Rng, ink: Floats) -> bytes:
    page = _inner(rng, ink)
    alpha = _rounded(page.shape[:2], 0, round(rng.uniform(0.05, 0.4) * min(page.shape[:2])))
    return scenes.packed(np.concatenate([page * alpha, alpha], axis=2))


@situation("window with its shadow")
def _(rng: Rng, ink: Floats) -> bytes:
    page = _inner(rng, ink)
    inset = round(rng.uniform(0.04, 0.1) * min(page.shape[:2]))
    window = _rounded(page.shape[:2], inset, 12)
    shadow = 1 - scenes.shade(window[..., 0], 0.6, inset / 3 + 1)
    page[inset : inset + max(inset // 2, 3)] *= 0.8  # the title bar
    alpha = np.maximum(window, shadow)
    return scenes.packed(np.concatenate([page * window, alpha], axis=2))


@situation("photo on a white page")
def _(rng: Rng, ink: Floats) -> bytes:
    page = _inner(rng, ink) * float(rng.uniform(0.6, 0.9))
    edge = [round(share * min(page.shape[:2])) for share in rng.uniform(0.05, 0.5, 4)]
    return scenes.packed(np.pad(page, ((edge[0], edge[1]), (edge[2], edge[3]), (0, 0)), constant_values=1), "JPEG")


@situation("photo in a dark viewer")
def _(rng: Rng, ink: Floats) -> bytes:
    page = _inner(rng, ink) * scenes.slanted(rng, (1, 1)) * 0.85
    edge = [round(share * min(page.shape[:2])) for share in rng.uniform(0.05, 0.5, 4)]
    return scenes.packed(np.pad(page, ((edge[0], edge[1]), (edge[2], edge[3]), (0, 0)), constant_values=0.08), "JPEG")
