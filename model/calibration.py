"""Probabilities that mean what they say: in go logits after each row, out come calibrated ones.

After each row the logits are multiplied by a matrix, ten by ten, and each digit's is shifted by an offset: matrix
scaling of Guo et al. 2017, "On calibration of modern neural networks". Each row has its own, because a network that
learned from deformed digits has seen other first rows than those of what it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from model.data import DIGITS, ROWS

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Calibration:
    """What a network's logits are multiplied and shifted by after each row."""

    matrices: tuple[tuple[tuple[float, ...], ...], ...]  # (28, 10, 10), to each digit from the logits of all
    offsets: tuple[tuple[float, ...], ...]  # (28, 10)

    def calibrated(self, logits: Array) -> Array:
        """Logits of the last rows, (rows, n, 10), calibrated."""
        matrices, offsets = self._arrays
        return np.asarray(logits @ matrices[-len(logits) :] + offsets[-len(logits) :])

    def check(self) -> None:
        """Raises ValueError unless there are a matrix, ten by ten, and ten offsets for each row, all finite."""
        for found, shape in ((self.matrices, (ROWS, DIGITS, DIGITS)), (self.offsets, (ROWS, DIGITS))):
            try:
                numbers = np.array(found, float)
            except ValueError:  # rows of different lengths
                numbers = np.zeros(0)
            if numbers.shape != shape or not np.isfinite(numbers).all():
                raise ValueError(f"expected a calibration of {shape} finite numbers, but found others")

    @cached_property
    def _arrays(self) -> tuple[Array, Array]:
        """The matrices as they stand right of the logits, (28, 10, 10), and the offsets, (28, 1, 10)."""
        return np.array(self.matrices, np.float32).swapaxes(1, 2), np.array(self.offsets, np.float32)[:, None]
