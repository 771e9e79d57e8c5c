"""Finds the digits in a picture: pixels go in, the ink of each digit comes out, without all that lies around it.

    pixels -> light and ground -> ink -> without printed lines -> what belongs together -> what may be a digit

Decided from the ink alone: no network is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.finding.ground import Relief, reliefs
from model.finding.groups import Group, Ink, sorted_ink
from model.finding.parts import around

Floats = NDArray[np.float32]

Side = tuple[Relief, Ink]

QUARTER = 0.25  # of the size of what lies around it: smaller ink is a hole of it
PAGE = 2.0  # times as wide for its size as the stroke of a digit on it
WEAK = 0.3  # of the strength of what lies in it: ink is as strong as its hole
CUT = 32  # pixels: so small a picture has been cut to its digit
BARE = 0.5  # of such a picture shows the ground of its edge
LEAST = 0.05  # its ink stands out so far
ALIKE = 0.35  # of the likeliest digit's size: what is smaller beside it is no digit
WEAKER = 0.2  # of its weight
POOR = 0.15  # weight of a digit that may be none
WIDER = 0.6  # of the shorter side: how wide a stroke may be where no other digit is found
WHOLE = 0.8  # of its outline has an edge: it is ink, and no gap
PLAIN = 0.006  # grain below which a ground is one colour
NOISE = 3.0  # standard deviations of the grain around a digit that are no ink


@dataclass(frozen=True)
class Seen:
    """What may make a digit hard to read."""

    digits: int  # how many things in the picture may be digits
    cut: bool  # whether the edge of the picture cuts it
    pixels: int  # its longer side, in the picture shrunk to at most 640 a side
    strength: float  # how far it stands out from its paper, in [0, 1]
    lines: int  # printed lines in the picture that were taken out
    frames: int  # frames, boxes, and bars along the edge


@dataclass(frozen=True, eq=False)
class Candidate:
    """What may be a digit."""

    box: tuple[int, int, int, int]  # top, left, and one past bottom and right, in pixels
    strength: Floats  # (h, w) of the whole picture: how far its ink stands out, not below 0; 0 off it
    seen: Seen  # what may make it hard to read


def find(pixels: NDArray[np.uint8], most: int | None = None) -> tuple[Candidate, ...]:
    """All that may be a digit in pixels.

    Args:
        pixels: uint8 (h, w), (h, w, 3) or (h, w, 4); light ink on dark or dark on light.
        most: so many of the likeliest.

    Returns:
        The likeliest first; none where nothing stands out.
    """
    if (whole := _cut_to_digit(pixels)) is not None:
        return (whole,)
    relief, ink = _plainest(reliefs(pixels))
    if _weight(ink) < POOR:  # a thick digit that fills the picture is as wide as ground elsewhere
        wider = _plainest(reliefs(pixels, WIDER), solid=True)
        relief, ink = max((relief, ink), wider, key=lambda side: _weight(side[1]))
    digits = _digits(ink)
    candidates = (_candidate(relief, ink, group, len(digits)) for group in digits[:most])
    return tuple(each for each in candidates if each.strength.any())


def _cut_to_digit(pixels: NDArray[np.uint8]) -> Candidate | None:
    """All ink of a small picture, one of MNIST's say: its digit may be in pieces; None of any other picture."""
    if max(pixels.shape[:2]) > CUT:
        return None
    colours = pixels if pixels.ndim == 2 else pixels[..., 0]
    grey = pixels.ndim == 2 or ((pixels[..., 1:3] == colours[..., None]).all() and (pixels[..., 3:] == 255).all())
    edge = np.concatenate([colours[0], colours[-1], colours[:, 0], colours[:, -1]])
    ground = int(np.bincount(edge).argmax())
    if not grey or (colours == ground).mean() < BARE:
        return None
    difference = np.asarray(colours / 255, np.float32) - np.float32(ground / 255)
    ink = np.maximum(difference if (difference**3).sum() > 0 else -difference, 0)
    if ink.max() <= LEAST:
        return None
    rows, columns = np.flatnonzero((ink > LEAST).any(axis=1)), np.flatnonzero((ink > LEAST).any(axis=0))
    box = int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1
    size = max(box[2] - box[0], box[3] - box[1])
    return Candidate(box, ink, Seen(1, False, size, float(ink.max()), 0, 0))


