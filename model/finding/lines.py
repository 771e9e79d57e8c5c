"""Printed lines leave the ink: ruled and squared paper, margins, frames. A mask goes in, the same without them comes out.

After the removal of staff lines from scores: a line is thin across and long along, and where the ink is
thicker than the line a stroke passes and stays (Carter and Bacon 1992, "Automatic recognition of printed music").
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

THIN = 0.025  # of the longer side: no printed line is thicker
LONG = 0.4  # of the side along which it runs: no line is shorter
WHOLE = 0.93  # a line this long crosses the page
GAP = 0.03  # of the side: noise and strokes interrupt a line for so long
DENSE = 0.55  # of its length is ink, at each place
SPREAD = 1.2  # in pixels: how far a line strays from its curve, root mean square, but for its own thickness
MANY = 3  # so many parallel lines are a ruling even where none crosses the page


def without_lines(mask: Mask) -> tuple[Mask, int]:
    """A mask (h, w) without its printed lines, and how many these were."""
    upright, lying = _lines(mask), _lines(mask.T)
    erased = np.zeros_like(mask)
    for line in upright:
        erased |= line
    for line in lying:
        erased |= line.T
    return mask & ~erased, len(upright) + len(lying)


def _lines(mask: Mask) -> list[Mask]:
    """What each line from left to right covers of a mask (h, w), but for the strokes that cross it."""
    from scipy import ndimage

    height, width = mask.shape
    most = max(3, round(THIN * max(mask.shape)))
    runs = run_lengths(mask)  # (h, w) how thick the ink is here, from top to bottom
    thin = mask & (runs <= most)
    reach = max(3, round(GAP * width)) | 1
    near = ndimage.maximum_filter1d(thin.astype(np.float32), 3, axis=0)
    thin &= ndimage.uniform_filter1d(near, 2 * reach + 1, axis=1) > DENSE  # specks are no line
    joined = ndimage.maximum_filter(thin.astype(np.uint8), (3, reach))
    labels, count = ndimage.label(joined, np.ones((3, 3), bool))
    found = []
    for number, place in enumerate(ndimage.find_objects(labels), start=1):
        if place[1].stop - place[1].start < LONG * width:
            continue
        line = _traced(thin[place] & (labels[place] == number), runs[place])
        if line is not None:
            found.append((place, *line))
    whole = [each for each in found if each[3] >= WHOLE * width]
    kept = found if len(found) >= MANY else whole
    return [_whole_size(mask.shape, place, _covered(mask[place], runs[place], rows, thick)) for place, rows, thick, _ in kept]


def _whole_size(shape: tuple[int, ...], place: tuple[slice, slice], part: Mask) -> Mask:
    whole = np.zeros(shape, bool)
    whole[place] = part
    return whole


def _traced(thin: Mask, runs: NDArray[np.int32]) -> tuple[NDArray[Any], float, float] | None:
    """The row of a line in each column, its thickness and its length; None where the pixels form no line."""
    rows, columns = np.nonzero(thin)
    if len(columns) < 0.5 * LONG * thin.shape[1]:
        return None
    middle = np.polynomial.Polynomial.fit(columns, rows, 1 if len(columns) < 30 else 2)
    for _ in range(4):  # each time without what lies off: ends of strokes beside the line
        off = np.abs(rows - middle(columns))
        near = off <= max(2.0, 2.5 * float(np.median(off)))
        middle = np.polynomial.Polynomial.fit(columns[near], rows[near], 2)
    thick = float(np.median(runs[rows[near], columns[near]]))
    off = np.abs(rows[near] - middle(columns[near]))
    length = float(np.ptp(columns[near])) + 1
    filled = len(np.unique(columns[near])) / length
    if length < 0.8 * thin.shape[1] or filled < 0.55 or off.mean() > SPREAD + thick / 3:
        return None
    return middle(np.arange(thin.shape[1])), thick, length


def _covered(mask: Mask, runs: NDArray[np.int32], rows: NDArray[Any], thick: float) -> Mask:
    """What a line covers of the mask where the ink is no thicker than the line itself."""
    height, width = mask.shape
    off = np.abs(np.arange(height)[:, None] - rows[None, :])  # (h, w)
    band = off <= thick / 2 + 1.5
    return mask & band & (runs <= thick + max(2.0, 0.6 * thick))


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
