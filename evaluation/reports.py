"""Test-set scores: in go a network and labelled images, out comes a `Report`, to and from `NAME.json`.

The scores are those of the NumPy pass, the network that runs. The test images only report: nothing was chosen
on them, and the test figures after each epoch in the history picked no epoch.
"""

from __future__ import annotations

import dataclasses
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluation.metrics import DigitScore, Labels, calibration_error, confusion, log_loss, per_digit, wilson
from model import decision, forward, plans, records, weights
from model.data import DIGITS
from model.weights import Array, Network, WeightsError

TIMED = 100  # images read for the time of reading one


@dataclass(frozen=True)
class Epoch:
    """One pass over the training images, as Keras reports it; after the last one the test figures are there."""

    loss: float | None  # mean over the training images while it trained; None where it was not kept
    accuracy: float  # share of the training images answered rightly while it trained
    test_loss: float | None = None  # after the epoch; reported only; None where it was not measured
    test_accuracy: float | None = None  # after the epoch; reported only; None where it was not measured
    gradient: float | None = None  # after the epoch, the norm of the gradient of the loss; None where it was not taken


@dataclass(frozen=True)
class Training:
    """How a network was trained."""

    command: str  # that trains it again
    seed: int  # of the first weights and of the order of the images
    images: int  # how many it was trained on
    data_sha256: str  # of the data file
    optimizer: str  # Keras's name
    learning_rate: float  # of the optimizer's first step
    loss: str  # Keras's name
    batch_size: int  # images for one step of the optimizer
    seconds: float  # all epochs, with the test after each
    versions: dict[str, str]  # of Python and the libraries, by name
    history: tuple[Epoch, ...]  # first epoch to last


@dataclass(frozen=True)
class LayerSize:
    """One layer and how much of it there is to learn."""

    kind: str  # such as "LSTM"
    output: tuple[int, ...]  # shape of what it gives for one image
    parameters: int  # numbers in its arrays, those of a BatchNormalization's moving statistics too


@dataclass(frozen=True)
class Report:
    """What a network is, how it was trained and how well it reads the test images."""

    name: str  # the recipe's
    accuracy: float  # share of the test images answered rightly
    interval: tuple[float, float]  # Wilson's, that holds the accuracy with 95 % confidence
    loss: float  # mean negative log probability of the true digit
    images: int  # how many test images
    confusion: tuple[tuple[int, ...], ...]  # (10, 10) counts; rows are true digits, columns answers
    digits: tuple[DigitScore, ...]  # one for each digit, 0 to 9
    answers: str  # to the test images, first to last, a digit each
    accuracy_by_row: tuple[float, ...]  # of the answer after each of the 28 rows; one value without recurrence
    confidence_by_row: tuple[float, ...]  # mean probability of the answer after each row
    calibration_by_row: tuple[float, ...]  # expected calibration error of the belief after each row
    rows_to_decide: float  # mean number of rows after which the answer never changes again
    unsure: float  # share of the test images whose answer is called unsure
    published: float | None  # the accuracy that the recipe's source reports
    parameters: int  # numbers in all arrays together
    milliseconds: float  # that reading one image took on the machine where it was trained, every gate kept; median
    layers: tuple[LayerSize, ...]  # first to last
    training: Training


def measured(network: Network, images: Array, labels: Labels, training: Training, published: float | None) -> Report:
    """The report of a network on labelled images.

    Args:
        network: from `train.py` or `weights.load`.
        images: (n, 28, 28), in [0, 1].
        labels: (n,), 0 to 9.
        training: how it was trained.
        published: the accuracy that its recipe's source reports, if any.
    """
    beliefs = forward.beliefs_by_row(network, images)  # (n, 28, 10)
    milliseconds = _reading_time(network, images[:TIMED])
    return measured_from(network, beliefs, images, labels, training, published, milliseconds)


def measured_from(
    network: Network,
    beliefs: Array,
    images: Array,
    labels: Labels,
    training: Training,
    published: float | None,
    milliseconds: float,
) -> Report:
    """The report of a network whose beliefs after each row, (n, 28, 10), are known; the rest as for `measured`."""
    answers = beliefs.argmax(axis=-1)  # (n, 28)
    counts = confusion(labels, answers[:, -1])  # (10, 10)
    right = int(np.trace(counts))
    layers = layer_sizes(network)
    return Report(
        name=network.name,
        accuracy=right / len(labels),
        interval=wilson(right, len(labels)),
        loss=log_loss(labels, beliefs[:, -1]),
        images=len(labels),
        confusion=tuple(tuple(row) for row in counts.tolist()),
        digits=per_digit(counts),
        answers="".join(map(str, answers[:, -1])),
        accuracy_by_row=tuple((answers == labels[:, None]).mean(axis=0).tolist()),
        confidence_by_row=tuple(beliefs.max(axis=-1).mean(axis=0, dtype=np.float64).tolist()),
        calibration_by_row=tuple(calibration_error(labels, beliefs[:, row]) for row in range(beliefs.shape[1])),
        rows_to_decide=float(decision.decided_rows(answers).mean()),
        unsure=float(decision.unsure(beliefs[:, -1], images, network.unsure_below).mean()),
        published=published,
        parameters=sum(layer.parameters for layer in layers),
        milliseconds=milliseconds,
        layers=layers,
        training=training,
    )


