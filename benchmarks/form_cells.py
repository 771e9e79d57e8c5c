"""How surely a digit is read in the printed cell of a scanned form: one Markdown table comes out.

    python -m benchmarks.form_cells [--network NAME] [--cells N] [--seed N] [--keep FOLDER]

Each cell lies in a row of three, of which the scan holds the middle one and a bit of both others. In two of five cells
the digit crosses what is printed. The digits are those of `benchmarks.circumstances`: none is a test image.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

import model
from benchmarks import scenes
from benchmarks.circumstances import clear_digits, judged
from benchmarks.scenes import PENCIL, Colour, Floats
from benchmarks.situations.kit import Rng, any_pen, turn
from benchmarks.table import Line, share, table
from model import Network

CELLS = 150
TARGET = 145 / CELLS
CROSSING = 0.4  # of the digits cross what is printed
WRITTEN = 0.6  # of the neighbours hold a digit
CLEAR = 0.06  # of the height of a cell: so far the digit keeps from the edge of the scan
DASH = 0.08  # of the height of a cell: a dash, and the gap after it
DROPOUT: tuple[Colour, ...] = ((0.95, 0.66, 0.62), (0.6, 0.77, 0.95), (0.62, 0.87, 0.66))  # which scanners leave out

Segment = tuple[float, float, float, float]  # from x, y to x, y
Corners = tuple[float, float, float, float]  # top, left, bottom, right


@dataclass(frozen=True)
class Kind:
    """One way to print cells."""

    sides: Callable[[Rng, Corners, float], list[Segment]]  # what is printed of a cell, by the width of its line
    colour: Callable[[Rng], Colour]


@dataclass(frozen=True)
class Cell:
    """A form's cell as a file."""

    kind: str
    label: int
    crosses: bool  # whether the digit crosses what is printed
    content: bytes


def _box(_: Rng, corners: Corners, width: float) -> list[Segment]:
    return scenes.outline(corners, width)


def _dashed(_: Rng, corners: Corners, width: float) -> list[Segment]:
    dash = DASH * (corners[2] - corners[0])
    return [piece for side in scenes.outline(corners, width) for piece in _dashes(side, dash)]


def _dashes(side: Segment, dash: float) -> Iterator[Segment]:
    start, end = np.array(side[:2]), np.array(side[2:])
    count = max(1, round(float(np.abs(end - start).sum()) / dash / 2))
    for k in range(count):
        first, last = start + (end - start) * k / count, start + (end - start) * (k + 0.5) / count
        yield float(first[0]), float(first[1]), float(last[0]), float(last[1])


def _half_box(rng: Rng, corners: Corners, width: float) -> list[Segment]:
    """Without its upper side, and its other sides may be shorter."""
    top, left, bottom, right = corners
    return scenes.outline((bottom - (bottom - top) * rng.uniform(0.5, 1), left, bottom, right), width)[1:]


def _comb(rng: Rng, corners: Corners, width: float) -> list[Segment]:
    """A line to write on, and low marks between the cells, which may be dashed."""
    top, left, bottom, right = corners
    marks = scenes.outline((bottom - (bottom - top) * rng.uniform(0.15, 0.4), left, bottom, right), width)[1:]
    return [piece for side in marks for piece in _dashes(side, DASH * (bottom - top))] if rng.random() < 0.5 else marks


def _black(rng: Rng) -> Colour:
    return scenes.grey(float(rng.uniform(0, 0.2)))


def _grey(rng: Rng) -> Colour:
    return scenes.grey(float(rng.uniform(0.45, 0.8)))


def _dropout(rng: Rng) -> Colour:
    return DROPOUT[rng.integers(len(DROPOUT))]


def _any_colour(rng: Rng) -> Colour:
    return (_black, _grey, _dropout)[rng.integers(3)](rng)


KINDS = {
    "black box": Kind(_box, _black),
    "grey box": Kind(_box, _grey),
    "box of a dropout colour": Kind(_box, _dropout),
    "dashed box": Kind(_dashed, _any_colour),
    "half box": Kind(_half_box, _any_colour),
    "comb": Kind(_comb, _any_colour),
}


