"""How a calibration is fitted: in go logits after each row and digits, out comes a `Calibration`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import optimize

from model.calibration import Calibration
from model.data import DIGITS

Numbers = npt.NDArray[np.float64]
Examples = tuple[npt.NDArray[np.floating], npt.NDArray[np.uint8]]  # logits (n, 28, 10), and digits (n,)

RIDGE = 1e-2  # what half the square of an offset costs, against the log loss of one image
STIFFNESS = 1e-4  # the same of what a matrix differs from 1
CLOSE = {"maxiter": 2000, "ftol": 1e-10, "gtol": 1e-7}  # when SciPy's L-BFGS-B ends
DECIMALS = 5  # of what is fitted


def fitted(held_back: Examples, learned: Examples | None = None) -> Calibration:
    """The calibration that makes the log loss after each row least.

    Many examples are needed for a hundred numbers a row: as long as a network knows the digits that it learned from no
    better than others, all of them are fitted; from there on the held-back ones alone, one temperature and ten offsets.

    Args:
        held_back: digits that took no part in training.
        learned: digits that did.
    """
    known = _first_known(held_back, learned) if learned else 0
    found = []
    for row in range(held_back[0].shape[1]):
        fitting = [held_back, learned] if learned and row < known else [held_back]
        logits = np.concatenate([each[:, row] for each, _ in fitting]).astype(np.float64)
        labels = np.concatenate([each for _, each in fitting])
        found.append(_fitted(logits, np.eye(DIGITS)[labels], row < known))
    return Calibration(
        tuple(tuple(tuple(np.round(line, DECIMALS).tolist()) for line in matrix) for matrix, _ in found),
        tuple(tuple(np.round(offsets, DECIMALS).tolist()) for _, offsets in found),
    )


def _first_known(held_back: Examples, learned: Examples) -> int:
    """The row, from 0, from which on the log loss of the learned digits is less than that of the others."""
    ours, theirs = _losses(*learned), _losses(*held_back)
    return 1 + int(np.flatnonzero(ours >= theirs).max(initial=-1))


def _losses(logits: npt.NDArray[np.floating], labels: npt.NDArray[np.uint8]) -> Numbers:
    """The log loss after each row."""
    logs = _log_softmax(logits.astype(np.float64))[np.arange(len(labels)), :, labels]  # (n, rows)
    return np.asarray(-logs.mean(axis=0))


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
        cost = (RIDGE * (offsets**2).sum() + STIFFNESS * (off**2).sum()) / 2 - (truth * logs).sum() / len(truth)
        return float(cost), np.append(slopes.sum(axis=0) + RIDGE * offsets, by_scale)

    start = np.append(np.zeros(DIGITS), one.ravel() if mixing else 1.0)
    bounds = [(None, None)] * DIGITS + ([(None, None)] * DIGITS**2 if mixing else [(1e-3, None)])
    matrix, offsets = parts(optimize.minimize(loss, start, jac=True, bounds=bounds, options=CLOSE).x)
    return matrix @ centred, offsets


def _log_softmax(logits: Numbers) -> Numbers:
    logits = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True)))
