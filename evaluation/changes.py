"""Images as they look when something goes wrong with them: in goes a batch, out comes the batch, changed.

Nothing is left to chance: directions, noise and places are drawn from a fixed seed, and an image is changed in the same
way whatever images follow it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from model.data import COLUMNS, ROWS

Images = NDArray[np.float32]
Grid = NDArray[np.float64]

SEED = 28
MIDDLE = (ROWS - 1) / 2  # row and column between the pixels 13 and 14, about which is turned and scaled
FINE = 1.0  # pixels between two circles on which a wider stroke looks for ink
DIRECTIONS = 12  # in which it looks on each circle
CHUNK = 256  # images at a time, few enough for the processor's cache
DOWN, RIGHT = np.mgrid[:ROWS, :COLUMNS].astype(np.float64)  # (28, 28) each


@dataclass(frozen=True)
class Change:
    """One way in which an image can differ from those that a network learned from."""

    name: str  # also its key in `CHANGES`
    preposition: str  # what stands between the name and a strength
    unit: str  # what stands behind a strength
    axis: str  # what the strengths are, in words
    sentence: str  # what is done to the image
    strengths: tuple[float, ...]  # (5,) ascending; below zero where the change has two directions
    function: Callable[[Images, float], Images]  # of images and any strength but 0

    def apply(self, images: Images, strength: float) -> Images:
        """The images, changed.

        Args:
            images: float32 (n, 28, 28) in [0, 1], ink is 1.
            strength: how strongly, in `unit`; 0 changes nothing.

        Returns:
            Other images of the same kind.
        """
        if strength == 0:
            return np.array(images)
        return np.asarray(self.function(images, strength).clip(0, 1), np.float32)


# ---- where the ink lies ------------------------------------------------------------------------------------


def rotated(images: Images, degrees: float) -> Images:
    """Turned about the middle: the first image to the left, the second to the right, and so on in turn."""
    turned = np.empty_like(images)
    for start, angle in enumerate((np.radians(degrees), -np.radians(degrees))):
        down, right = DOWN - MIDDLE, RIGHT - MIDDLE
        rows = np.cos(angle) * down + np.sin(angle) * right + MIDDLE
        columns = np.cos(angle) * right - np.sin(angle) * down + MIDDLE
        turned[start::2] = _sampled(images[start::2], rows, columns)
    return turned


def shifted(images: Images, pixels: float) -> Images:
    """Moved up, down, left or right, by lot; ink pushed over the edge is lost."""
    moved = np.empty_like(images)
    ways = np.random.default_rng(SEED).integers(4, size=len(images))
    for way, (down, right) in enumerate(((-1, 0), (1, 0), (0, -1), (0, 1))):
        chosen = ways == way
        moved[chosen] = _moved(images[chosen], down * pixels, right * pixels)
    return moved


def scaled(images: Images, percent: float) -> Images:
    """Larger by so many per cent about the middle, or smaller where it is below zero; ink beyond the edge is lost."""
    return _separable(images, _resampling(1 + percent / 100))


# ---- what the ink looks like -------------------------------------------------------------------------------


def blurred(images: Images, sigma: float) -> Images:
    """Each pixel the mean of all around it, weighted by a Gaussian of that standard deviation in pixels."""
    weights = np.exp(-0.5 * ((DOWN - RIGHT) / sigma) ** 2)  # (28, 28)
    return _separable(images, weights / weights[ROWS // 2].sum())


def noisy(images: Images, deviation: float) -> Images:
    """With a normal number of that standard deviation added to each pixel."""
    noise = np.random.default_rng(SEED).standard_normal(images.shape, np.float32)
    return np.asarray(images + np.float32(deviation) * noise)


def brushed(images: Images, pixels: float) -> Images:
    """Strokes so many pixels wider, or thinner where it is below zero.

    A pixel becomes the most ink, or the least, that lies within half as many pixels of it: dilation and erosion of a
    grey image by a disc (Serra 1982, "Image Analysis and Mathematical Morphology").
    """
    furthest = abs(pixels) / 2
    choose = np.maximum if pixels > 0 else np.minimum
    rings = np.linspace(0, furthest, int(np.ceil(furthest / FINE)) + 1)[1:]
    angles = 2 * np.pi * np.arange(DIRECTIONS) / DIRECTIONS
    brushed = np.array(images)
    for start in range(0, len(images), CHUNK):
        before, after = images[start : start + CHUNK], brushed[start : start + CHUNK]
        for radius, angle in product(rings, angles):
            choose(after, _moved(before, radius * np.sin(angle), radius * np.cos(angle)), out=after)
    return brushed


# ---- what is hidden ----------------------------------------------------------------------------------------


def hidden(images: Images, side: float) -> Images:
    """A square of paper, that many whole pixels a side, laid over a place that is drawn by lot among the ink."""
    lots = np.random.default_rng(SEED).random((len(images), 1))
    until = images.reshape(len(images), ROWS * COLUMNS).cumsum(axis=1, dtype=np.float64)  # (n, 784)
    place = (until > lots * until[:, -1:]).argmax(axis=1)  # (n,)
    row, column = (each[:, None, None] for each in np.divmod(place, COLUMNS))
    before, behind = side // 2, side - side // 2
    rows = (row - before <= DOWN) & (row + behind > DOWN)  # (n, 28, 28)
    columns = (column - before <= RIGHT) & (column + behind > RIGHT)
    return np.where(rows & columns, np.float32(0), images)


CHANGES = MappingProxyType(
    {
        change.name: change
        for change in (
            Change(
                name="rotation",
                preposition="by",
                unit="°",
                axis="degrees",
                sentence="Turned about the middle; the test images to the left and to the right in turn.",
                strengths=(10, 20, 30, 45, 60),
                function=rotated,
            ),
            Change(
                name="shift",
                preposition="by",
                unit=" px",
                axis="pixels",
                sentence="Moved up, down, left or right, by lot.",
                strengths=(1, 2, 4, 6, 8),
                function=shifted,
            ),
            Change(
                name="scale",
                preposition="by",
                unit=" %",
                axis="per cent",
                sentence="Made smaller or larger about the middle.",
                strengths=(-60, -40, -20, 20, 40),
                function=scaled,
            ),
            Change(
                name="blur",
                preposition="of",
                unit=" px",
                axis="pixels, standard deviation",
                sentence="Out of focus, by a Gaussian of that standard deviation.",
                strengths=(0.5, 1, 1.5, 2, 3),
                function=blurred,
            ),
            Change(
                name="noise",
                preposition="of",
                unit="",
                axis="standard deviation",
                sentence="Grains of that standard deviation, where full ink is 1.",
                strengths=(0.05, 0.1, 0.2, 0.3, 0.5),
                function=noisy,
            ),
            Change(
                name="brush width",
                preposition="by",
                unit=" px",
                axis="pixels",
                sentence="Strokes thinner or wider by so many pixels.",
                strengths=(-2, -1, 2, 4, 6),
                function=brushed,
            ),
            Change(
                name="occlusion",
                preposition="of",
                unit=" px",
                axis="pixels a side",
                sentence="A square of that side hidden, somewhere on the ink, by lot.",
                strengths=(4, 6, 8, 10, 12),
                function=hidden,
            ),
        )
    }
)


# ---- pieces of several -------------------------------------------------------------------------------------


def _sampled(images: Images, rows: Grid, columns: Grid) -> Images:
    """All images at the same places, between pixels in proportion; outside there is no ink.

    Args:
        images: (n, 28, 28).
        rows, columns: (28, 28), from where each pixel is taken.
    """
    wide = COLUMNS + 3
    padded = np.pad(images, ((0, 0), (1, 2), (1, 2))).reshape(len(images), (ROWS + 3) * wide)  # (n, 31 * 31)
    rows, columns = rows.clip(-1, ROWS) + 1, columns.clip(-1, COLUMNS) + 1
    top, left = np.floor(rows).astype(int), np.floor(columns).astype(int)
    below, right = (rows - top).astype(np.float32), (columns - left).astype(np.float32)  # (28, 28) shares
    sampled = np.zeros_like(images)
    for down, share in ((0, 1 - below), (1, below)):
        for along, part in ((0, 1 - right), (1, right)):
            weight = share * part
            if weight.any():
                sampled += weight * padded[:, (top + down) * wide + left + along]
    return sampled


def _moved(images: Images, down: float, right: float) -> Images:
    """All images moved by as many pixels, as by `_sampled`, but in a fifth of its time."""
    rows, columns = int(np.floor(-down)), int(np.floor(-right))
    below, beside = np.float32(-down - rows), np.float32(-right - columns)  # shares of the next row and column
    edge = max(abs(rows), abs(columns)) + 1
    padded = np.pad(images, ((0, 0), (edge, edge), (edge, edge)))
    top, left = edge + rows, edge + columns
    across = (1 - beside) * padded[:, :, left : left + COLUMNS] + beside * padded[:, :, left + 1 : left + 1 + COLUMNS]
    return np.asarray((1 - below) * across[:, top : top + ROWS] + below * across[:, top + 1 : top + 1 + ROWS])


def _separable(images: Images, matrix: Grid) -> Images:
    """The same weighted sums (28, 28) over rows and then over columns."""
    weights = matrix.astype(np.float32)
    return np.asarray(weights @ images @ weights.T)


def _resampling(factor: float) -> Grid:
    """What each pixel of a line counts for each pixel of the scaled line, (28, 28).

    A triangle as wide as a pixel of the coarser of both lines, so that a smaller image leaves no ink out.
    """
    sources = (np.arange(ROWS) - MIDDLE) / factor + MIDDLE  # (28,)
    distance = np.abs(sources[:, None] - np.arange(ROWS)) * min(1.0, factor)
    return np.asarray((1 - distance).clip(0) * min(1.0, factor))
