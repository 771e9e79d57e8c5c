"""Probabilities that mean what they say: in go logits after each row, out come logits whose softmax is calibrated.

After each row the logits are divided by a temperature, and each digit's is shifted by an offset, both fitted to
images that took no part in training: Guo et al. 2017, "On calibration of modern neural networks". Each row has its
own, because a network that learned from deformed digits has seen other first rows than those of what it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from model.data import DIGITS, ROWS

Array = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]

STEPS = 50  # of Newton's method at most
CLOSE = 1e-9  # the largest slope that counts as none
RIDGE = 1e-2  # what half the square of an offset costs, against the log loss of one image


@dataclass(frozen=True)
class Calibration:
    """What a network's logits are divided and shifted by after each row."""

    temperatures: tuple[float, ...]  # (28,), positive
    offsets: tuple[tuple[float, ...], ...]  # (28, 10)

    def calibrated(self, logits: Array) -> Array:
        """Logits of the last rows, (rows, n, 10), calibrated."""
        rows = len(logits)
        temperatures = np.array(self.temperatures[-rows:], np.float32)[:, None, None]  # (rows, 1, 1)
        return logits / temperatures + np.array(self.offsets[-rows:], np.float32)[:, None]

    def check(self) -> None:
        """Raises ValueError unless there is a positive temperature and ten offsets for each row."""
        offsets = [len(each) for each in self.offsets]
        if len(self.temperatures) != ROWS or min(self.temperatures) <= 0 or offsets != [DIGITS] * ROWS:
            raise ValueError(f"expected {ROWS} positive temperatures and {DIGITS} offsets each, but found {self}")


def fitted(logits: Array, labels: npt.NDArray[np.uint8]) -> Calibration:
    """The calibration that makes the log loss after each row least.

    Args:
        logits: (n, 28, 10), or logarithms of probabilities.
        labels: (n,), 0 to 9.
    """
    truth = np.eye(DIGITS)[labels]  # (n, 10)
    rows = [_fitted(each.astype(np.float64), truth) for each in logits.swapaxes(0, 1)]
    return Calibration(
        tuple(round(1 / float(scale), 6) for scale, *_ in rows),
        tuple(tuple(round(float(offset), 6) for offset in offsets) for _, *offsets in rows),
    )


def _fitted(logits: Numbers, truth: Numbers) -> Numbers:
    """Newton's method on the convex log loss of softmax(scale * logits + offsets): (scale, *offsets), (11,)."""
    logits = logits - logits.mean(axis=1, keepdims=True)
    found = np.concatenate([[1.0], np.zeros(DIGITS)])
    cost = np.concatenate([[0.0], np.full(DIGITS, RIDGE)])  # also makes the solution the only one
    for _ in range(STEPS):
        p = _softmax(found[0] * logits + found[1:])  # (n, 10)
        by_scale = p * (logits - (p * logits).sum(axis=1, keepdims=True))  # (n, 10), how p changes with the scale
        slope = np.concatenate([[((p - truth) * logits).sum(axis=1).mean()], (p - truth).mean(axis=0)]) + cost * found
        if np.abs(slope).max() < CLOSE:
            break
        curvature = np.diag(cost)
        curvature[0, 0] += (by_scale * logits).sum(axis=1).mean()
        curvature[0, 1:] = curvature[1:, 0] = by_scale.mean(axis=0)
        curvature[1:, 1:] += np.diag(p.mean(axis=0)) - p.T @ p / len(p)
        found = found - np.linalg.solve(curvature, slope)
        found[0] = max(found[0], 1e-3)
    return found


def _softmax(logits: Numbers) -> Numbers:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
