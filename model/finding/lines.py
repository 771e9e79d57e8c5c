"""Printed lines leave the ink, those of paper, margins and boxes: a mask goes in, the same without them comes out.

After the removal of staff lines from scores: a line is thin across and long along, and where the ink is
thicker than the line a stroke passes and stays (Carter and Bacon 1992, "Automatic recognition of printed music").
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.finding.cells import row_of_cells
from model.finding.pieces import Line, Mask, Print, ends, length, lines_in, run_lengths, thickness

RULE = Print(thin=0.025, gap=0.03, dense=0.55)  # noise interrupts it
LONG = 0.4  # of the side along which it runs: no line is shorter
WHOLE = 0.93  # a line this long crosses the page
MANY = 3  # so many parallel lines are a ruling even where none crosses the page
BOX = 2  # lines each way are a box


def without_lines(mask: Mask) -> tuple[Mask, int]:
    """A mask (h, w) without its printed lines, and how many these were."""
    across, down = _Lines(mask), _Lines(mask.T)
    box = len(across.long) >= BOX and len(down.long) >= BOX
    ways = (across.printed(box), down.printed(box)), row_of_cells(mask)
    upright, lying = max(ways, key=lambda way: len(way[0]) + len(way[1]))
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
    """What may be printed lines from left to right on a mask (h, w)."""

    def __init__(self, mask: Mask) -> None:
        self.width = mask.shape[1]
        self.all = lines_in(mask, RULE)
        self.long = [line for line in self.all if length(line) >= LONG * self.width]

    def _at_edge(self, line: Line) -> bool:
        first, last = ends(line)
        return first <= 2 or last >= self.width - 3

    def printed(self, box: bool) -> list[Line]:
        """Those that are: they cross the page, or are many, or make up the sides of a box."""
        if len(self.long) < (MANY if any(map(self._at_edge, self.long)) else MANY + 1):
            return self.long if box else [line for line in self.long if length(line) >= WHOLE * self.width]
        # On ruled paper a piece that runs into the edge is the end of a line whose beginning the digit hides, and a
        # thicker piece is a stroke that happens to lie along a line.
        most = float(np.median([min(piece.thick for piece in line) for line in self.long])) + 1.5
        ends = [line for line in self.all if length(line) < LONG * self.width and self._at_edge(line)]
        thin = ([piece for piece in line if piece.thick <= most] for line in self.long + ends)
        return [line for line in thin if line]


def _cover(mask: Mask, runs: NDArray[np.int32], line: Line, covered: Mask, bands: Mask) -> None:
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
    thick = thickness(line)
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
    speck = (outside <= 0.25 * sizes) & (sizes < (2 * RULE.thin * max(left.shape)) ** 2)
    speck[0] = False
    return np.asarray(speck[labels])
