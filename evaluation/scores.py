"""Scores of a network's answers beyond its report: probabilities and labels in, plain numbers and arrays out.

What a `Report` holds too (accuracy, log loss, calibration error, scores by digit) is counted by `reports.py` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluation import metrics
from evaluation.metrics import BINS, Labels
from model.data import DIGITS

Shares = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Probabilities = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Summary:
    """What a single number can say of the answers after the last row."""

    accuracy: float  # share of right answers
    interval: tuple[float, float]  # Wilson's, that holds the accuracy with 95 % confidence
    top_two: float  # share of images whose true digit is one of the two likeliest
    log_loss: float  # mean negative log probability of the true digit
    brier: float  # mean sum of the ten squared differences, 0 to 2
    calibration_error: float  # mean distance of the confidence from the share of right answers, in bins
    risk_area: float  # area under risk against coverage: the mean error over all shares that may be kept


@dataclass(frozen=True, eq=False)
class Reliability:
    """Answers gathered in bins by their confidence; bins without answers are left out."""

    confidence: Shares  # (bins,) mean probability of the answers
    accuracy: Shares  # (bins,) share of right answers
    interval: Shares  # (bins, 2) Wilson's, that holds the accuracy with 95 % confidence
    counts: Counts  # (bins,) answers
    edges: Shares  # (bins, 2) confidence from which and up to which a bin holds them


@dataclass(frozen=True, eq=False)
class RiskCoverage:
    """What becomes of the error while ever less sure answers are kept, from the surest answers to all."""

    threshold: Shares  # (k,) least confidence that is kept, falling; each confidence that occurs, once
    coverage: Shares  # (k,) share of the images that are kept, in (0, 1]
    risk: Shares  # (k,) share of wrong answers among them
    area: float  # under risk against coverage from 0 to 1


def summary(labels: Labels, beliefs: Probabilities) -> Summary:
    """Every score that is a single number; labels (n,), beliefs (n, 10) after the last row."""
    right = int((beliefs.argmax(axis=1) == labels).sum())
    return Summary(
        accuracy=right / len(labels),
        interval=metrics.wilson(right, len(labels)),
        top_two=top_accuracy(labels, beliefs, 2),
        log_loss=metrics.log_loss(labels, np.asarray(beliefs, np.float32)),
        brier=brier_score(labels, beliefs),
        calibration_error=metrics.calibration_error(labels, np.asarray(beliefs, np.float32)),
        risk_area=risk_coverage(labels, beliefs).area,
    )


def top_accuracy(labels: Labels, beliefs: Probabilities, count: int) -> float:
    """Share of images whose true digit is among the `count` likeliest; labels (n,), beliefs (n, 10)."""
    likeliest = np.argsort(-beliefs, axis=1, kind="stable")[:, :count]  # (n, count)
    return float((likeliest == labels[:, None]).any(axis=1).mean())


def brier_score(labels: Labels, beliefs: Probabilities) -> float:
    """Brier's score of ten probabilities: labels (n,), beliefs (n, 10) to a number from 0 (sure and right) to 2.

    The mean over images of the sum over digits of (probability - truth)², where truth is 1 for the true digit and 0
    for the others (Brier 1950, "Verification of forecasts expressed in terms of probability"). It is not halved, as
    some do so that it ends at 1.
    """
    truth = np.eye(DIGITS)[labels]  # (n, 10)
    return float(np.square(beliefs - truth).sum(axis=1).mean())


def reliability(labels: Labels, beliefs: Probabilities) -> Reliability:
    """What `metrics.calibration_error` adds up, bin by bin; labels (n,), beliefs (n, 10)."""
    confidence = beliefs.max(axis=1).astype(np.float64)  # (n,)
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    every = np.bincount(bins, minlength=BINS)
    filled = np.flatnonzero(every)
    counts = every[filled]
    right = np.bincount(bins[beliefs.argmax(axis=1) == labels], minlength=BINS)[filled]
    return Reliability(
        confidence=np.bincount(bins, confidence, BINS)[filled] / counts,
        accuracy=right / counts,
        interval=np.array([metrics.wilson(int(r), int(n)) for r, n in zip(right, counts, strict=True)]),
        counts=counts,
        edges=np.stack([filled, filled + 1], axis=1) / BINS,
    )


def risk_coverage(labels: Labels, beliefs: Probabilities) -> RiskCoverage:
    """The error among the surest answers, for every share of them (El-Yaniv and Wiener 2010).

    Answers of the same confidence are kept or left out together. The area follows the trapezoidal rule, and left of
    the smallest share that can be kept the error is taken to be that of this share.

    Args:
        labels: (n,), 0 to 9.
        beliefs: (n, 10) probabilities after the last row.
    """
    confidence = beliefs.max(axis=1).astype(np.float64)  # (n,)
    order = np.argsort(-confidence, kind="stable")
    wrong = np.cumsum((beliefs.argmax(axis=1) != labels)[order])  # (n,) among the surest 1, 2, …
    last = np.flatnonzero(np.diff(confidence[order], append=-1.0))  # (k,) the last of each confidence
    coverage, risk = (last + 1) / len(labels), wrong[last] / (last + 1)
    area = np.trapezoid([risk[0], *risk], [0.0, *coverage])
    return RiskCoverage(confidence[order][last], coverage, risk, float(area))


def risk_when_sure(curve: RiskCoverage, bound: float) -> tuple[float, float]:
    """Coverage and risk where answers with a confidence of at least `bound` are kept; (0, 0) if there are none."""
    kept = int((curve.threshold >= bound).sum())
    return (float(curve.coverage[kept - 1]), float(curve.risk[kept - 1])) if kept else (0.0, 0.0)


def accuracy_by_row(labels: Labels, answers: Labels) -> Shares:
    """The share of right answers after each row: (n,) and (n, rows) to (rows,)."""
    return np.asarray((answers == labels[:, None]).mean(axis=0))


def accuracy_by_digit(labels: Labels, answers: Labels) -> Shares:
    """The same among the images of each digit: (n,) and (n, rows) to (10, rows); 0 for a digit without images."""
    right = (answers == labels[:, None]).astype(np.float64)  # (n, rows)
    of_digit = np.eye(DIGITS)[labels].T  # (10, n)
    return np.asarray(of_digit @ right / np.maximum(of_digit.sum(axis=1), 1)[:, None])


def decisions_by_row(decided: Labels, rows: int) -> Counts:
    """How many answers are final from each row on: decided (n,), 1 to `rows`, to counts (rows,)."""
    return np.bincount(decided, minlength=rows + 1)[1:]
