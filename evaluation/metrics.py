"""Scores by their textbook definitions: in go labels and answers or probabilities, out come numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from model.data import DIGITS
from model.weights import Array

Labels = npt.NDArray[np.integer[Any]]
Scores = npt.NDArray[np.floating[Any]]

Z_95 = 1.959964  # a normal variable lies within so many standard deviations in 95 % of cases
KEPT = 0.95  # share of the digits that are to pass where false positives are counted
BINS = 15  # of probabilities, for the calibration error
LEAST_PROBABILITY = 1e-7  # Keras's bound, below which the log loss counts a probability as this


@dataclass(frozen=True)
class DigitScore:
    """How well one digit is told from the others; 0 where nothing can be counted."""

    digit: int  # 0 to 9
    precision: float  # share of the answers "this digit" that are right
    recall: float  # share of the images of this digit that are answered rightly
    f1: float  # harmonic mean of precision and recall
    support: int  # images of this digit


def confusion(labels: Labels, answers: Labels) -> npt.NDArray[np.int64]:
    """How often each true digit (row) was answered as each digit (column): (n,) and (n,) to (10, 10)."""
    pairs = labels.astype(np.int64) * DIGITS + answers  # (n,)
    return np.bincount(pairs, minlength=DIGITS * DIGITS).reshape(DIGITS, DIGITS)


def wilson(right: int, n: int) -> tuple[float, float]:
    """95 % interval for a share of `right` among `n` (Wilson 1927, "Probable inference")."""
    share = right / n
    centre = share + Z_95**2 / (2 * n)
    spread = Z_95 * math.sqrt(share * (1 - share) / n + Z_95**2 / (4 * n**2))
    scale = 1 + Z_95**2 / n
    # Rounding alone may put an end of it on the wrong side of a share of none or all.
    return max(0.0, min(share, (centre - spread) / scale)), min(1.0, max(share, (centre + spread) / scale))


def log_loss(labels: Labels, beliefs: Array) -> float:
    """Mean of -log(probability of the true digit); labels (n,), beliefs (n, 10)."""
    of_truth = beliefs[np.arange(len(labels)), labels].astype(np.float64)  # (n,)
    return float(-np.log(of_truth.clip(LEAST_PROBABILITY, 1)).mean())


def calibration_error(labels: Labels, beliefs: Array) -> float:
    """How far the probability of an answer is on average from the share of right answers among those alike.

    The expected calibration error in `BINS` bins of equal width (Naeini et al. 2015, "Obtaining well calibrated
    probabilities using Bayesian binning"); labels (n,), beliefs (n, 10).
    """
    confidence = beliefs.max(axis=1).astype(np.float64)  # (n,)
    right = beliefs.argmax(axis=1) == labels
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = np.bincount(bins, right, BINS) - np.bincount(bins, confidence, BINS)  # (BINS,) sums
    return float(np.abs(gaps).sum() / len(labels))


def auroc(digits: Scores, others: Scores) -> float:
    """How likely a digit is to have a higher score than what is no digit; a tie counts half.

    The area under the curve of true against false positives, which is the statistic of Mann and Whitney (Fawcett 2006,
    "An introduction to ROC analysis"); for telling what is foreign: Hendrycks & Gimpel 2017, "A baseline for detecting
    misclassified and out-of-distribution examples". 0.5 is chance.

    Args:
        digits: (n,) the scores of digits.
        others: (k,) those of what is no digit.

    Raises:
        ValueError: there are no digits, or nothing else.
    """
    _check_both(digits, others)
    ordered = np.sort(others)
    below, not_above = (np.searchsorted(ordered, digits, side) for side in ("left", "right"))  # (n,) each
    return float((below + not_above).mean(dtype=np.float64) / (2 * len(others)))


def false_positives(digits: Scores, others: Scores, kept: float = KEPT) -> float:
    """The share of what is no digit that passes where the score lets at least a share `kept` of the digits pass.

    FPR95 of Liang et al. 2018, "Enhancing the reliability of out-of-distribution image detection in neural networks".
    What has the very score of the last digit that passes, passes too. Args and Raises: as for `auroc`.
    """
    _check_both(digits, others)
    bound = np.sort(digits)[::-1][max(math.ceil(kept * len(digits)), 1) - 1]
    return float((others >= bound).mean())


def _check_both(digits: Scores, others: Scores) -> None:
    if not len(digits) or not len(others):
        raise ValueError(f"expected scores of both kinds, but got {len(digits)} of digits and {len(others)} of others")


def per_digit(counts: npt.NDArray[np.int64]) -> tuple[DigitScore, ...]:
    """Precision, recall, F1 and support of each digit from a confusion matrix (10, 10)."""
    scores = []
    for digit in range(DIGITS):
        right = int(counts[digit, digit])
        answered, support = int(counts[:, digit].sum()), int(counts[digit].sum())
        scores.append(
            DigitScore(
                digit=digit,
                precision=right / answered if answered else 0.0,
                recall=right / support if support else 0.0,
                f1=2 * right / (answered + support) if answered + support else 0.0,
                support=support,
            )
        )
    return tuple(scores)
