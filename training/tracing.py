"""The strokes of a written digit: in goes an image, out come the lines along the middle of its ink."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import distance_transform_edt
from skimage.morphology import skeletonize

from training.strokes import Stroke, evenly, length

FINER = 4  # images are enlarged so many times first, so that the middle of a line is found between pixels
INK = 0.5  # what is stronger counts as ink
BURR = 1.0  # times half the line's width: a shorter dead end at a fork is a burr of the skeleton, no stroke
NEIGHBOURS = [(-1, 0), (0, -1), (0, 1), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1)]  # those that share a side first

Pixel = tuple[int, int]


def traced(image: NDArray[np.float32]) -> list[Stroke]:
    """The strokes of an image (h, w) in [0, 1], in its pixels; at least one wherever there is ink.

    The skeleton is that of Zhang & Suen 1984, "A fast parallel algorithm for thinning digital patterns"; it is
    followed from end to end and from fork to fork.
    """
    size = (FINER * image.shape[1], FINER * image.shape[0])
    fine = np.asarray(Image.fromarray(np.asarray(image, np.float32)).resize(size, Image.Resampling.BICUBIC))
    ink = fine > INK * fine.max()
    depth = distance_transform_edt(ink)  # pixels of `fine` to the nearest ground
    skeleton = skeletonize(ink)
    thin = {(int(y), int(x)) for y, x in np.argwhere(skeleton)}
    lines = _lines(thin)
    ends = [point for line in lines for point in (line[0], line[-1])]
    strokes = []
    for line in lines:
        stroke = _smoothed(line) / FINER
        forks = [end for end in (line[0], line[-1]) if ends.count(end) > 1]
        if len(forks) != 1 or FINER * length(stroke) > BURR * depth[forks[0]]:
            strokes.append(stroke)
    return strokes or [_smoothed(max(lines, key=len)) / FINER]


def _lines(thin: set[Pixel]) -> list[list[Pixel]]:
    """The skeleton cut at its forks: each line a chain of neighbouring pixels with its two end points."""
    joined = {pixel: _next_to(pixel, thin) for pixel in thin}
    knots = [pixel for pixel in sorted(thin) if len(joined[pixel]) != 2]
    walked: set[tuple[Pixel, Pixel]] = set()
    lines = []
    for knot in knots:
        for first in joined[knot] or [knot]:
            if (knot, first) not in walked:
                lines.append(_walk(knot, first, joined, walked))
    left = thin - {pixel for line in lines for pixel in line}
    while left:  # rings have no end to begin at
        start = min(left)
        line = _walk(start, joined[start][0], joined, walked)
        lines.append(line)
        left -= set(line)
    return lines


def _next_to(pixel: Pixel, thin: set[Pixel]) -> list[Pixel]:
    """The neighbours of a pixel; a diagonal one only where no path with two straight steps leads to it."""
    y, x = pixel
    found = [(y + dy, x + dx) for dy, dx in NEIGHBOURS if (y + dy, x + dx) in thin]
    return [(b, a) for b, a in found if b == y or a == x or not ({(y, a), (b, x)} & thin)]


def _walk(
    start: Pixel, first: Pixel, joined: dict[Pixel, list[Pixel]], walked: set[tuple[Pixel, Pixel]]
) -> list[Pixel]:
    """From a pixel by way of its neighbour to the next fork or end, or back to the start."""
    line, before, here = [start], start, first
    walked.add((start, first))
    while here != start and len(joined[here]) == 2:
        line.append(here)
        before, here = here, next(pixel for pixel in joined[here] if pixel != before)
    walked.add((here, before))
    return [*line, here]


def _smoothed(line: list[Pixel]) -> Stroke:
    """The steps of the pixels evened out; the end points stay: (points, 2) of x and y."""
    points = np.array(line, float)[:, ::-1] + 0.5  # (points, 2)
    points = evenly(points, max(2, len(points) // 2))
    for _ in range(2):
        points[1:-1] = (points[:-2] + 2 * points[1:-1] + points[2:]) / 4
    return points