def cells(network: Network, count: int = CELLS, seed: int = 0) -> Iterator[Cell]:
    """So many cells, as many of each kind; the seed is that of all but the digits."""
    for number, (label, ink) in enumerate(clear_digits(network, count)):
        rng = np.random.default_rng((seed, number))
        kind, crosses = list(KINDS)[number * len(KINDS) // count], bool(rng.random() < CROSSING)
        yield Cell(kind, label, crosses, scan(rng, ink, KINDS[kind], crosses))


def scan(rng: Rng, ink: Floats, kind: Kind, crosses: bool) -> bytes:
    """What a scanner makes of a cell and the bits of its neighbours: a file."""
    height = float(rng.uniform(40, 140))  # 5 to 12 mm at 200 to 300 dots an inch
    width = height * float(rng.uniform(0.75, 1.1))
    shape = int(2.4 * height), int(3.6 * width)
    corners = [_corners(shape, height, width, place) for place in (-1, 0, 1)]
    thick = float(rng.uniform(1, min(4, 1 + height / 25)))
    row = int(rng.integers(2**32))  # all cells of a row are alike
    lines = [side for each in corners for side in kind.sides(np.random.default_rng(row), each, thick)]
    page = scenes.inked(scenes.paper(shape), scenes.stroked(shape, lines, thick), kind.colour(rng))
    pen = any_pen(rng) if rng.random() < 0.7 else PENCIL
    written = _crossing(rng, ink, corners[1]) if crosses else _inside(rng, ink, corners[1], (0.5, 0.85))
    for neighbour in (corners[0], corners[2]):
        if rng.random() < WRITTEN:
            other = scenes.by_pen(rng, int(rng.integers(10)))
            written = [*written, *_inside(rng, other, neighbour, (0.5, 0.75))]
    for top, left, small in written:
        page = scenes.inked(page, _at(shape, top, left, small), pen)
    top, left, small = written[0]
    cut = _cut(rng, page, (height, width), (top, left, top + small.shape[0], left + small.shape[1]))
    if rng.random() < 0.3:
        return scenes.packed(cut)
    return scenes.photo(rng, cut, exposure=(0.9, 1), noise=(0.003, 0.02))


def _corners(shape: tuple[int, int], height: float, width: float, place: int) -> Corners:
    top, left = (shape[0] - height) / 2, (shape[1] - width) / 2 + place * width
    return top, left, top + height, left + width


Written = list[tuple[float, float, Floats]]  # top, left, ink


def _inside(rng: Rng, ink: Floats, corners: Corners, size: tuple[float, float]) -> Written:
    """Ink within a cell and off its sides, so large a share of it."""
    top, left, bottom, right = corners
    room = np.array((bottom - top, right - left))
    small = _fitted(ink, room * rng.uniform(*size))
    free = (room - small.shape) * rng.uniform(0.2, 0.8, 2)
    return [(top + free[0], left + free[1], small)]


def _crossing(rng: Rng, ink: Floats, corners: Corners) -> Written:
    """Ink that reaches beyond one side of a cell, or beyond those above and below."""
    top, left, bottom, right = corners
    height, width = bottom - top, right - left
    small = _fitted(ink, np.array((height, width)) * rng.uniform(0.7, 1.1))
    beyond = float(rng.uniform(0.02, 0.12)) * height
    y, x = top + (height - small.shape[0]) / 2, left + (width - small.shape[1]) / 2
    side = rng.integers(4)
    if side == 0:
        y = top - beyond
    elif side == 1:
        y = bottom + beyond - small.shape[0]
    elif side == 2:
        x = left - beyond
    else:
        x = right + beyond - small.shape[1]
    return [(y, x, small)]


def _fitted(ink: Floats, room: np.ndarray) -> Floats:
    """Ink as large as it can be in a room of (h, w) pixels."""
    return scenes.scaled(ink, max(ink.shape) * float((room / ink.shape).min()))


def _at(shape: tuple[int, int], top: float, left: float, small: Floats) -> Floats:
    sheet = np.zeros(shape, np.float32)
    sheet[round(top) : round(top) + small.shape[0], round(left) : round(left) + small.shape[1]] = small
    return sheet


def _cut(rng: Rng, page: Floats, cell: tuple[float, float], digit: Corners) -> Floats:
    """The page laid a little askew, cut to its middle cell with bits of what lies around that, and all of the digit."""
    image = Image.fromarray(scenes.to_bytes(page))
    askew = image.rotate(turn(rng, 2), Image.Resampling.BICUBIC, fillcolor=image.getpixel((0, 0)))
    (height, width), (middle_y, middle_x) = cell, np.array(page.shape[:2]) / 2
    above, below = height * (0.5 + rng.uniform(0.06, 0.35, 2))
    before, after = width * (0.5 + rng.uniform(0.06, 0.3, 2))
    top, left, bottom, right = np.array(digit) + CLEAR * height * np.array((-1, -1, 1, 1))
    rows = slice(int(min(middle_y - above, top)), int(max(middle_y + below, bottom)))
    columns = slice(int(min(middle_x - before, left)), int(max(middle_x + after, right)))
    return np.asarray(np.asarray(askew)[rows, columns] / 255, np.float32)


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--network", default=model.DEFAULT, choices=model.names(), metavar="NAME")
    parser.add_argument("--cells", type=int, default=CELLS, metavar="N", help=f"{CELLS} unless told")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of all but the digits; 0 unless told")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="writes the cells that were missed there")
    args = parser.parse_args(argv)
    print(table([measured(model.load(args.network), args.cells, args.seed, args.keep)]))
    return 0


def measured(network: Network, count: int, seed: int, keep: Path | None = None) -> Line:
    """The line of so many cells."""
    all_of, sure_of, misled = Counter[str](), Counter[str](), 0
    for number, cell in enumerate(cells(network, count, seed)):
        hit, is_sure = judged(network, cell.label, cell.content)
        groups = "all", cell.kind, "crossing" if cell.crosses else "clear of its cell"
        all_of.update(groups)
        sure_of.update(groups if hit and is_sure else ())
        misled += not hit and is_sure
        if keep and not (hit and is_sure):
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{number}_{cell.kind.replace(' ', '_')}_{cell.label}.img").write_bytes(cell.content)
    sure = sure_of.pop("all")
    by_kind = ", ".join(f"{kind} {sure_of[kind]} of {all_of[kind]}" for kind in all_of if kind != "all")
    return Line(
        "digit in a form's cell, rightly and surely read",
        f"{sure} of {count}: {share(sure, count)}; surely wrong {misled}; {by_kind}",
        f"at least {round(TARGET * count)}",
        sure >= TARGET * count,
        f"{count} cells",
    )


if __name__ == "__main__":
    sys.exit(main())
