"""What belongs together, and what of it can be a digit: how far each pixel stands out goes in, groups come out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.finding.ground import Relief
from model.finding.lines import without_lines

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Labels = NDArray[np.int32]

FAINTEST = 0.015  # of the light: what stands out by less is no ink
GRAINS = 4.5  # ink stands out by so many standard deviations of the grain
FAINT = 0.1  # of the strongest: a digit beside the blackest frame is stronger than this
STRONGEST = 0.002  # of the picture may be stronger than what is called strong
OWN = 0.4  # of its own strength: what is fainter in a patch of ink is another thing, or its blur
SHORTEST = 0.03  # of the longer side: shorter ink is dust
THICK = 0.55  # of its own longer side: no stroke is so thick
LIGHTEST = 0.015  # weight of a digit
LIKELY = 40  # groups whose outline is looked at
MOST = 150  # parts of a picture that are looked at, the largest first: the rest is grain and cloth
FEWEST = 4  # pixels of a digit's longer side
EDGE = 0.3  # of its weight keeps what touches the edge of the picture
CONTACT = 0.5  # of a side: what touches it for so long may be a bar along it
BEYOND = 0.12  # of a part lies beyond such bars, or it is a digit that touches the edge
SIMILAR = 0.35  # of the other's strength: ink of one digit differs by no more
TINY = 0.1  # of the digit's size: smaller ink beside it is dust
APART = 0.15  # of the larger one's longer side: strokes of one digit lie nearer


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


@dataclass(frozen=True, eq=False)
class Group:
    """The parts of what may be one digit."""

    parts: tuple[Part, ...]
    weight: float  # how likely it is the digit that is meant: larger is likelier
    edged: float = 1.0  # share of its outline where the picture has an edge

    @property
    def size(self) -> int:
        top, left, bottom, right = self.box
        return max(bottom - top, right - left)

    @property
    def slim(self) -> float:
        """The width of its stroke as a share of its size."""
        return max(part.thick for part in self.parts) / self.size

    @property
    def straight(self) -> bool:
        """Whether it is hardly wider than its stroke."""
        top, left, bottom, right = self.box
        return min(bottom - top, right - left) < 2.5 * self.slim * self.size

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Top, left, and one past bottom and right, in pixels."""
        return (
            min(part.top for part in self.parts),
            min(part.left for part in self.parts),
            max(part.bottom for part in self.parts),
            max(part.right for part in self.parts),
        )


@dataclass(frozen=True, eq=False)
class Ink:
    """All ink of a picture, sorted."""

    labels: Labels  # (h, w) the number of the part at each pixel, 0 on the ground
    groups: tuple[Group, ...]  # what may be a digit, likeliest first
    printed: Mask  # (h, w) where printed lines were taken out
    lines: int  # printed lines that were taken out
    frames: int  # things that run around others or along the edge


def sorted_ink(seen: Relief) -> Ink:
    """The ink of a picture in groups."""
    strength = seen.smooth
    strong = float(np.quantile(strength, 1 - STRONGEST))
    mask = strength > max(FAINTEST, GRAINS * seen.noise, FAINT * strong)
    plain, lines = without_lines(mask)
    ink = _sorted(seen, plain, mask & ~plain, lines)
    return _sorted(seen, mask, np.zeros_like(mask), 0) if lines and not ink.groups else ink  # the lines were the digit


def _sorted(seen: Relief, mask: Mask, printed: Mask, lines: int) -> Ink:
    """A mask (h, w) of ink in groups."""
    labels = _parted(seen.smooth, mask)
    parts = _parts(labels, seen.smooth)
    candidates = [_group(each, mask.shape) for each in _together([part for part in parts if _may_be_stroke(part)])]
    likely = sorted((group for group in candidates if group.weight > LIGHTEST), key=lambda each: -each.weight)[:LIKELY]
    edged = [_weighed(group, _edged(group, labels, seen)) for group in likely]
    groups = sorted((group for group in edged if group.weight > LIGHTEST), key=lambda each: -each.weight)
    return Ink(labels, tuple(groups), printed, lines, sum(part.frame for part in parts))


def _weighed(group: Group, edged: float) -> Group:
    return replace(group, weight=group.weight * edged**3, edged=edged)


