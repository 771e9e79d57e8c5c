"""Straight pieces of ink, which may be those of printed lines: a mask goes in, lines from left to right come out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

PIECE = 0.05  # of the side along which a line runs: strokes cut it into pieces no shorter than this
SPREAD = 1.2  # in pixels: how far a line strays from its curve, but for its own thickness
STEEP = 0.3  # a line turned by more than 17 degrees is none
ALONG = 0.03  # how far two pieces of one line may differ in slope


@dataclass(frozen=True)
class Print:
    """How lines may be printed."""

    thin: float  # of the longer side: no line is thicker
    gap: float  # of the side along which it runs: so long it may be interrupted
    dense: float  # of its length is ink, at each place


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


Line = list[Piece]  # what strokes have left of it; the longest piece leads


def ends(line: Line) -> tuple[int, int]:
    """The first and the last column of a line."""
    return min(piece.first for piece in line), max(piece.last for piece in line)


def length(line: Line) -> int:
    """How many columns a line spans."""
    first, last = ends(line)
    return last - first + 1


def thickness(line: Line) -> float:
    """Pixels across."""
    return float(np.median([piece.thick for piece in line]))


def row_at(line: Line, column: float) -> float:
    """The row of a line, straight on beyond its pieces."""
    piece = min(line, key=lambda each: max(each.first - column, column - each.last))
    end = min(max(column, piece.first), piece.last)
    return float(piece.middle(end)) + piece.slope * (column - end)


def lines_in(mask: Mask, kind: Print) -> list[Line]:
    """What may be printed lines from left to right on a mask (h, w)."""
    most, runs = kind.thin * max(mask.shape), run_lengths(mask)
    # Hairlines first and alone: a stroke that touches one is no part of it.
    thicks = [max(3, round(most / share)) for share in (4, 1)]
    return _collinear([piece for thick in thicks for piece in _pieces(mask, runs, thick, kind)])


def _pieces(mask: Mask, runs: NDArray[np.int32], most: int, kind: Print) -> list[Piece]:
    """Straight pieces of ink that is at most so thick from top to bottom."""
    from scipy import ndimage

    width = mask.shape[1]
    thin = mask & (runs <= most)
    reach = max(3, round(kind.gap * width)) | 1
    near = ndimage.maximum_filter1d(thin.astype(np.float32), 3, axis=0)
    thin &= ndimage.uniform_filter1d(near, 2 * reach + 1, axis=1) > kind.dense  # specks are no line
    joined = ndimage.maximum_filter(thin.astype(np.uint8), (3, reach))
    labels, _ = ndimage.label(joined, np.ones((3, 3), bool))
    found = []
    for number, place in enumerate(ndimage.find_objects(labels), start=1):
        if place[1].stop - place[1].start < PIECE * width:
            continue
        piece = _traced(thin[place] & (labels[place] == number), runs[place], place, kind.dense)
        if piece is not None:
            found.append(piece)
    return found


def _traced(thin: Mask, runs: NDArray[np.int32], place: tuple[slice, slice], dense: float) -> Piece | None:
    """The piece of a line that pixels form; None where they form none."""
    rows, columns = np.nonzero(thin)
    if len(columns) < 8:
        return None
    degree = 1 if np.ptp(columns) < 60 else 2
    near = np.ones(len(columns), bool)
    weights = 1 / runs[rows, columns]  # a stroke that the line touches is thicker, and has more pixels
    for bend in (1, 1, 1, 1, degree, degree):  # each time without what lies off: ends of strokes beside the line
        if np.ptp(columns[near]) <= bend:
            return None
        middle = Polynomial.fit(columns[near], rows[near], bend, w=weights[near])
        off = np.abs(rows - middle(columns))
        near = off <= max(2.0, 2 * float(np.median(off)))
    thinnest = np.full(thin.shape[1], np.iinfo(np.int32).max)
    np.minimum.at(thinnest, columns[near], runs[rows[near], columns[near]])
    thick = float(np.median(thinnest[columns[near]]))
    long = float(np.ptp(columns[near])) + 1
    filled = len(np.unique(columns[near])) / long
    if (
        long < 0.7 * (np.ptp(columns) + 1)
        or long < 4 * thick
        or filled < dense
        or off[near].mean() > SPREAD + thick / 3
    ):
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
