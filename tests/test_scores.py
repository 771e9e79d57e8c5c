"""Facts about the scores: each is what scikit-learn counts from the same answers of the shipped networks."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics as sklearn_metrics
from sklearn.calibration import calibration_curve

import model
from evaluation import metrics, scores
from evaluation.metrics import BINS, LEAST_PROBABILITY
from model import decision, forward
from model.data import Data

NETWORKS = ("reader", "bn-lstm-128-tanh", "mlp-512")
FEW = 3000
DIGITS = np.arange(10)

Answers = tuple[np.ndarray, np.ndarray]


@pytest.fixture(scope="module", params=[*NETWORKS, "drawn by lot"])
def answered(request: pytest.FixtureRequest, mnist: Data, x_test: np.ndarray) -> Answers:
    """Labels (n,) and beliefs after each row (n, rows, 10)."""
    if request.param in NETWORKS:
        return mnist.y_test[:FEW], forward.beliefs_by_row(model.load(request.param), x_test[:FEW])
    rng = np.random.default_rng(0)
    beliefs = rng.dirichlet(np.full(10, 0.2), size=(3000, 28)).astype(np.float32)
    return rng.integers(0, 10, 3000).astype(np.uint8), beliefs


@pytest.fixture(scope="module")
def labels(answered: Answers) -> np.ndarray:
    return answered[0]


@pytest.fixture(scope="module")
def final(answered: Answers) -> np.ndarray:
    """(n, 10) after the last row; float64, and bounded as Keras bounds it for the log loss."""
    return answered[1][:, -1].astype(np.float64).clip(LEAST_PROBABILITY, 1)


@pytest.fixture(scope="module")
def answers(answered: Answers) -> np.ndarray:
    """(n, rows)"""
    return answered[1].argmax(axis=2)


@pytest.mark.slow
def test_accuracy_is_scikit_learns(labels: np.ndarray, final: np.ndarray, answers: np.ndarray) -> None:
    found = scores.summary(labels, final)
    assert found.accuracy == sklearn_metrics.accuracy_score(labels, answers[:, -1])
    assert found.interval[0] < found.accuracy < found.interval[1]


@pytest.mark.slow
def test_the_confusion_matrix_is_scikit_learns(labels: np.ndarray, answers: np.ndarray) -> None:
    expected = sklearn_metrics.confusion_matrix(labels, answers[:, -1], labels=DIGITS)
    assert (metrics.confusion(labels, answers[:, -1]) == expected).all()


def test_precision_recall_f1_and_support_are_scikit_learns(labels: np.ndarray, answers: np.ndarray) -> None:
    found = metrics.per_digit(metrics.confusion(labels, answers[:, -1]))
    expected = sklearn_metrics.precision_recall_fscore_support(labels, answers[:, -1], labels=DIGITS, zero_division=0)
    columns = ([getattr(score, name) for score in found] for name in ("precision", "recall", "f1", "support"))
    for ours, theirs in zip(columns, expected, strict=True):
        assert ours == pytest.approx(theirs.tolist(), abs=1e-12)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_top_accuracy_is_scikit_learns(count: int, labels: np.ndarray, answered: Answers) -> None:
    final = answered[1][:, -1]
    assert scores.top_accuracy(labels, final, count) == sklearn_metrics.top_k_accuracy_score(labels, final, k=count)


def test_the_log_loss_is_scikit_learns(labels: np.ndarray, final: np.ndarray) -> None:
    expected = sklearn_metrics.log_loss(labels, final / final.sum(axis=1, keepdims=True), labels=DIGITS)
    assert scores.summary(labels, final).log_loss == pytest.approx(expected, abs=2e-6)


def test_the_brier_score_is_scikit_learns(labels: np.ndarray, final: np.ndarray) -> None:
    final = final / final.sum(axis=1, keepdims=True)
    expected = sklearn_metrics.brier_score_loss(labels, final, labels=DIGITS, scale_by_half=False)
    assert scores.brier_score(labels, final) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("row", [0, 6, 13, -1])
def test_the_calibration_diagram_is_scikit_learns(row: int, labels: np.ndarray, answered: Answers) -> None:
    beliefs = answered[1][:, row if row < answered[1].shape[1] else -1]
    confidence, right = beliefs.max(axis=1).astype(np.float64).clip(0, 1), beliefs.argmax(axis=1) == labels
    accuracy, mean = calibration_curve(right, confidence, n_bins=BINS)
    found = scores.reliability(labels, beliefs)
    assert found.accuracy == pytest.approx(accuracy, abs=1e-9)
    assert found.confidence == pytest.approx(mean, abs=1e-6)
    assert found.counts.sum() == len(labels)
    assert ((found.edges[:, 0] <= found.confidence + 1e-6) & (found.confidence <= found.edges[:, 1] + 1e-6)).all()
    assert ((found.interval[:, 0] <= found.accuracy) & (found.accuracy <= found.interval[:, 1])).all()


def test_the_calibration_diagram_adds_up_to_the_calibration_error(labels: np.ndarray, final: np.ndarray) -> None:
    found = scores.reliability(labels, final)
    error = float((found.counts * np.abs(found.accuracy - found.confidence)).sum() / len(labels))
    assert error == pytest.approx(scores.summary(labels, final).calibration_error, abs=1e-6)


def test_the_risk_is_what_scikit_learns_precision_leaves(labels: np.ndarray, final: np.ndarray) -> None:
    """The precision of "this answer is right" for each bound of the confidence is the share of right ones kept."""
    right, confidence = final.argmax(axis=1) == labels, final.max(axis=1)
    precision, _, thresholds = sklearn_metrics.precision_recall_curve(right, confidence)
    found = scores.risk_coverage(labels, final)
    assert (found.threshold == thresholds[::-1]).all()
    assert found.risk == pytest.approx(1 - precision[:-1][::-1], abs=1e-12)
    kept = [(confidence >= threshold).mean() for threshold in found.threshold[::50]]
    assert found.coverage[::50] == pytest.approx(kept)
    assert found.coverage[-1] == 1


def test_the_area_under_risk_against_coverage_is_scikit_learns(labels: np.ndarray, final: np.ndarray) -> None:
    found = scores.risk_coverage(labels, final)
    area = sklearn_metrics.auc([0, *found.coverage], [found.risk[0], *found.risk])
    assert found.area == scores.summary(labels, final).risk_area == pytest.approx(area, abs=1e-12)


@pytest.mark.parametrize("bound", [0.5, 0.8, 0.95])
def test_what_a_bound_is_worth_is_counted_among_the_answers_it_keeps(
    bound: float, labels: np.ndarray, final: np.ndarray, answers: np.ndarray
) -> None:
    kept = final.max(axis=1) >= bound
    coverage, risk = scores.risk_when_sure(scores.risk_coverage(labels, final), bound)
    assert coverage == pytest.approx(kept.mean())
    assert risk == pytest.approx(1 - sklearn_metrics.accuracy_score(labels[kept], answers[kept, -1]), abs=1e-12)


def test_accuracy_after_each_row_is_scikit_learns(labels: np.ndarray, answers: np.ndarray) -> None:
    rows = range(answers.shape[1])
    expected = [sklearn_metrics.accuracy_score(labels, answers[:, row]) for row in rows]
    assert scores.accuracy_by_row(labels, answers) == pytest.approx(expected)
    recall = [sklearn_metrics.recall_score(labels, answers[:, row], labels=DIGITS, average=None) for row in rows]
    assert scores.accuracy_by_digit(labels, answers) == pytest.approx(np.transpose(recall))


def test_the_row_of_decision_is_the_first_of_answers_that_stay(answers: np.ndarray) -> None:
    rows = answers.shape[1]
    expected = [0] * rows
    for path in answers.tolist():
        expected[next(row for row in range(rows) if set(path[row:]) == {path[-1]})] += 1
    assert scores.decisions_by_row(decision.decided_rows(answers), rows).tolist() == expected


# ---- by hand -----------------------------------------------------------------------------------------------


def test_the_brier_score_goes_from_sure_and_right_to_sure_and_wrong() -> None:
    sure = np.eye(10)[[3, 4]]
    assert scores.brier_score(np.array([3, 4]), sure) == 0
    assert scores.brier_score(np.array([4, 3]), sure) == 2


def test_answers_of_one_confidence_are_kept_or_left_out_together() -> None:
    beliefs = np.full((4, 10), 0.02)
    beliefs[:, 5] = [0.9, 0.6, 0.6, 0.3]
    found = scores.risk_coverage(np.array([5, 5, 1, 1]), beliefs)
    assert found.coverage.tolist() == [0.25, 0.75, 1]
    assert found.risk == pytest.approx([0, 1 / 3, 1 / 2])
    assert found.area == pytest.approx(0.5 * (0 + 1 / 3) / 2 + 0.25 * (1 / 3 + 1 / 2) / 2)


def test_a_bound_that_nothing_reaches_keeps_nothing() -> None:
    curve = scores.risk_coverage(np.array([0]), np.full((1, 10), 0.1))
    assert scores.risk_when_sure(curve, 0.2) == (0, 0)


def test_a_digit_without_images_has_no_accuracy() -> None:
    assert scores.accuracy_by_digit(np.array([1]), np.array([[1, 2]])).tolist()[:2] == [[0, 0], [1, 0]]