def _edged(group: Group, labels: Labels, seen: Relief) -> float:
    """The share of the outline of a group where the picture itself has an edge.

    A gap between two things has one where these are, and none where it opens to the paper.
    """
    from scipy import ndimage

    top, left, bottom, right = group.box
    reach = 2 + round(max(part.thick for part in group.parts) / 4)  # a photo blurs edges, more so where it is enlarged
    margin = 2 * reach
    place = np.s_[max(0, top - margin) : bottom + margin, max(0, left - margin) : right + margin]
    own = np.isin(labels[place], [part.number for part in group.parts])
    plane, rise = seen.plane[place], seen.rise[place]
    ring = around(own, reach) & ~around(own, reach - 1)
    if not ring.any():
        return 1.0
    inside = ndimage.maximum_filter(np.where(own, plane, -1), 4 * reach + 1)  # the ink next to each pixel
    return float((inside - plane > 0.5 * np.percentile(rise[own], 60))[ring].mean())


def _parted(strength: Floats, mask: Mask) -> Labels:
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


def _parts(labels: Labels, strength: Floats) -> list[Part]:
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


def _may_be_stroke(part: Part) -> bool:
    return not part.frame and part.thick <= max(THICK * part.size, 3)


def _together(parts: list[Part]) -> list[list[Part]]:
    """Parts that belong to one digit: the largest first, then what belongs to it."""
    groups: list[list[Part]] = []
    for part in sorted(parts, key=lambda each: -each.size):
        own = [
            group for group in groups if any(_belong(large, part) for large in group if large.size >= group[0].size / 3)
        ]
        if not own:
            groups.append([part])
            continue
        for other in own[1:]:  # a stroke that joins two
            own[0].extend(other)
            groups.remove(other)
        own[0].append(part)
    return groups


def _belong(large: Part, small: Part) -> bool:
    """Whether two parts are strokes of one digit: near, alike in strength, and one above the other or small."""
    if min(small.strength, large.strength) < SIMILAR * max(small.strength, large.strength):
        return False
    if small.size < TINY * large.size or small.thick > 1.6 * large.thick + 2:
        return False
    across = max(one.left for one in (large, small)) - min(
        one.right for one in (large, small)
    )  # negative: they overlap
    down = max(one.top for one in (large, small)) - min(one.bottom for one in (large, small))
    gap = max(across, down)
    if large.cut != small.cut:
        return gap <= 0.03 * large.size and not (large.cut and small.size > 0.3 * large.size)
    if gap > 0 and min(large.width, large.height) < 2.5 * large.thick:
        return gap <= 0.06 * large.size  # beside a straight line: a broken 1, or another thing's edge
    if across > -0.25 * small.width and small.height > 0.65 * large.height:
        return gap <= 0.03 * large.size  # side by side and as tall: two digits, but for a stroke that broke
    if down > -0.1 * small.height and small.size > 0.65 * large.size:
        return gap <= 0.08 * large.size  # one above the other and as large
    return gap <= APART * large.size


def _group(parts: list[Part], shape: tuple[int, ...]) -> Group:
    """Parts with their weight: large, in the middle, strong, and whole."""
    group = Group(tuple(parts), 0.0)
    top, left, bottom, right = group.box
    size = max(bottom - top, right - left)
    if size < max(FEWEST, SHORTEST * max(shape)):
        return group
    off = np.hypot((top + bottom) / shape[0] - 1, (left + right) / shape[1] - 1)  # 0 in the middle, 1.4 in a corner
    strength = max(part.strength for part in parts)
    main = max(parts, key=lambda part: part.size)
    narrow = (min(bottom - top, right - left) / size) < 0.12 and size > 0.25 * max(shape)
    edge = EDGE if main.cut else 1.0
    lying = 0.3 if right - left > 2 * (bottom - top) else 1.0  # wider than high: a word, a bar
    weight = size / max(shape) * (1.3 - off / 1.4) * strength**0.35 * edge * lying * (0.5 if narrow else 1.0)
    return Group(group.parts, float(weight))


def around(mask: Mask, reach: int) -> Any:
    """A mask grown by so many pixels."""
    from scipy import ndimage

    return ndimage.maximum_filter(mask.astype(np.uint8), 2 * reach + 1) > 0
