"""What belongs together, and what of it can be a digit: parts of ink become groups, the likeliest first."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from model.finding.ground import Relief
from model.finding.lines import without_lines
from model.finding.parts import SHORTEST, Labels, Mask, Part, around, may_be_stroke, parted, parts_of

FAINTEST = 0.015  # of the light: what stands out by less is no ink
GRAINS = 4.5  # ink stands out by so many standard deviations of the grain
FAINT = 0.1  # of the strongest: a digit beside the blackest frame is stronger than this
STRONGEST = 0.002  # of the picture may be stronger than what is called strong
LIGHTEST = 0.015  # weight of a digit
LIKELY = 40  # groups whose outline is looked at
FEWEST = 4  # pixels of a digit's longer side
EDGE = 0.3  # of its weight keeps what touches the edge of the picture
SIMILAR = 0.35  # of the other's strength: ink of one digit differs by no more
OUTLINED = 0.2  # of its size is what an outline runs around
TINY = 0.1  # of the digit's size: smaller ink beside it is dust
APART = 0.15  # of the larger one's longer side: strokes of one digit lie nearer


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
    def strength(self) -> float:
        """How far its strongest part stands out."""
        return max(part.strength for part in self.parts)

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


def sorted_ink(seen: Relief, solid: bool = False) -> Ink:
    """The ink of a picture in groups; patches are ink, too, where nothing else is and `solid` allows it."""
    strength = seen.smooth
    strong = float(np.quantile(strength, 1 - STRONGEST))
    mask = strength > max(FAINTEST, GRAINS * seen.noise, FAINT * strong)
    plain, lines = without_lines(mask)
    ink = _sorted(seen, plain, mask & ~plain, lines, solid)
    return (
        _sorted(seen, mask, np.zeros_like(mask), 0, solid) if lines and not ink.groups else ink
    )  # the lines were the digit


def _sorted(seen: Relief, mask: Mask, printed: Mask, lines: int, solid: bool) -> Ink:
    """A mask (h, w) of ink in groups."""
    labels = parted(seen.smooth, mask)
    parts = parts_of(labels, seen.smooth)
    kept = [part for part in parts if may_be_stroke(part)]
    if solid and not kept:
        kept = [part for part in parts if not part.frame]
    candidates = [_group(each, mask.shape) for each in _together(kept)]
    likely = sorted((group for group in candidates if group.weight > LIGHTEST), key=lambda each: -each.weight)[:LIKELY]
    edged = [_weighed(group, _edged(group, labels, seen)) for group in likely]
    edged = [group for group in edged if not any(_outlined(inner, group) for inner in edged)]
    groups = sorted((group for group in edged if group.weight > LIGHTEST), key=lambda each: -each.weight)
    return Ink(labels, tuple(groups), printed, lines, sum(part.frame for part in parts))


def _outlined(inner: Group, group: Group) -> bool:
    """Whether a group is a far weaker line around another, as compression draws one along the edge of a page."""
    (top, left, bottom, right), outer = inner.box, group.box
    inside = top > outer[0] and left > outer[1] and bottom < outer[2] and right < outer[3]
    return inside and inner.size > OUTLINED * group.size and group.strength < SIMILAR * inner.strength


def _weighed(group: Group, edged: float) -> Group:
    return replace(group, weight=group.weight * edged**4, edged=edged)


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
