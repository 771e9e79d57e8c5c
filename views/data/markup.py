"""The pieces of the Data page that are plain HTML: the average digits, and images beside them."""

from __future__ import annotations

import numpy as np

from panels.theme import Palette
from views.parts.html import render
from views.parts.markup import inline


def answers_finding(excess: np.ndarray) -> str:
    """Which digit is answered too often and which too rarely; excess (10,) answers less images."""
    most, least = int(excess.argmax()), int(excess.argmin())
    if excess[most] == 0:
        return "It answers each digit as often as it is there"
    return f"It answers {most} too often, by {excess[most]}, and {least} too rarely, by {-excess[least]}"


def samples(means: np.ndarray, images: np.ndarray, palette: Palette) -> str:
    """A line for each digit: means (10, 28, 28) in [0, 1], images (10, n, 28, 28) uint8."""
    lines = [
        (colour, inline(mean, palette), inline(_beside(some), palette))
        for colour, mean, some in zip(palette.digits, means, images, strict=True)
    ]
    return render("data/samples", lines=lines, line=palette.line)


def _beside(images: np.ndarray) -> np.ndarray:
    """Images (n, 28, 28) uint8 as one (28, n * 28) in [0, 1]."""
    return np.concatenate(list(images), axis=1) / 255
