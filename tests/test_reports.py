"""The scores are right, and the shipped report is what the shipped weights give."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest

import model
from evaluation import metrics, reports
from evaluation.reports import Report
from model import data, forward
from model.image import MOST_INK
from model.recipes import RECIPES
from model.weights import Network, WeightsError
from tests import made_report

PUBLISHED = "bn-lstm-128-tanh"


@pytest.fixture
def report() -> Report:
    return reports.load(PUBLISHED)


def test_confusion_counts_true_digits_in_rows_and_answers_in_columns() -> None:
    counts = metrics.confusion(np.array([4, 4, 4, 9], np.uint8), np.array([4, 9, 9, 9]))
    assert counts.shape == (10, 10)
    assert (counts[4, 4], counts[4, 9], counts[9, 9], counts[9, 4]) == (1, 2, 1, 0)
    assert counts.sum() == 4


def test_precision_recall_and_f1_of_a_small_matrix() -> None:
    scores = metrics.per_digit(metrics.confusion(np.array([4, 4, 4, 9]), np.array([4, 9, 9, 9])))
    four, nine = scores[4], scores[9]
    assert (four.precision, four.recall, four.f1, four.support) == (1, 1 / 3, 0.5, 3)
    assert (nine.precision, nine.recall, nine.f1, nine.support) == (1 / 3, 1, 0.5, 1)


def test_a_digit_that_never_occurs_scores_zero() -> None:
    never = metrics.per_digit(np.zeros((10, 10), np.int64))[0]
    assert (never.precision, never.recall, never.f1, never.support) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(5, 10, 0.2366, 0.7634), (0, 10, 0, 0.2775), (10, 10, 0.7225, 1), (9829, 10000, 0.98017, 0.98526)],
)
def test_wilson_intervals_are_those_of_the_tables(right: int, n: int, low: float, high: float) -> None:
    assert metrics.wilson(right, n) == pytest.approx((low, high), abs=5e-5)


def test_log_loss_is_bounded_as_in_keras() -> None:
    beliefs = np.full((2, 10), 0.05, np.float32)
    beliefs[0, 3], beliefs[1, 8] = 0.5, 0
    expected = -(np.log(0.5) + np.log(1e-7)) / 2
    assert metrics.log_loss(np.array([3, 8]), beliefs) == pytest.approx(expected)


@pytest.mark.slow
def test_each_shipped_report_equals_a_recount(each_shipped: Network, mnist: data.Data, x_test: np.ndarray) -> None:
    report = reports.load(each_shipped.name)
    beliefs = forward.beliefs_by_row(each_shipped, x_test)  # (10000, rows, 10)
    probabilities, by_row = beliefs[:, -1], beliefs.argmax(axis=2)
    answers = by_row[:, -1]
    counts = np.zeros((10, 10), int)
    for true, answer in zip(mnist.y_test, answers, strict=True):
        counts[true, answer] += 1
    np.testing.assert_array_equal(report.confusion, counts)
    assert report.images == 10_000
    assert report.answers == "".join(map(str, answers))
    assert report.accuracy == (answers == mnist.y_test).mean()
    of_truth = probabilities[np.arange(10_000), mnist.y_test].clip(1e-7, 1)
    assert report.loss == pytest.approx(-np.log(of_truth).mean(), rel=1e-4)
    recounted = (by_row == mnist.y_test[:, None]).mean(axis=0)  # (rows,)
    assert report.accuracy_by_row == pytest.approx(recounted, abs=1e-3)  # early beliefs can tie on other machines
    right = mnist.y_test == answers
    bounded = probabilities.max(axis=1) < each_shipped.unsure_below
    full = x_test.sum(axis=(1, 2)) > MOST_INK  # no image is blank
    assert report.unsure == pytest.approx((bounded | full).mean(), abs=2e-4)
    bins = np.digitize(probabilities.max(axis=1), np.linspace(0, 1, 16)[1:-1])  # 15 of them
    gaps = [abs(right[bins == k].sum() - probabilities.max(axis=1)[bins == k].sum()) for k in range(15)]
    assert report.calibration_by_row[-1] == pytest.approx(sum(gaps) / 10_000, abs=1e-4)
    decided = [next(row for row in range(1, 29) if (each[row - 1 :] == each[-1]).all()) for each in by_row]
    assert report.rows_to_decide == pytest.approx(np.mean(decided), abs=0.05)
    assert report.parameters == sum(array.size for layer in each_shipped.layers for array in layer.arrays.values())


def test_a_shipped_network_is_as_good_as_published(report: Report) -> None:
    assert report.published == 0.9829
    assert report.interval[1] > report.published
    assert report.interval[0] < report.accuracy < report.interval[1]


def test_a_shipped_report_tells_how_it_was_trained(report: Report, mnist: data.Data) -> None:
    recipe, training = RECIPES[PUBLISHED], report.training
    assert training.command == f"python train.py --recipe {PUBLISHED}"
    assert training.data_sha256 == mnist.sha256
    assert training.images == len(mnist.x_train) == 60_000
    assert (training.optimizer, training.loss, training.batch_size) == (recipe.optimizer, recipe.loss, 128)
    assert training.learning_rate == pytest.approx(0.001)
    assert len(training.history) == recipe.epochs
    assert training.history[-1].test_accuracy == pytest.approx(report.accuracy, abs=1e-4)
    assert training.seconds > 0
    assert training.versions.keys() == {"python", "keras", "tensorflow", "numpy"}
    assert [(layer.kind, layer.output, layer.parameters) for layer in report.layers] == [
        ("BatchNormalization", (28, 28), 112),
        ("LSTM", (128,), 80_384),
        ("Dense", (64,), 8_256),
        ("Dense", (10,), 650),
    ]


def test_a_report_survives_json(report: Report) -> None:
    assert reports.from_plain(json.loads(json.dumps(asdict(report)))) == report


def test_what_was_not_kept_of_a_training_survives_json() -> None:
    seldom = made_report.seldom_measured()
    assert None in {epoch.test_loss for epoch in seldom.training.history}
    assert reports.from_plain(json.loads(json.dumps(asdict(seldom)))) == seldom


@pytest.mark.parametrize("name", model.names())
def test_each_network_was_measured_after_its_last_epoch(name: str) -> None:
    report = reports.load(name)
    epochs = report.training.history
    assert len(epochs) == RECIPES[name].epochs
    calibration_changes = 2e-3 if RECIPES[name].training else 1e-4
    assert epochs[-1].test_accuracy == pytest.approx(report.accuracy, abs=calibration_changes)
    if RECIPES[name].training is not None:
        measured = [number for number, epoch in enumerate(epochs, 1) if epoch.test_loss is not None]
        fibonacci = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89)
        assert measured == [*(number for number in fibonacci if number < len(epochs)), len(epochs)]


def move_one_image(plain: dict[str, Any]) -> None:
    plain["confusion"][0][0] -= 1
    plain["confusion"][0][1] += 1


def last_epoch(plain: dict[str, Any]) -> dict[str, Any]:
    last: dict[str, Any] = plain["training"]["history"][-1]
    return last


BROKEN: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "a field less": (lambda plain: plain.pop("loss"), "'loss'"),
    "a field more": (lambda plain: plain.update(mood="good"), "'mood'"),
    "text for a number": (lambda plain: plain.update(accuracy="high"), "report.accuracy: expected a finite number"),
    "true for a number": (lambda plain: plain.update(loss=True), "report.loss"),
    "not a number": (lambda plain: plain.update(loss=float("nan")), "report.loss"),
    "negative loss": (lambda plain: plain.update(loss=-1.0), "report.loss"),
    "part of an image": (lambda plain: plain["confusion"][0].__setitem__(0, 979.5), r"confusion\[0\]\[0\]"),
    "nine rows": (lambda plain: plain["confusion"].pop(), "10 × 10"),
    "a short row": (lambda plain: plain["confusion"][3].pop(), "10 × 10"),
    "negative counts": (lambda plain: plain["confusion"][0].__setitem__(1, -1), "10 × 10"),
    "images missing": (lambda plain: plain["confusion"][0].__setitem__(0, 0), "sum of 10000"),
    "no images": (lambda plain: plain.update(images=0), "sum of 0"),
    "an image moved": (move_one_image, "accuracy"),
    "another accuracy": (lambda plain: plain.update(accuracy=0.999), "accuracy"),
    "another interval": (lambda plain: plain.update(interval=[0.9, 1.0]), "interval"),
    "another recall": (lambda plain: plain["digits"][0].update(recall=1.0), "digits"),
    "another size": (lambda plain: plain.update(parameters=1), "parameters"),
    "another answer": (lambda plain: plain.update(answers="3" + plain["answers"][1:]), "report.answers"),
    "an answer too many": (lambda plain: plain.update(answers=plain["answers"] + "x"), "report.answers"),
    "no rows": (lambda plain: plain.update(accuracy_by_row=[]), "accuracy_by_row"),
    "more than all": (lambda plain: plain["accuracy_by_row"].__setitem__(0, 1.5), "between 0 and 1"),
    "more than all, in training": (lambda plain: last_epoch(plain).update(accuracy=1.1), "between 0 and 1"),
    "less than none, in an epoch": (lambda plain: last_epoch(plain).update(test_accuracy=-0.1), "between 0 and 1"),
    "a negative loss, in training": (lambda plain: last_epoch(plain).update(loss=-1.0), "positive losses"),
    "a negative loss, in an epoch": (lambda plain: last_epoch(plain).update(test_loss=-1.0), "positive losses"),
    "no accuracy at the end": (lambda plain: last_epoch(plain).update(test_accuracy=None), "of the last epoch"),
    "no loss at the end": (lambda plain: last_epoch(plain).update(test_loss=None), "of the last epoch"),
    "no training accuracy": (lambda plain: last_epoch(plain).update(accuracy=None), r"history\[4\]\.accuracy"),
    "no training": (lambda plain: plain.update(training=None), "report.training: expected an object"),
}


@pytest.mark.parametrize(("damage", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_a_report_that_contradicts_itself_is_refused(
    damage: Callable[[dict[str, Any]], Any], words: str, report: Report
) -> None:
    plain = json.loads(json.dumps(asdict(report)))
    damage(plain)
    with pytest.raises(ValueError, match=words):
        reports.from_plain(plain)


def test_every_shipped_report_fits_the_test_images(each_shipped: Network, mnist: data.Data) -> None:
    reports.check_fits(reports.load(each_shipped.name), mnist.y_test)


def of_fewer_images(report: Report, labels: np.ndarray) -> Report:
    """As a training on another data file writes it, consistent in itself."""
    answers = np.array(list(report.answers[:300]), int)
    beliefs = np.eye(10, dtype=np.float32)[answers][:, None]  # (300, 1, 10)
    network = model.load(report.name)
    images = np.ones((300, 28, 28), np.float32)
    return reports.measured_from(network, beliefs, images, labels[:300], report.training, None, 1.0)


def with_two_answers_exchanged(report: Report, labels: np.ndarray) -> Report:
    """As many answers of each digit, to other images."""
    first, *middle, last = report.answers
    assert first != last
    return replace(report, answers="".join([last, *middle, first]))


UNFIT: dict[str, tuple[Callable[[Report, np.ndarray], Report], str]] = {
    "of fewer images": (of_fewer_images, "expected the report on 10,000 test images, but found one on 300"),
    "of other images": (with_two_answers_exchanged, "expected the confusion matrix that its answers give"),
}


@pytest.mark.parametrize(("change", "words"), UNFIT.values(), ids=UNFIT.keys())
def test_a_report_on_another_test_set_is_refused_with_the_command(
    change: Callable[[Report, np.ndarray], Report], words: str, report: Report, mnist: data.Data
) -> None:
    changed = reports.from_plain(json.loads(json.dumps(asdict(change(report, mnist.y_test)))))
    with pytest.raises(WeightsError) as caught:
        reports.check_fits(changed, mnist.y_test)
    assert str(caught.value).startswith(f"{PUBLISHED}.json: {words}")
    assert str(caught.value).endswith(f"; `python train.py --recipe {PUBLISHED} --ship` writes it anew")
