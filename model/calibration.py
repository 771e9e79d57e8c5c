"""Probabilities that mean what they say: in go logits after each row, out come calibrated ones.

After each row the logits are multiplied by a matrix, ten by ten, and each digit's is shifted by an offset: matrix
scaling of Guo et al. 2017, "On calibration of modern neural networks". Each row has its own, because a network that
learned from deformed digits has seen other first rows than those of what it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize

from model.data import DIGITS, ROWS

Array = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]
Labels = npt.NDArray[np.uint8]
Examples = tuple[npt.NDArray[np.floating], Labels]  # logits (n, 28, 10) or logarithms of probabilities, and digits (n,)

RIDGE = 1e-2  # what half the square of an offset costs, against the log loss of one image
STIFFNESS = 1e-4  # the same of what a matrix differs from 1
DECIMALS = 5


@dataclass(frozen=True)
class Calibration:
    """What a network's logits are multiplied and shifted by after each row."""

    matrices: tuple[tuple[tuple[float, ...], ...], ...]  # (28, 10, 10), to each digit from the logits of all
    offsets: tuple[tuple[float, ...], ...]  # (28, 10)

    def calibrated(self, logits: Array) -> Array:
        """Logits of the last rows, (rows, n, 10), calibrated."""
        rows = len(logits)
        matrices = np.array(self.matrices[-rows:], np.float32)  # (rows, 10, 10)
        offsets = np.array(self.offsets[-rows:], np.float32)[:, None]  # (rows, 1, 10)
        return np.asarray(logits @ matrices.swapaxes(1, 2) + offsets)

    def check(self) -> None:
        """Raises ValueError unless there are a matrix, ten by ten, and ten offsets for each row."""
        for found, shape in ((self.matrices, (ROWS, DIGITS, DIGITS)), (self.offsets, (ROWS, DIGITS))):
            try:
                is_right = np.array(found, float).shape == shape
            except ValueError:  # rows of different lengths
                is_right = False
            if not is_right:
                raise ValueError(f"expected a calibration of {shape} numbers, but found {found}")


def fitted(held_back: Examples, learned: Examples | None = None) -> Calibration:
    """The calibration that makes the log loss after each row least.

    Many examples are needed for a hundred numbers a row: as long as a network knows the digits that it learned from no
    better than others, all of them are fitted; from there on the held-back ones alone, one temperature and ten offsets.

    Args:
        held_back: digits that took no part in training.
        learned: digits that did.
    """
    rows = held_back[0].shape[1]
    known = _first_known(held_back, learned) if learned else 0
    found = []
    for row in range(rows):
        logits, labels = held_back
        if learned and row < known:
            logits, labels = np.concatenate([learned[0][:, row], logits[:, row]]), np.concatenate([learned[1], labels])
        else:
            logits = logits[:, row]
        found.append(_fitted(logits.astype(np.float64), np.eye(DIGITS)[labels], row < known))
    return Calibration(
        tuple(tuple(tuple(np.round(line, DECIMALS).tolist()) for line in matrix) for matrix, _ in found),
        tuple(tuple(np.round(offsets, DECIMALS).tolist()) for _, offsets in found),
    )


def _first_known(held_back: Examples, learned: Examples) -> int:
    """The row, from 0, from which on the log loss of the learned digits is less than that of the others."""
    losses = [
        np.array(
            [-_log_softmax(logits[:, row].astype(float))[np.arange(len(labels)), labels].mean() for row in range(ROWS)]
        )
        for logits, labels in (held_back, learned)
    ]
    return 1 + int(np.flatnonzero(losses[1] >= losses[0]).max(initial=-1))


def _fitted(logits: Numbers, truth: Numbers, mixing: bool) -> tuple[Numbers, Numbers]:
    """The matrix (10, 10) and offsets (10,) of the least log loss; without `mixing` the matrix is a number times 1."""
    centred = np.eye(DIGITS) - 1 / DIGITS  # takes from logits their mean, which means nothing
    logits, one = logits @ centred, np.eye(DIGITS)

    def parts(found: Numbers) -> tuple[Numbers, Numbers]:
        matrix = found[DIGITS:].reshape(DIGITS, DIGITS) if mixing else found[DIGITS] * one
        return matrix, found[:DIGITS]

    def loss(found: Numbers) -> tuple[float, Numbers]:
        matrix, offsets = parts(found)
        logs = _log_softmax(logits @ matrix.T + offsets)  # (n, 10)
        off = matrix - one if mixing else np.zeros(1)
        slopes = (np.exp(logs) - truth) / len(truth)
        by_matrix = slopes.T @ logits
        by_scale = (by_matrix + STIFFNESS * off).ravel() if mixing else [np.trace(by_matrix)]
        cost = (RIDGE * (offsets**2).sum() + STIFFNESS * (off**2).sum()) / 2
        return float(cost - (truth * logs).sum() / len(truth)), np.append(
            slopes.sum(axis=0) + RIDGE * offsets, by_scale
        )

    start = np.append(np.zeros(DIGITS), one.ravel() if mixing else 1.0)
    bounds = [(None, None)] * DIGITS + ([(None, None)] * DIGITS**2 if mixing else [(1e-3, None)])
    found = optimize.minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000, "ftol": 1e-10, "gtol": 1e-7}
    )
    matrix, offsets = parts(found.x)
    return matrix @ centred, offsets


def _log_softmax(logits: Numbers) -> Numbers:
    logits = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)))
