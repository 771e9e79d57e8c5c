"""Ink that hangs together: how far each pixel stands out goes in, parts come out, frames and bars marked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Labels = NDArray[np.int32]

OWN = 0.4  # of its own strength: what is fainter in a patch of ink is another thing, or its blur
SHORTEST = 0.03  # of the longer side: shorter ink is dust
THICK = 0.55  # of its own longer side: no stroke is so thick
MOST = 150  # parts of a picture that are looked at, the largest first: the rest is grain and cloth
CONTACT = 0.5  # of a side: what touches it for so long may be a bar along it
BEYOND = 0.12  # of a part lies beyond such bars, or it is a digit that touches the edge


@dataclass(frozen=True, eq=False)
class Part:
    """Ink that hangs together."""

    number: int  # its label
    top: int
    left: int
    bottom: int  # one past its last row
    right: int
    area: int  # pixels
    thick: float  # pixels that its stroke is wide at most
    strength: float  # how far it stands out
    cut: bool  # whether the edge of the picture cuts it
    frame: bool  # whether it runs around other ink or along the edge

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def size(self) -> int:
        return max(self.height, self.width)


def parted(strength: Floats, mask: Mask) -> Labels:
    """Labels (h, w) of ink that hangs together, each part cut off where it is faint against its own strength."""
    from scipy import ndimage

    around = np.ones((3, 3), bool)
    labels, count = ndimage.label(mask, around)
    if not count:
        return np.asarray(labels, np.int32)
    for _ in range(2):  # a faint frame around faint lines around a pen
        own = _own_strengths(labels, strength, count)
        labels, count = ndimage.label(mask & (strength > OWN * own[labels]), around)
    return np.asarray(labels, np.int32)


def _own_strengths(labels: Labels, strength: Floats, count: int) -> Floats:
    """The strongest 3 % of each part, by number: (count + 1,), 0 for the ground."""
    inked = np.flatnonzero(labels)
    numbers, values = labels.ravel()[inked], strength.ravel()[inked]
    order = np.lexsort((values, numbers))
    ends = np.cumsum(np.bincount(numbers, minlength=count + 1))
    starts = np.concatenate([[0], ends[:-1]])
    own = np.zeros(count + 1, np.float32)
    present = np.flatnonzero(ends > starts)
    place = starts[present] + (0.97 * (ends[present] - starts[present] - 1)).astype(int)
    own[present] = values[order][place]
    return own


def parts_of(labels: Labels, strength: Floats) -> list[Part]:
    from scipy import ndimage

    height, width = labels.shape
    own = _own_strengths(labels, strength, int(labels.max()))
    shortest = max(2, SHORTEST * max(labels.shape) / 2)
    parts = []
    sized = [
        (max(rows.stop - rows.start, columns.stop - columns.start), number, (rows, columns))
        for number, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1)
    ]
    for size, number, place in sorted(sized, reverse=True)[:MOST]:
        if size < shortest:
            break
        rows, columns = place
        mask = labels[place] == number
        thick = 2 * float(ndimage.distance_transform_cdt(np.pad(mask, 1), "chessboard").max())
        sides = (rows.start == 0, columns.start == 0, rows.stop == height, columns.stop == width)
        cut = 1 <= sum(sides) <= 2  # what touches three sides is a digit that fills the picture
        parts.append(
            Part(
                number,
                rows.start,
                columns.start,
                rows.stop,
                columns.stop,
                int(mask.sum()),
                thick,
                float(own[number]),
                cut,
                False,
            )
        )
    return [_with_frame(part, parts, labels) for part in parts]


def _with_frame(part: Part, parts: list[Part], labels: Labels) -> Part:
    """Marks what runs around another part that is not much smaller: the cell of a form, the edge of a screen."""
    mask = labels[part.top : part.bottom, part.left : part.right] == part.number
    if _along_edge(part, mask, labels.shape):
        return replace(part, frame=True)
    inner = [other for other in parts if _inside(other, part) and other.size > 0.2 * part.size]
    if not inner or part.thick > 0.2 * part.size:
        return part
    edge = max(2, round(0.12 * part.height)), max(2, round(0.12 * part.width))
    within = mask[edge[0] : -edge[0], edge[1] : -edge[1]].sum()
    return replace(part, frame=bool(within < 0.2 * mask.sum()))


def _along_edge(part: Part, mask: Mask, shape: tuple[int, ...]) -> bool:
    """Whether a part is hardly more than bars along the edges of the picture."""
    bars = np.zeros_like(mask)
    for turned, covered, at, side in (
        (mask, bars, part.top == 0, shape[1]),
        (mask[::-1], bars[::-1], part.bottom == shape[0], shape[1]),
        (mask.T, bars.T, part.left == 0, shape[0]),
        (mask.T[::-1], bars.T[::-1], part.right == shape[1], shape[0]),
    ):
        if at and turned[0].sum() > CONTACT * side:
            ends = np.where(turned.all(axis=0), len(turned), turned.argmin(axis=0))  # how deep it is, along the edge
            covered[: int(np.percentile(ends[turned[0]], 90)) + 2] = True
    return bool((mask & ~bars).sum() < BEYOND * mask.sum())


def _inside(part: Part, other: Part) -> bool:
    return (
        part is not other
        and part.top > other.top
        and part.left > other.left
        and part.bottom < other.bottom
        and part.right < other.right
    )


def may_be_stroke(part: Part) -> bool:
    return not part.frame and part.thick <= max(THICK * part.size, 3)


def around(mask: Mask, reach: int) -> Any:
    """A mask grown by so many pixels."""
    from scipy import ndimage

    return ndimage.maximum_filter(mask.astype(np.uint8), 2 * reach + 1) > 0
