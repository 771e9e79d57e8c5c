"""Circumstances in which people take a picture of a digit: a function each, ink of a digit in, a file of it out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks import scenes
from benchmarks.scenes import BLACK, LINE_BLUE, PENCIL, PENS, WHITE, Colour, Floats

Rng = np.random.Generator
Situation = Callable[[Rng, Floats], bytes]
SITUATIONS: dict[str, Situation] = {}


def situation(name: str) -> Callable[[Situation], Situation]:
    """Enters a function under its name in the table."""

    def enter(function: Situation) -> Situation:
        SITUATIONS[name] = function
        return function

    return enter


def _shape(rng: Rng, low: int = 500, high: int = 1000) -> tuple[int, int]:
    height = int(rng.integers(low, high))
    return height, int(height * rng.uniform(0.7, 1.4))


def _pen(rng: Rng) -> Colour:
    return PENS[rng.integers(len(PENS))]


def _page(rng: Rng, ink: Floats, colour: Colour | None = None, size: tuple[float, float] = (0.3, 0.6)) -> Floats:
    """A white page with the digit on it."""
    shape = _shape(rng)
    return scenes.inked(scenes.paper(shape), scenes.placed(rng, ink, shape, size), colour or _pen(rng))


def _on_lines(rng: Rng, ink: Floats, rules: str, line: Colour, pen: Colour, turn: float) -> Floats:
    """A page with printed lines, the digit over them."""
    shape = _shape(rng)
    gap, width = rng.uniform(0.07, 0.16) * min(shape), rng.uniform(0.9, 2.2) * min(shape) / 560
    if rules == "graph":
        lines = scenes.graph(rng, shape, gap * 0.7, width, turn)
    else:
        lines = scenes.rules(rng, shape, gap, width, turn)
    page = scenes.inked(scenes.paper(shape), lines, line)
    return scenes.inked(page, scenes.placed(rng, ink, shape, (0.3, 0.6)), pen)


def _turn(rng: Rng, most: float = 3) -> float:
    return float(rng.uniform(-most, most))


# ---- drawings and screenshots --------------------------------------------------------------------------------------


@situation("black on white")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.packed(_page(rng, ink, BLACK, (0.3, 0.95)))


@situation("white on black")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.packed(1 - _page(rng, ink, BLACK, (0.3, 0.95)))


@situation("colour on colour")
def _(rng: Rng, ink: Floats) -> bytes:
    shape = _shape(rng, 200, 500)
    ground = np.array(rng.uniform(0, 1, 3), np.float32)
    pen = (ground + 0.5) % 1
    return scenes.packed(
        scenes.inked(scenes.paper(shape, tuple(ground)), scenes.placed(rng, ink, shape), tuple(pen)), "WEBP", quality=90
    )


@situation("red on green as bright")
def _(rng: Rng, ink: Floats) -> bytes:
    shape = _shape(rng, 200, 500)
    page = scenes.paper(shape, (0.0, float(rng.uniform(0.4, 0.55)), 0.05))
    return scenes.packed(scenes.inked(page, scenes.placed(rng, ink, shape), (0.85, 0.05, 0.05)), "JPEG", quality=90)


@situation("faint, 4 to 10 %")
def _(rng: Rng, ink: Floats) -> bytes:
    shape = _shape(rng, 100, 500)
    level = float(1 - rng.uniform(0.04, 0.1))
    return scenes.packed(scenes.inked(scenes.paper(shape, WHITE), scenes.placed(rng, ink, shape), (level,) * 3))


@situation("few pixels")
def _(rng: Rng, ink: Floats) -> bytes:
    shape = (int(rng.integers(32, 64)), int(rng.integers(32, 64)))
    return scenes.packed(scenes.inked(scenes.paper(shape), scenes.placed(rng, ink, shape, (0.6, 0.9)), BLACK))


@situation("cropped to the edge")
def _(rng: Rng, ink: Floats) -> bytes:
    small = np.pad(scenes.scaled(ink, float(rng.uniform(60, 400))), int(rng.integers(0, 4)))
    return scenes.packed(scenes.inked(scenes.paper((small.shape[0], small.shape[1])), small, _pen(rng)))


@situation("phone screenshot")
def _(rng: Rng, ink: Floats) -> bytes:
    height, width = 1600, 740
    page = scenes.inked(scenes.paper((height, width), WHITE), scenes.words((height, width), "9:41", (40, 18), 34), BLACK)
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
    return scenes.packed(scenes.inked(page, ink_, _pen(rng)))


@situation("caption beneath")
def _(rng: Rng, ink: Floats) -> bytes:
    shape = _shape(rng)
    page = scenes.paper(shape, WHITE)
    page = scenes.inked(page, scenes.words(shape, "Figure 3: a digit", (0.3 * shape[1], 0.9 * shape[0]), 22), BLACK)
    return scenes.packed(
        scenes.inked(page, scenes.placed(rng, ink, shape, (0.35, 0.6), (0.08, 0.1, 0.82, 0.9)), BLACK)
    )


# ---- margins -------------------------------------------------------------------------------------------------------


def _framed(rng: Rng, page: Floats, sides: str, thick: tuple[float, float], colour: Colour) -> Floats:
    """A page with a bar along some of its sides, inside the picture: l, r, t, b."""
    height, width = page.shape[:2]
    for side in sides:
        bar = max(1, round(rng.uniform(*thick) * min(height, width)))
        place = {"l": np.s_[:, :bar], "r": np.s_[:, width - bar :], "t": np.s_[:bar], "b": np.s_[height - bar :]}[side]
        page[place] = colour
    return page


def _inner(rng: Rng, ink: Floats, size: tuple[float, float] = (0.3, 0.55)) -> Floats:
    """A page whose digit keeps off the outer fifth."""
    shape = _shape(rng, 120, 800)
    return scenes.inked(
        scenes.paper(shape), scenes.placed(rng, ink, shape, size, (0.22, 0.22, 0.78, 0.78)), _pen(rng)
    )


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
    from PIL import Image, ImageDraw

    mask = Image.new("L", (shape[1], shape[0]))
    ImageDraw.Draw(mask).rounded_rectangle((inset, inset, shape[1] - inset - 1, shape[0] - inset - 1), radius, 255)
    return np.asarray(mask, np.float32)[..., None] / 255


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


# ---- sheets, tables, hands -----------------------------------------------------------------------------------------


def _laid(rng: Rng, page: Floats, table: Floats, turn: float) -> Floats:
    """A page on a table, turned by degrees; the table is larger."""
    from PIL import Image

    height, width = table.shape[:2]
    y, x = (height - page.shape[0]) // 2, (width - page.shape[1]) // 2
    whole = np.zeros((height, width, 4), np.float32)
    whole[y : y + page.shape[0], x : x + page.shape[1]] = np.concatenate([page, np.ones_like(page[..., :1])], axis=2)
    turned = Image.fromarray(scenes.to_bytes(whole)).rotate(turn, Image.Resampling.BILINEAR)
    layer = np.asarray(turned, np.float32) / 255
    return np.asarray(table * (1 - layer[..., 3:]) + layer[..., :3] * layer[..., 3:], np.float32)


def _sheet(rng: Rng, ink: Floats, table: Colour, paper: Colour = (0.95, 0.95, 0.94), grain: float = 0.1) -> bytes:
    shape = _shape(rng, 350, 600)
    page = scenes.inked(
        scenes.paper(shape, paper), scenes.placed(rng, ink, shape, (0.35, 0.6), (0.12, 0.12, 0.88, 0.88)), _pen(rng)
    )
    outer = tuple(int(side * rng.uniform(1.15, 1.6)) for side in shape)
    wood = scenes.texture(rng, (outer[0], outer[1]), table, grain)
    return scenes.photo(rng, _laid(rng, page, wood, _turn(rng, 8)), scenes.slanted(rng, wood.shape[:2], 0.25))


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
    shape = _shape(rng)
    page = scenes.inked(scenes.paper(shape), scenes.placed(rng, ink, shape, (0.3, 0.5), (0.25, 0.25, 0.75, 0.75)), _pen(rng))
    mask = scenes.half_plane(rng, shape, (0.65, 0.95))[..., None]
    wood = scenes.texture(rng, shape, tuple(rng.uniform(0.1, 0.6, 3)), 0.1)
    return scenes.photo(rng, page * (1 - mask) + wood * mask, scenes.slanted(rng, shape, 0.2))


@situation("thumb in a corner")
def _(rng: Rng, ink: Floats) -> bytes:
    from PIL import Image, ImageDraw

    shape = _shape(rng)
    page = scenes.inked(scenes.paper(shape), scenes.placed(rng, ink, shape, (0.3, 0.5), (0.08, 0.25, 0.7, 0.75)), _pen(rng))
    mask = Image.new("L", (shape[1], shape[0]))
    wide, high = rng.uniform(0.12, 0.22) * shape[1], rng.uniform(0.2, 0.28) * shape[0]
    middle = shape[1] * float(rng.choice([0.08, 0.92]))
    ImageDraw.Draw(mask).ellipse((middle - wide, shape[0] - high, middle + wide, shape[0] + high), 255)
    thumb = np.asarray(mask, np.float32)[..., None] / 255
    skin = scenes.paper(shape, (0.8, 0.58, 0.47)) * scenes.slanted(rng, shape, 0.3)
    return scenes.photo(rng, page * (1 - thumb) + skin * thumb, scenes.slanted(rng, shape, 0.15))


@situation("punched holes and a torn edge")
def _(rng: Rng, ink: Floats) -> bytes:
    from PIL import Image, ImageDraw

    shape = _shape(rng)
    page = scenes.inked(scenes.paper(shape), scenes.placed(rng, ink, shape, (0.3, 0.55), (0.1, 0.25, 0.9, 0.92)), _pen(rng))
    mask = Image.new("L", (shape[1], shape[0]))
    draw, radius = ImageDraw.Draw(mask), 0.018 * min(shape)
    for y in np.arange(0.1, 1, 0.16) * shape[0]:
        draw.ellipse((0.06 * shape[1] - radius, y - radius, 0.06 * shape[1] + radius, y + radius), 255)
    holes = np.asarray(mask, np.float32)[..., None] / 255
    return scenes.photo(rng, page * (1 - holes) + 0.2 * holes, scenes.slanted(rng, shape, 0.2))


# ---- light ---------------------------------------------------------------------------------------------------------


@situation("pencil in even light")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.photo(rng, _page(rng, ink, PENCIL))


@situation("faint pencil in even light")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.photo(rng, _page(rng, ink, (0.72, 0.72, 0.73)), noise=(0.004, 0.02))


@situation("pen in even light")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.photo(rng, _page(rng, ink))


@situation("slanting light")
def _(rng: Rng, ink: Floats) -> bytes:
    page = _page(rng, ink)
    return scenes.photo(rng, page, scenes.slanted(rng, page.shape[:2], 0.7))


@situation("soft shadow of a hand")
def _(rng: Rng, ink: Floats) -> bytes:
    page = _page(rng, ink)
    shape = page.shape[:2]
    light = scenes.shade(scenes.half_plane(rng, shape, (-0.4, 0.6)), float(rng.uniform(0.25, 0.5)), min(shape) / 12)
    return scenes.photo(rng, page, light)


@situation("sharp shadow in a corner")
def _(rng: Rng, ink: Floats) -> bytes:
    page = _page(rng, ink, size=(0.3, 0.45))
    shape = page.shape[:2]
    mask = np.zeros(shape, np.float32)
    y, x = int(shape[0] * rng.uniform(0.55, 0.85)), int(shape[1] * rng.uniform(0.55, 0.85))
    mask[y:, x:] = 1
    turned = mask[:: int(rng.choice([-1, 1])), :: int(rng.choice([-1, 1]))]
    return scenes.photo(rng, page, scenes.shade(turned, float(rng.uniform(0.25, 0.5)), float(rng.uniform(0, 3))))


@situation("sharp shadow across the digit")
def _(rng: Rng, ink: Floats) -> bytes:
    page = _page(rng, ink, BLACK)
    shape = page.shape[:2]
    light = scenes.shade(scenes.half_plane(rng, shape, (-0.4, 0.4)), float(rng.uniform(0.2, 0.4)), 2)
    return scenes.photo(rng, page, light)


@situation("lamp in the middle")
def _(rng: Rng, ink: Floats) -> bytes:
    page = _page(rng, ink)
    down, right = np.mgrid[-1 : 1 : page.shape[0] * 1j, -1 : 1 : page.shape[1] * 1j]
    light = np.exp(-rng.uniform(0.3, 0.7) * ((down - rng.uniform(-0.4, 0.4)) ** 2 + right**2))[..., None]
    return scenes.photo(rng, page, np.asarray(light, np.float32))


@situation("dim room")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.photo(rng, _page(rng, ink), exposure=(0.2, 0.35), noise=(0.015, 0.03))


@situation("crease through the paper")
def _(rng: Rng, ink: Floats) -> bytes:
    page = _page(rng, ink)
    shape = page.shape[:2]
    fold = scenes.half_plane(rng, shape, (-0.3, 0.3))
    edge = np.abs(np.diff(fold, axis=1, prepend=fold[:, :1])) + np.abs(np.diff(fold, axis=0, prepend=fold[:1]))
    light = scenes.shade(fold, 0.08, 1) * scenes.shade(edge.clip(0, 1), 0.25, 2)
    return scenes.photo(rng, page, light)


@situation("whiteboard with a glare")
def _(rng: Rng, ink: Floats) -> bytes:
    page = _page(rng, ink) * 0.8
    shape = page.shape[:2]
    down, right = np.mgrid[0 : 1 : shape[0] * 1j, 0 : 1 : shape[1] * 1j]
    y, x = rng.uniform(0, 0.2), rng.uniform(0, 1)
    glare = 0.5 * np.exp(-(((down - y) / 0.08) ** 2) - ((right - x) / 0.15) ** 2)[..., None]
    return scenes.photo(rng, np.asarray(page + glare, np.float32), scenes.slanted(rng, shape, 0.2), (0.9, 1.0))


@situation("chalk on a blackboard")
def _(rng: Rng, ink: Floats) -> bytes:
    shape = _shape(rng)
    board = scenes.texture(rng, shape, (0.13, 0.2, 0.17), 0.12)
    rough = scenes.placed(rng, ink, shape) * np.asarray(rng.uniform(0.5, 1, shape), np.float32)
    return scenes.photo(rng, scenes.inked(board, rough, (0.92, 0.92, 0.88)), scenes.slanted(rng, shape, 0.3))


@situation("photo of a screen")
def _(rng: Rng, ink: Floats) -> bytes:
    page = _page(rng, ink, BLACK)
    waves = np.sin(np.arange(page.shape[1]) * rng.uniform(0.8, 2.5))[None, :, None]
    edge = round(0.06 * min(page.shape[:2]))
    screen = np.pad(page * (0.9 + 0.06 * waves), ((edge, edge), (edge, edge), (0, 0)), constant_values=0.04)
    return scenes.photo(rng, np.asarray(screen, np.float32))


# ---- lines ---------------------------------------------------------------------------------------------------------


@situation("ruled paper, scan, pen")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.packed(_on_lines(rng, ink, "rules", LINE_BLUE, _pen(rng), 0))


@situation("ruled paper, scan, grey lines as strong as the pencil")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.packed(_on_lines(rng, ink, "rules", (0.5, 0.5, 0.5), PENCIL, _turn(rng, 0.5)))


@situation("ruled paper, photo, pen")
def _(rng: Rng, ink: Floats) -> bytes:
    page = _on_lines(rng, ink, "rules", LINE_BLUE, _pen(rng), _turn(rng))
    return scenes.photo(rng, page, scenes.slanted(rng, page.shape[:2], 0.4))


@situation("ruled paper, photo, pencil as strong as the lines")
def _(rng: Rng, ink: Floats) -> bytes:
    page = _on_lines(rng, ink, "rules", (0.45, 0.55, 0.75), PENCIL, _turn(rng))
    return scenes.photo(rng, page, scenes.slanted(rng, page.shape[:2], 0.4))


@situation("graph paper, scan, pen")
def _(rng: Rng, ink: Floats) -> bytes:
    return scenes.packed(_on_lines(rng, ink, "graph", (0.75, 0.75, 0.75), _pen(rng), 0))


@situation("graph paper, photo, pen")
def _(rng: Rng, ink: Floats) -> bytes:
    page = _on_lines(rng, ink, "graph", LINE_BLUE, _pen(rng), _turn(rng))
    return scenes.photo(rng, page, scenes.slanted(rng, page.shape[:2], 0.4))


@situation("graph paper, photo, pencil as strong as the lines")
def _(rng: Rng, ink: Floats) -> bytes:
    page = _on_lines(rng, ink, "graph", (0.45, 0.55, 0.75), PENCIL, _turn(rng))
    return scenes.photo(rng, page, scenes.slanted(rng, page.shape[:2], 0.4))


@situation("red margin line")
def _(rng: Rng, ink: Floats) -> bytes:
    shape = _shape(rng)
    x = rng.uniform(0.08, 0.2) * shape[1]
    line = scenes.stroked(shape, [(x, -5, x + rng.uniform(-9, 9), shape[0] + 5)], rng.uniform(1, 3))
    page = scenes.inked(scenes.paper(shape), line, (0.85, 0.35, 0.35))
    page = scenes.inked(page, scenes.placed(rng, ink, shape, (0.3, 0.6), (0.1, 0.25, 0.9, 0.95)), _pen(rng))
    return scenes.photo(rng, page, scenes.slanted(rng, shape, 0.4))


def _form(rng: Rng, ink: Floats, neighbours: bool) -> Floats:
    """A digit in a printed cell, alone or one of a row of empty ones."""
    side = float(rng.uniform(120, 260))
    shape = (int(side * rng.uniform(1.3, 2)), int(side * (rng.uniform(3.2, 4) if neighbours else rng.uniform(1.3, 2))))
    top, left = (shape[0] - side) / 2, (shape[1] - (3 if neighbours else 1) * side) / 2
    thick, cells = float(rng.uniform(1.5, 5)), range(3 if neighbours else 1)
    outline = [scenes.box(shape, (top, left + k * side, top + side, left + (k + 1) * side), thick) for k in cells]
    page = scenes.inked(scenes.paper(shape), np.maximum.reduce(outline), tuple([float(rng.uniform(0.05, 0.5))] * 3))
    at = left + (side if neighbours else 0)
    inside = (
        (top + 0.1 * side) / shape[0],
        (at + 0.1 * side) / shape[1],
        (top + 0.9 * side) / shape[0],
        (at + 0.9 * side) / shape[1],
    )
    return scenes.inked(page, scenes.placed(rng, ink, shape, (0.3, 0.55), inside), _pen(rng))


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
    shape = _shape(rng, 300, 600)
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
    page = _page(rng, ink)
    shape = page.shape[:2]
    spots = np.zeros(shape, np.float32)
    for _ in range(int(rng.integers(10, 60))):
        y, x, side = int(rng.integers(shape[0])), int(rng.integers(shape[1])), int(rng.integers(1, 5))
        spots[y : y + side, x : x + side] = rng.uniform(0.4, 1)
    return scenes.packed(scenes.inked(page, spots, (0.2, 0.2, 0.2)))


@situation("small on a large page")
def _(rng: Rng, ink: Floats) -> bytes:
    shape = _shape(rng, 1200, 2000)
    page = scenes.inked(scenes.paper(shape), scenes.placed(rng, ink, shape, (0.08, 0.15)), _pen(rng))
    return scenes.photo(rng, page, scenes.slanted(rng, shape, 0.3))
