"""The calibration of beliefs: what is fitted means what it says, and what does not fit is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from evaluation.metrics import calibration_error, log_loss
from tests import textbook
from training.calibrating import Examples, fitted

ROWS, DIGITS = 28, 10
CENTRING = np.eye(DIGITS) - 1 / DIGITS


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


def halves(logits: np.ndarray, labels: np.ndarray) -> tuple[Examples, Examples]:
    """Held back and learned; after the last row the log loss of the learned is not less."""
    parts = [(logits[k::2], labels[k::2]) for k in (0, 1)]
    held_back, learned = sorted(parts, key=lambda part: log_loss(part[1], softmax(part[0][:, -1])))
    return held_back, learned


def assert_numbers_times_centring(matrices: np.ndarray) -> None:
    scales = np.trace(matrices, axis1=1, axis2=2) / np.trace(CENTRING)
    np.testing.assert_allclose(matrices, scales[:, None, None] * CENTRING, rtol=0, atol=2e-5)


def test_true_temperatures_and_offsets_are_found(drawn: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    evidence, labels, sharpness = drawn
    shift = np.linspace(-0.5, 0.5, DIGITS, dtype=np.float32)
    found = fitted(((evidence - shift) * sharpness[:, None], labels))
    matrices = np.array(found.matrices)
    assert_numbers_times_centring(matrices)
    np.testing.assert_allclose((1 - 1 / DIGITS) / matrices[:, 0, 0], sharpness, rtol=0.05)
    offsets = np.array(found.offsets)
    np.testing.assert_allclose(offsets - offsets.mean(axis=1, keepdims=True), [shift] * ROWS, atol=0.12)


def test_true_matrices_and_offsets_are_found(drawn: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    evidence, labels, _ = drawn
    matrices = CENTRING @ (np.eye(DIGITS) + np.random.default_rng(1).normal(0, 0.15, (ROWS, DIGITS, DIGITS))) @ CENTRING
    shift = np.linspace(-0.2, 0.2, DIGITS)  # so small that the cost of offsets keeps little of it away
    logits = np.stack([(evidence[:, k] - shift) @ np.linalg.pinv(each).T for k, each in enumerate(matrices)], axis=1)
    found = fitted(*halves(logits, labels))
    errors = CENTRING @ np.array(found.matrices) - matrices
    assert errors.std(axis=(1, 2)).max() < 0.05
    np.testing.assert_allclose(CENTRING @ np.array(found.offsets).T, np.tile(shift[:, None], ROWS), atol=0.12)


def test_rows_after_which_the_learned_are_known_by_heart_are_fitted_to_the_held_back_alone(
    drawn: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    evidence, labels, _ = drawn
    held_back, (logits, digits) = halves(evidence[:2000], labels[:2000])
    better = np.where(np.arange(ROWS) < 20, -0.5, 3)  # than the held-back
    better[5] = 3  # once, not from there on
    learned = logits + better[:, None] * np.eye(DIGITS)[digits][:, None], digits
    found, alone = fitted(held_back, learned), fitted(held_back)
    assert (found.matrices[20:], found.offsets[20:]) == (alone.matrices[20:], alone.offsets[20:])
    assert_numbers_times_centring(np.array(found.matrices[20:]))
    both = np.concatenate([held_back[0], learned[0]]), np.concatenate([held_back[1], learned[1]])
    np.testing.assert_allclose(found.matrices[:20], fitted(both, both).matrices[:20], rtol=0, atol=1e-3)


def test_calibrated_beliefs_mean_what_they_say(drawn: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    evidence, labels, sharpness = drawn
    logits = (evidence * sharpness[:, None]).swapaxes(0, 1)  # (28, n, 10)
    fit = fitted((logits[:, :10_000].swapaxes(0, 1), labels[:10_000]))
    for row in (0, 14, 27):
        before = softmax(logits[row, 10_000:])
        after = softmax(fit.calibrated(logits[:, 10_000:])[row])
        assert calibration_error(labels[10_000:], after) < 0.03
        assert log_loss(labels[10_000:], after) < log_loss(labels[10_000:], before) + 1e-3


def test_each_row_has_its_own_matrix_and_offsets() -> None:
    rng = np.random.default_rng(1)
    fit = textbook.drawn_calibration(rng)
    logits = rng.normal(0, 1, (ROWS, 3, DIGITS)).astype(np.float32)
    for row, found in enumerate(fit.calibrated(logits)):
        for n in range(3):
            expected = np.array(fit.matrices[row]) @ logits[row, n] + fit.offsets[row]
            np.testing.assert_allclose(found[n], expected, rtol=0, atol=1e-5)


def test_only_the_last_rows_are_calibrated_where_only_they_are_given() -> None:
    rng = np.random.default_rng(1)
    fit = textbook.drawn_calibration(rng)
    logits = rng.normal(0, 1, (ROWS, 3, DIGITS)).astype(np.float32)
    np.testing.assert_array_equal(fit.calibrated(logits[-1:]), fit.calibrated(logits)[-1:])


@pytest.mark.parametrize("is_with_learned", [False, True])
def test_what_is_separated_without_error_stays_finite(is_with_learned: bool) -> None:
    labels = np.arange(DIGITS, dtype=np.uint8).repeat(5)
    logits = np.repeat(20 * np.eye(DIGITS, dtype=np.float32)[labels][:, None], ROWS, axis=1)
    fit = fitted((logits, labels), (logits, labels) if is_with_learned else None)
    assert np.isfinite(fit.matrices).all()
    assert np.diagonal(fit.matrices, axis1=1, axis2=2).min() > 0
    assert np.abs(fit.offsets).max() < 1e-3


WHOLE = textbook.drawn_calibration(np.random.default_rng(0))


@pytest.mark.parametrize(
    ("changed", "shape"),
    [
        ({"matrices": WHOLE.matrices[1:]}, r"\(28, 10, 10\)"),
        ({"matrices": (WHOLE.matrices[0][1:], *WHOLE.matrices[1:])}, r"\(28, 10, 10\)"),
        ({"offsets": ((0.0,) * 9,) * ROWS}, r"\(28, 10\)"),
        ({"offsets": ((np.nan,) * DIGITS,) * ROWS}, r"\(28, 10\)"),
    ],
)
def test_another_shape_and_what_is_no_number_are_refused(changed: dict[str, Any], shape: str) -> None:
    WHOLE.check()
    with pytest.raises(ValueError, match=f"expected a calibration of {shape} finite numbers"):
        replace(WHOLE, **changed).check()
