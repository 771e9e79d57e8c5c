"""Printed lines leave the ink, those of paper, margins and boxes: a mask goes in, the same without them comes out.

After the removal of staff lines from scores: a line is thin across and long along, and where the ink is
thicker than the line a stroke passes and stays (Carter and Bacon 1992, "Automatic recognition of printed music").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

THIN = 0.025  # of the longer side: no printed line is thicker
LONG = 0.4  # of the side along which it runs: no line is shorter
PIECE = 0.05  # of that side: strokes cut a line into pieces no shorter than this
WHOLE = 0.93  # a line this long crosses the page
GAP = 0.03  # of the side: noise interrupts a line for so long
DENSE = 0.55  # of its length is ink, at each place
SPREAD = 1.2  # in pixels: how far a line strays from its curve, but for its own thickness
MANY = 3  # so many parallel lines are a ruling even where none crosses the page
BOX = 2  # lines each way are a box
STEEP = 0.3  # a line turned by more than 17 degrees is none
ALONG = 0.03  # how far two pieces of one line may differ in slope


@dataclass(frozen=True, eq=False)
class Piece:
    """A straight piece of ink from left to right."""

    first: int  # its columns
    last: int
    middle: Polynomial  # its row by column
    thick: float  # pixels across

    @property
    def slope(self) -> float:
        return float(self.middle(self.last) - self.middle(self.first)) / max(self.last - self.first, 1)


def without_lines(mask: Mask) -> tuple[Mask, int]:
    """A mask (h, w) without its printed lines, and how many these were."""
    across, down = _Lines(mask), _Lines(mask.T)
    box = len(across.long) >= BOX and len(down.long) >= BOX
    upright, lying = across.printed(box), down.printed(box)
    if not upright and not lying:
        return mask, 0
    erased, bands = np.zeros_like(mask), np.zeros_like(mask)
    for turned, covered, band, lines in ((mask, erased, bands, upright), (mask.T, erased.T, bands.T, lying)):
        runs = run_lengths(turned)
        for line in lines:
            _cover(turned, runs, line, covered, band)
    left = mask & ~erased
    return left & ~_crossings(left, bands), len(upright) + len(lying)


class _Lines:
    """What may be printed lines from left to right on a mask (h, w), each as the pieces that strokes cut it into."""

    def __init__(self, mask: Mask) -> None:
        self.width = mask.shape[1]
        most, runs = THIN * max(mask.shape), run_lengths(mask)
        # Hairlines first and alone: a stroke that touches one is no part of it.
        self.all = _collinear([piece for share in (4, 1) for piece in _pieces(mask, runs, max(3, round(most / share)))])
        self.long = [line for line in self.all if self._span(line) >= LONG * self.width]

    def _span(self, line: list[Piece]) -> int:
        return max(piece.last for piece in line) - min(piece.first for piece in line) + 1

    def _at_edge(self, line: list[Piece]) -> bool:
        return min(piece.first for piece in line) <= 2 or max(piece.last for piece in line) >= self.width - 3

    def printed(self, box: bool) -> list[list[Piece]]:
        """Those that are: they cross the page, or are many, or make up the sides of a box."""
        if len(self.long) < (MANY if any(map(self._at_edge, self.long)) else MANY + 1):
            return self.long if box else [line for line in self.long if self._span(line) >= WHOLE * self.width]
        # On ruled paper a piece that runs into the edge is the end of a line whose beginning the digit hides, and a
        # thicker piece is a stroke that happens to lie along a line.
        most = float(np.median([min(piece.thick for piece in line) for line in self.long])) + 1.5
        ends = [line for line in self.all if self._span(line) < LONG * self.width and self._at_edge(line)]
        thin = ([piece for piece in line if piece.thick <= most] for line in self.long + ends)
        return [line for line in thin if line]


def _pieces(mask: Mask, runs: NDArray[np.int32], most: int) -> list[Piece]:
    """Straight pieces of ink that is at most so thick from top to bottom."""
    from scipy import ndimage

    width = mask.shape[1]
    thin = mask & (runs <= most)
    reach = max(3, round(GAP * width)) | 1
    near = ndimage.maximum_filter1d(thin.astype(np.float32), 3, axis=0)
    thin &= ndimage.uniform_filter1d(near, 2 * reach + 1, axis=1) > DENSE  # specks are no line
    joined = ndimage.maximum_filter(thin.astype(np.uint8), (3, reach))
    labels, _ = ndimage.label(joined, np.ones((3, 3), bool))
    found = []
    for number, place in enumerate(ndimage.find_objects(labels), start=1):
        if place[1].stop - place[1].start < PIECE * width:
            continue
        piece = _traced(thin[place] & (labels[place] == number), runs[place], place)
        if piece is not None:
            found.append(piece)
    return found


def _traced(thin: Mask, runs: NDArray[np.int32], place: tuple[slice, slice]) -> Piece | None:
    """The piece of a line that pixels form; None where they form none."""
    rows, columns = np.nonzero(thin)
    if len(columns) < 8:
        return None
    degree = 1 if np.ptp(columns) < 60 else 2
    near = np.ones(len(columns), bool)
    weights = 1 / runs[rows, columns]  # a stroke that the line touches is thicker, and has more pixels
    for bend in (1, 1, 1, 1, degree, degree):  # each time without what lies off: ends of strokes beside the line
        middle = Polynomial.fit(columns[near], rows[near], bend, w=weights[near])
        off = np.abs(rows - middle(columns))
        near = off <= max(2.0, 2 * float(np.median(off)))
    thinnest = np.full(thin.shape[1], np.iinfo(np.int32).max)
    np.minimum.at(thinnest, columns[near], runs[rows[near], columns[near]])
    thick = float(np.median(thinnest[columns[near]]))
    length = float(np.ptp(columns[near])) + 1
    filled = len(np.unique(columns[near])) / length
    if length < 0.7 * thin.shape[1] or length < 4 * thick or filled < DENSE or off[near].mean() > SPREAD + thick / 3:
        return None
    top, left = place[0].start, place[1].start
    at = np.linspace(columns[near].min(), columns[near].max(), 9)
    whole = Polynomial.fit(at + left, middle(at) + top, degree)
    piece = Piece(int(at[0]) + left, int(at[-1]) + left, whole, thick)
    return piece if abs(piece.slope) < STEEP else None


def _collinear(pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces that lie on one line, together; the longest lead."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda each: each.first - each.last):
        for line in lines:
            if _continues(line[0], piece):
                line.append(piece)
                break
        else:
            lines.append([piece])
    return lines


def _continues(long: Piece, piece: Piece) -> bool:
    """Whether the tangent at the nearer end of one piece meets the other."""
    middle = (piece.first + piece.last) / 2
    end = min(max(middle, long.first), long.last)
    slope = long.slope if end == middle else float(long.middle.deriv()(end) + long.slope) / 2
    off = float(long.middle(end)) + slope * (middle - end) - float(piece.middle(middle))
    return abs(off) <= 2 + long.thick + 0.015 * abs(middle - end) and abs(piece.slope - long.slope) < ALONG + 2 / (
        piece.last - piece.first + 1
    )


def _cover(mask: Mask, runs: NDArray[np.int32], line: list[Piece], covered: Mask, bands: Mask) -> None:
    """Marks what a line covers where the ink is no thicker than the line, and the whole band in which it lies."""
    width = mask.shape[1]
    columns = np.arange(width)
    pieces = sorted(line, key=lambda each: each.first)
    ends = np.array([(piece.first, piece.last) for piece in pieces])
    rows = np.full(width, np.nan)
    for piece in pieces:
        inside = slice(piece.first, piece.last + 1)
        rows[inside] = piece.middle(columns[inside])
    known = np.flatnonzero(~np.isnan(rows))
    rows = np.interp(columns, known, rows[known])  # straight on between pieces
    before, after = columns < ends[:, 0].min(), columns > ends[:, 1].max()
    rows[before] += pieces[0].slope * (columns[before] - known[0])
    rows[after] += pieces[-1].slope * (columns[after] - known[-1])
    thick = float(np.median([piece.thick for piece in pieces]))
    reach = int(np.ceil(thick / 2 + 1.5))
    around = np.rint(rows).astype(int)[None, :] + np.arange(-reach, reach + 1)[:, None]  # (band, w)
    inside = (around >= 0) & (around < mask.shape[0])
    at = np.clip(around, 0, mask.shape[0] - 1), np.broadcast_to(columns, around.shape)
    thin = runs[at] <= thick + max(1.2, 0.5 * thick)
    bands[at] |= inside
    covered[at] |= inside & mask[at] & thin


def _crossings(left: Mask, bands: Mask) -> Mask:
    """What is left of lines where they cross: specks that lie within their bands."""
    from scipy import ndimage

    labels, count = ndimage.label(left, np.ones((3, 3), bool))
    outside = np.bincount(labels[left & ~bands], minlength=count + 1)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    speck = (outside <= 0.25 * sizes) & (sizes < (2 * THIN * max(left.shape)) ** 2)
    speck[0] = False
    return np.asarray(speck[labels])


def run_lengths(mask: Mask) -> NDArray[np.int32]:
    """How many pixels of the mask lie on end from top to bottom at each of its pixels, 0 off it: (h, w)."""
    height, width = mask.shape
    padded = np.zeros((height + 2, width), np.int8)
    padded[1:-1] = mask
    steps = np.diff(padded, axis=0).T  # (w, h + 1)
    _, first = np.nonzero(steps == 1)
    _, past = np.nonzero(steps == -1)
    # Each run's length stands at its first pixel; the running number of the run brings it to the others.
    number = np.cumsum((steps == 1).ravel()).reshape(steps.shape)
    flat = np.concatenate([[0], (past - first)]).astype(np.int32)
    return np.where(mask, flat[number[:, :height]].T, 0).astype(np.int32)