def load(name: str, folder: Path | None = None) -> Report:
    """The report of a trained recipe, each field checked, the scores counted again from the confusion matrix.

    Raises:
        UnknownRecipeError: no recipe is called that; a KeyError.
        WeightsError: `NAME.json` is missing or damaged, or contradicts itself.
    """
    try:
        return from_plain(weights.load_report(name, folder))
    except WeightsError:
        raise
    except ValueError as error:
        raise weights.damaged(f"{name}.json", name, str(error)) from error


def answers(of: Report) -> npt.NDArray[np.uint8]:
    """The answers to the test images, (n,)."""
    return np.array(list(of.answers), np.uint8)


def check_fits(found: Report, labels: Labels) -> None:
    """Check that a report is of the test images with these labels, (n,): another data file may have been trained on.

    Raises:
        WeightsError: it counts other images, or its answers give another confusion matrix on them.
    """
    file = f"{found.name}.json"
    if found.images != len(labels):
        what = f"expected the report on {len(labels):,} test images, but found one on {found.images:,}"
        raise weights.damaged(file, found.name, what)
    if not np.array_equal(confusion(labels, answers(found)), found.confusion):
        what = "expected the confusion matrix that its answers give on the test images, but found another one"
        raise weights.damaged(file, found.name, what)


def from_plain(plain: Any) -> Report:
    """A report from plain data, such as `dataclasses.asdict` gives and JSON holds.

    Raises:
        ValueError: a field is missing, of the wrong type, out of range, or contradicts another.
    """
    found = records.from_plain(Report, plain, "report")
    counts = np.array([row for row in found.confusion if len(row) == DIGITS], np.int64)  # (10, 10)
    _expect(counts.shape == (DIGITS, DIGITS) and counts.min() >= 0, "10 × 10 counts", "confusion")
    _expect(counts.sum() == found.images > 0, f"a sum of {found.images} images", "confusion")
    right = int(np.trace(counts))
    recounted = dataclasses.replace(
        found,
        accuracy=right / found.images,
        interval=wilson(right, found.images),
        digits=per_digit(counts),
        parameters=sum(layer.parameters for layer in found.layers),
    )
    for name, value in dataclasses.asdict(recounted).items():
        _expect(value == dataclasses.asdict(found)[name], "what the other fields give", name)
    answered = [found.answers.count(str(digit)) for digit in range(DIGITS)]
    _expect(answered == counts.sum(axis=0).tolist(), "as many of each digit as in the confusion matrix", "answers")
    _expect(len(found.answers) == found.images, "a digit for each image", "answers")
    by_row = (found.accuracy_by_row, found.confidence_by_row, found.calibration_by_row)
    history = found.training.history
    of_history = [share for epoch in history for share in (epoch.accuracy, epoch.test_accuracy) if share is not None]
    shares = (*(share for values in by_row for share in values), found.unsure, *of_history)
    _expect(all(0 <= share <= 1 for share in shares), "shares between 0 and 1", "a value by row, unsure or history")
    losses = [loss for epoch in history for loss in (epoch.loss, epoch.test_loss) if loss is not None]
    _expect(all(loss >= 0 for loss in losses), "positive losses", "training.history")
    ends = [figure for epoch in history[-1:] for figure in (epoch.test_loss, epoch.test_accuracy)]
    _expect(None not in ends, "test figures of the last epoch", "training.history")
    _expect(found.accuracy_by_row[-1:] == (found.accuracy,), "the accuracy as its last value", "accuracy_by_row")
    rows = len(found.accuracy_by_row)
    _expect(all(len(each) == rows for each in by_row), f"{rows} values", "confidence_by_row or calibration_by_row")
    _expect(1 <= found.rows_to_decide <= rows, f"a row from 1 to {rows}", "rows_to_decide")
    _expect(found.loss >= 0, "a positive number", "loss")
    _expect(found.milliseconds >= 0, "a positive number", "milliseconds")
    return found


def layer_sizes(network: Network) -> tuple[LayerSize, ...]:
    """Kind, output shape and parameter count of each layer."""
    planned = plans.plan(tuple(layer.spec for layer in network.layers), network.every_row)
    return tuple(
        LayerSize(layer.spec.kind, plan.output, sum(array.size for array in layer.arrays.values()))
        for layer, plan in zip(network.layers, planned, strict=True)
    )


def _reading_time(network: Network, images: Array) -> float:
    """The median of the milliseconds that it takes to read each."""
    times = []
    for image in images:
        began = time.perf_counter()
        forward.read(network, image)
        times.append(1000 * (time.perf_counter() - began))
    return round(statistics.median(times), 3)


def _expect(fits: bool, expected: str, field: str) -> None:
    if not fits:
        raise ValueError(f"report.{field}: expected {expected}, but found something else")
