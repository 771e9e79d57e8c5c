"""The calibration of beliefs: what is fitted means what it says, and what does not fit is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from evaluation.metrics import calibration_error, log_loss
from model.calibration import Calibration, fitted

ROWS, DIGITS = 28, 10


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


@pytest.fixture(scope="module")
def drawn() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Evidence (n, 28, 10) that is calibrated as it is, the labels it is for, and how sharp a network is, (28,)."""
    rng = np.random.default_rng(0)
    labels = rng.integers(DIGITS, size=20_000).astype(np.uint8)
    evidence = rng.normal(0, 1, (len(labels), ROWS, DIGITS)).astype(np.float32)
    evidence[np.arange(len(labels)), :, labels] += 1  # for Gaussians of unit spread the evidence is the log likelihood
    return evidence, labels, np.linspace(0.3, 3, ROWS, dtype=np.float32)


def test_true_temperatures_and_offsets_are_found(drawn: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    evidence, labels, sharpness = drawn
    shift = np.linspace(-0.5, 0.5, DIGITS, dtype=np.float32)
    found = fitted((evidence - shift) * sharpness[:, None], labels)
    np.testing.assert_allclose(found.temperatures, sharpness, rtol=0.05)
    offsets = np.array(found.offsets)
    np.testing.assert_allclose(offsets - offsets.mean(axis=1, keepdims=True), [shift] * ROWS, atol=0.12)


def test_calibrated_beliefs_mean_what_they_say(drawn: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    evidence, labels, sharpness = drawn
    logits = (evidence * sharpness[:, None]).swapaxes(0, 1)  # (28, n, 10)
    fit = fitted(logits[:, :10_000].swapaxes(0, 1), labels[:10_000])
    for row in (0, 14, 27):
        before = softmax(logits[row, 10_000:])
        after = softmax(fit.calibrated(logits[:, 10_000:])[row])
        assert calibration_error(labels[10_000:], after) < 0.03
        assert log_loss(labels[10_000:], after) < log_loss(labels[10_000:], before) + 1e-3


def test_only_the_last_rows_are_calibrated_where_only_they_are_given() -> None:
    rng = np.random.default_rng(1)
    fit = Calibration(tuple(rng.uniform(0.5, 2, ROWS)), tuple(tuple(each) for each in rng.normal(0, 1, (ROWS, DIGITS))))
    logits = rng.normal(0, 1, (ROWS, 3, DIGITS)).astype(np.float32)
    np.testing.assert_array_equal(fit.calibrated(logits[-1:]), fit.calibrated(logits)[-1:])


def test_what_is_separated_without_error_stays_finite() -> None:
    labels = np.arange(DIGITS, dtype=np.uint8).repeat(5)
    logits = np.repeat(20 * np.eye(DIGITS, dtype=np.float32)[labels][:, None], ROWS, axis=1)
    fit = fitted(logits, labels)
    assert np.isfinite(fit.temperatures).all()
    assert min(fit.temperatures) > 0
    assert np.abs(fit.offsets).max() < 1e-3


@pytest.mark.parametrize(
    "changed",
    [{"temperatures": (1.0,) * 27}, {"temperatures": (0.0, *(1.0,) * 27)}, {"offsets": ((0.0,) * 9,) * ROWS}],
)
def test_another_shape_is_refused(changed: dict[str, Any]) -> None:
    whole = Calibration((1.0,) * ROWS, ((0.0,) * DIGITS,) * ROWS)
    whole.check()
    with pytest.raises(ValueError, match="expected 28 positive temperatures and 10 offsets each"):
        replace(whole, **changed).check()