def _plainest(sides: Sequence[Relief], solid: bool = False) -> Side:
    """The side with the likelier digit, sorted: dark ink or light."""
    better, other = sorted(((side, sorted_ink(side, solid)) for side in sides), key=lambda side: -_weight(side[1]))
    if not other[1].groups:
        return better
    for inner, outer in ((better, other), (other, better)):
        if _within(inner[1].groups[0], outer[1].groups[0]):
            return _figure(inner, outer, better)
    return better


def _figure(inner: Side, outer: Side, better: Side) -> Side:
    """Of ink and its gap the one that is drawn: it has an edge all around, and its stroke is thinner.

    The hole of a 9 is as plain as the 9, and the rest of a page as plain as the digit on it.
    """
    one, whole = inner[1].groups[0], outer[1].groups[0]
    if one.size < QUARTER * whole.size or whole.strength < WEAK * one.strength:
        return better  # a hole of it, or the hairline that compression draws around a page
    if whole.slim <= one.slim:
        return outer if whole.edged >= WHOLE else better
    # A slit may be a 1 on a page, or the hole of a thick 0.
    page = whole.slim > PAGE * one.slim and not one.straight
    return inner if page and one.edged >= WHOLE else better


def _within(group: Group, other: Group) -> bool:
    (top, left, bottom, right), outer = group.box, other.box
    return top >= outer[0] and left >= outer[1] and bottom <= outer[2] and right <= outer[3]


def _weight(ink: Ink) -> float:
    return ink.groups[0].weight if ink.groups else 0.0


def _digits(ink: Ink) -> list[Group]:
    """The groups that are as large and plain as digits beside the likeliest one, likeliest first."""
    if not ink.groups:
        return []
    best = ink.groups[0]
    return [group for group in ink.groups if group.size >= ALIKE * best.size and group.weight >= WEAKER * best.weight]


def _candidate(relief: Relief, ink: Ink, group: Group, digits: int) -> Candidate:
    """The ink of a group against the ground right around it."""
    top, left, bottom, right = group.box
    margin = max(3, group.size // 4)
    place = np.s_[max(0, top - margin) : bottom + margin, max(0, left - margin) : right + margin]
    labels = ink.labels[place]
    own = np.isin(labels, [part.number for part in group.parts])
    reach = max(2, round(max(part.thick for part in group.parts) / 3))
    own |= _bridged(own, reach) & ink.printed[place]
    foreign = around((labels > 0) & ~own, 1)
    paper = ~around(own, reach + 1) & ~foreign
    near = around(own, reach) & ~((foreign | ink.printed[place]) & ~own)
    strength = np.zeros(relief.strength.shape, np.float32)
    strength[place] = np.where(near, _against(relief, place, paper), 0)
    main = max(group.parts, key=lambda part: part.size)
    seen = Seen(digits, main.cut, group.size, min(1.0, main.strength), ink.lines, ink.frames)
    return Candidate(group.box, strength, seen)


def _against(relief: Relief, place: tuple[slice, slice], paper: NDArray[np.bool_]) -> Floats:
    """How far pixels of a place stand out from the paper there, not below 0."""
    plane, strength = relief.plane[place], relief.strength[place]
    if not paper.any():
        return np.maximum(strength, 0)
    ground = np.median(plane[paper])
    if np.percentile(np.abs(plane[paper] - ground), 90) < PLAIN:
        return np.asarray(np.maximum(plane - ground, 0), np.float32)
    level = np.median(strength[paper])
    grain = 1.4826 * np.median(np.abs(strength[paper] - level))
    return np.asarray(np.maximum(strength - level - NOISE * grain, 0), np.float32)


def in_reading_order(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Line by line from top to bottom, in each from left to right."""
    lines: list[list[Candidate]] = []
    for each in sorted(candidates, key=lambda one: one.box[0] + one.box[2]):
        middle = (each.box[0] + each.box[2]) / 2
        # A digit belongs to a line whose last one its middle meets.
        line = next((line for line in lines if line[-1].box[0] <= middle <= line[-1].box[2]), None)
        if line is None:
            lines.append([each])
        else:
            line.append(each)
    return [each for line in lines for each in sorted(line, key=lambda one: one.box[1])]


def _bridged(own: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    """Ink with its gaps closed: where a printed line left with what it crossed."""
    wide = around(np.pad(own, 3 * reach), 2 * reach)
    closed = ~around(~wide, 2 * reach)
    return np.asarray(closed[3 * reach : -3 * reach, 3 * reach : -3 * reach])
