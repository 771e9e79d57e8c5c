"""The cells of forms: a mask of ink goes in, the lines of a row of printed cells come out.

A row shares the lines above and below its cells, or one to write on, from one edge of the picture to the other; the
sides of the cells stand on these, as far apart as they like. All may be thicker than the lines of paper, and dashed.
"""

from __future__ import annotations

import numpy as np

from model.finding.pieces import Line, Mask, Print, ends, length, lines_in, row_at, thickness

SOLID = Print(thin=0.08, gap=0.03, dense=0.55)
DASHED = Print(thin=0.08, gap=0.1, dense=0.3)
EDGE = 3  # pixels
UNBROKEN = 0.85  # of a line is ink, or it is dashed
SHARED = 0.8  # of its way is in sight of a line that cells share
SHORTEST = 0.1  # of the picture: the side of a cell, or the mark of a comb
NEAR = 0.06  # of the picture, and 2 pixels: sides begin and end so much alike
BENT = 0.01  # of the picture, and 2 pixels: a stroke bends more
ASKEW = 0.05  # by how much the sides are off their right angle
ALIKE = 2  # pixels by which a side is thicker or thinner than the line on which it stands
ASIDE = 0.2  # of the picture: a single side is that far off its middle, where the digit is


def row_of_cells(mask: Mask) -> tuple[list[Line], list[Line]]:
    """The lines of a row or a column of cells on a mask (h, w): from left to right, and from top to bottom."""
    row, column = _row(mask), _row(mask.T)
    return row if len(row[0]) + len(row[1]) >= len(column[0]) + len(column[1]) else (column[1], column[0])


def _row(mask: Mask) -> tuple[list[Line], list[Line]]:
    """What the cells of a row share, and their sides; none where nothing goes from edge to edge."""
    if not (mask[:, :EDGE].any() and mask[:, -EDGE:].any()):
        return [], []
    shared = [line for line in lines_in(mask, DASHED) if _crosses(mask, line)]
    if not shared:
        return [], []
    sides = max((_sides(mask, kind, shared) for kind in (SOLID, DASHED)), key=len)
    return (shared, sides) if sides else ([line for line in shared if _is_dashed(mask, line)], [])


def _is_dashed(mask: Mask, line: Line) -> bool:
    """Whether a line has gaps all along."""
    first, last = ends(line)
    rows = [round(row_at(line, column)) for column in range(first, last + 1)]
    return bool(mask[np.clip(rows, 0, len(mask) - 1), np.arange(first, last + 1)].mean() < UNBROKEN)


def _crosses(mask: Mask, line: Line) -> bool:
    """Whether a line goes straight on to the edges at left and right, but for the gap of a dashed one."""
    height, width = mask.shape
    is_frame = not thickness(line) < row_at(line, width / 2) < height - 1 - thickness(line)
    if is_frame or length(line) < SHARED * width or _bend(line) > 2 + BENT * width:
        return False
    reach, gap = 1 + round(thickness(line) / 2), max(EDGE, round(DASHED.gap * width))
    for column, columns in ((0, slice(gap)), (width - 1, slice(-gap, None))):
        row = round(row_at(line, column))
        if not mask[max(row - reach, 0) : max(row + reach + 1, 0), columns].any():
            return False
    return True


def _sides(mask: Mask, kind: Print, shared: list[Line]) -> list[Line]:
    """The lines from top to bottom that stand on those that cells share, or hang between two."""
    height, width = mask.shape
    reach = 2 + NEAR * height
    standing: list[tuple[Line, float, float]] = []  # with how far its ends are from the first and the last shared line
    for line in lines_in(mask.T, kind):
        (first, last), rows = ends(line), sorted(row_at(other, _middle(line)) for other in shared)
        if _may_stand(line, shared[0], height) and any(first - reach <= row <= last + reach for row in rows):
            standing.append((line, first - rows[0], last - rows[-1]))
    return [
        line
        for line, above, below in standing
        if (len(shared) > 1 and max(abs(above), abs(below)) <= reach)
        or (len(shared) == 1 and abs(below) <= reach and abs(_middle(line) / width - 0.5) > ASIDE)
        or any(
            line is not other and max(abs(above - begin), abs(below - end)) <= reach for other, begin, end in standing
        )
    ]


def _may_stand(line: Line, shared: Line, height: int) -> bool:
    """Whether a line may be a side: straight, at a right angle to a shared one and as thick."""
    long = length(line)
    askew = abs(line[0].slope + shared[0].slope)
    is_like = abs(thickness(line) - thickness(shared)) <= ALIKE and askew <= ASKEW + 3 / long
    return long >= SHORTEST * height and _bend(line) <= 2 + BENT * height and is_like


def _middle(line: Line) -> float:
    """The row, on its side the column, of the middle of a line."""
    return row_at(line, sum(ends(line)) / 2)


def _bend(line: Line) -> float:
    """How many pixels a line is off the straight one between its ends."""
    at = np.linspace(*ends(line), 9)
    rows = np.array([row_at(line, each) for each in at])
    return float(np.abs(rows - np.linspace(rows[0], rows[-1], 9)).max())
