"""The plane that shows ink best, and the light on the paper: pixels go in, how far each stands out comes out.

Everything here is float32 in [0, 1]; a plane is turned so that ink is the brighter side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Floats = NDArray[np.float32]

OPAQUE = 0.9  # what lets more light through is no part of an opaque picture: a window's shadow, a soft edge
SHEET = 0.6  # an opaque picture fills this share of its own box, strokes on nothing do not
CELLS = 48  # the longer side of the coarse picture on which the colour of the ink is looked for
NEAR = 17  # in its cells: half of such a window is paper wherever a stroke passes
WIDEST = 0.3  # of the shorter side: hardly a stroke is wider, whatever is wider is ground
LEAST_LIGHT = 0.15  # below it the light is not divided by: nothing but noise would grow
SMOOTH = 0.0033  # grain that is finer than this is left as it is
FLAT, FLAT_SHARE = 0.001, 0.25  # paper without light and grain: so much of a picture is that close to its ground
CALM = 100  # pixels of the shorter side: what is smaller is no photo, and five pixels of it are a stroke
RELIEF = 0.02  # colours that differ by less are one colour


@dataclass(frozen=True, eq=False)
class Relief:
    """How far a picture stands out from its ground."""

    plane: Floats  # (h, w) turned so that the ink is brighter than its paper
    rise: Floats  # (h, w) how much brighter it is than the light around it
    strength: Floats  # (h, w) how far it stands out from the light around it; paper is about 0
    smooth: Floats  # (h, w) the same without the finest grain
    noise: float  # standard deviation of the paper in `smooth`
    dark: bool  # whether the ink is darker than its paper in the picture


def reliefs(pixels: NDArray[np.uint8], widest: float = WIDEST) -> tuple[Relief, Relief]:
    """What is darker than its paper, and what is lighter.

    Args:
        pixels: uint8 (h, w), (h, w, 3) or (h, w, 4).
        widest: of the shorter side: whatever is wider is ground.
    """
    plane = _plane(_colours(pixels))
    calm = _calm(plane)
    return _relief(1 - plane, _light(1 - calm, widest), dark=True), _relief(plane, _light(calm, widest), dark=False)


def _relief(plane: Floats, light: Floats, *, dark: bool) -> Relief:
    from scipy import ndimage  # 0.3 s to import: the first upload pays

    rise = strength = plane - light
    if dark:  # a shadow takes the same share of paper and ink
        strength = rise / np.maximum(1 - light, LEAST_LIGHT)
    flat = (np.abs(strength) < FLAT).mean() > FLAT_SHARE
    if not flat:
        strength = strength - _slow(np.asarray(strength, np.float32))
    grain = _grain(strength)
    smooth, left = (ndimage.gaussian_filter(strength, 0.8), 0.45 * grain) if grain > SMOOTH else (strength, grain)
    noise = left if flat else max(left, 1.4826 * float(np.median(np.abs(smooth - np.median(smooth)))))
    return Relief(plane, rise, np.asarray(strength, np.float32), np.asarray(smooth, np.float32), float(noise), dark)


def _slow(strength: Floats) -> Floats:
    """What an opening leaves of slanting light and of the peaks of the grain: medians of wide windows, (h, w)."""
    height, width = strength.shape
    share = min(1.0, CELLS / max(height, width))
    size = max(1, round(width * share)), max(1, round(height * share))
    coarse = Image.fromarray(strength).resize(size, Image.Resampling.BOX)
    medians = Image.fromarray(np.asarray(coarse) - _off_median(coarse))
    return np.asarray(medians.resize((width, height), Image.Resampling.BILINEAR))


def _colours(pixels: NDArray[np.uint8]) -> Floats:
    """What shows, (h, w, k): a transparent ground is filled, or the opacity alone is the picture."""
    shares = np.asarray(pixels / 255, np.float32)
    if pixels.ndim == 2:
        return shares[..., None]
    colours = shares[..., :3]
    if pixels.shape[2] == 4 and pixels[..., 3].min() < 255:
        alpha = shares[..., 3]
        paper = _sheet(colours, alpha)
        if paper is None:
            return alpha[..., None]
        colours = np.where((alpha > OPAQUE)[..., None], colours, paper)
    if np.array_equal(colours[..., 0], colours[..., 1]) and np.array_equal(colours[..., 1], colours[..., 2]):
        return colours[..., :1]
    return colours


def _sheet(colours: Floats, alpha: Floats) -> Floats | None:
    """The commonest colour, (3,), of an opaque picture with a transparent edge; None of strokes on nothing."""
    solid = alpha > OPAQUE
    if not solid.any():
        return None
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    filled = solid.sum() / ((rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1))
    paper = np.median(colours[solid], axis=0)  # (3,)
    varied = np.abs(colours[solid] - paper).max() > RELIEF
    return np.asarray(paper, np.float32) if filled > SHEET and varied else None


def _plane(colours: Floats) -> Floats:
    """One level a pixel, (h, w) in [0, 1], in which ink and paper differ most.

    The colour of the ink is the direction in which narrow things differ most from what lies around them: red ink on
    green paper as light is as plain as black on white.
    """
    if colours.shape[2] == 1:
        return colours[..., 0]
    height, width = colours.shape[:2]
    share = min(1.0, CELLS / max(height, width))
    size = max(1, round(width * share)), max(1, round(height * share))
    channels = [Image.fromarray(np.ascontiguousarray(colours[..., k])) for k in range(3)]
    narrow = np.stack([_off_median(each.resize(size, Image.Resampling.BOX)) for each in channels], axis=-1)
    narrow = narrow.reshape(-1, 3).astype(np.float64)  # (cells, 3)
    moments = (narrow * np.linalg.norm(narrow, axis=1)[:, None]).T @ narrow  # (3, 3)
    direction = np.linalg.eigh(moments)[1][:, -1]
    direction = direction / np.abs(direction).sum() * (1 if direction.sum() > 0 else -1)
    plane = colours @ direction.astype(np.float32) - np.minimum(direction, 0).sum()
    return np.asarray(np.rint(510 * plane) / 510, np.float32)  # in half levels: even paper stays even, faint ink stays


def _off_median(coarse: Image.Image) -> NDArray[Any]:
    """How far each cell is from the median around it: wide things are their own median."""
    padded = Image.fromarray(
        np.pad(np.asarray(coarse), NEAR // 2, mode="reflect" if min(coarse.size) > NEAR // 2 else "edge")
    )
    median = np.asarray(padded.filter(ImageFilter.MedianFilter(NEAR)))
    inner = median[NEAR // 2 : NEAR // 2 + coarse.height, NEAR // 2 : NEAR // 2 + coarse.width]
    return np.asarray(np.asarray(coarse) - inner)


def _calm(plane: Floats) -> Floats:
    """Without the peaks of grain and compression, which extremes would pick: medians keep the edges in their place."""
    if min(plane.shape) < CALM:
        return plane
    levels = Image.fromarray(np.asarray(np.rint(255 * plane.clip(0, 1)), np.uint8))
    return np.asarray(np.asarray(levels.filter(ImageFilter.MedianFilter(5))) / 255, np.float32)


def _light(plane: Floats, widest: float) -> Floats:
    """The plane without what is narrower than a stroke may be: an opening, which keeps the edges of what is wide."""
    from scipy import ndimage

    window = max(3, round(widest * min(plane.shape))) | 1
    return np.asarray(ndimage.grey_opening(plane, size=(window, window), mode="nearest"), np.float32)


def _grain(strength: NDArray[Any]) -> float:
    """Standard deviation of what changes from pixel to pixel; half of a picture and more is paper."""
    if min(strength.shape) < 3:
        return 0.0
    steps = (
        strength[1:-1, 1:-1] - (strength[:-2, 1:-1] + strength[2:, 1:-1] + strength[1:-1, :-2] + strength[1:-1, 2:]) / 4
    )
    return float(1.4826 * np.median(np.abs(steps)) / np.sqrt(1.25))
