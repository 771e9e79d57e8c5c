"""A report like a real one, made without training: for tests of what shows a report."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evaluation import metrics
from evaluation.reports import Epoch, LayerSize, Report, Training

ERRORS = {"49": 18, "94": 7, "72": 11, "53": 9, "35": 4, "83": 5, "27": 6, "60": 5, "97": 6, "17": 1}  # true, answer


def counts() -> np.ndarray:
    """(10, 10) counts over 10,000 images; a true 4 taken for 9 is the commonest error."""
    support = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    matrix = np.random.default_rng(1).poisson(0.7, (10, 10))
    for (true, answer), errors in ERRORS.items():
        matrix[int(true), int(answer)] = errors
    np.fill_diagonal(matrix, 0)
    np.fill_diagonal(matrix, support - matrix.sum(axis=1))
    return matrix


def report(every_row: bool = False) -> Report:
    """A report of 10,000 images that contradicts itself nowhere."""
    matrix = counts()
    accuracy = float(np.trace(matrix) / matrix.sum())
    rows = 0.1 + (accuracy - 0.1) / (1 + np.exp(-(np.arange(1, 29) - 16.2) / 2.1))
    layers = (
        LayerSize("BatchNormalization", (28, 28), 112),
        LayerSize("LSTM", (28, 128) if every_row else (128,), 80384),
        LayerSize("Dense", (28, 64) if every_row else (64,), 8256),
        LayerSize("Dense", (28, 10) if every_row else (10,), 650),
    )
    history = tuple(
        Epoch(0.36 / k, 1 - 0.105 / k**1.25, 0.05 + 0.075 / k, accuracy - 0.017 / k**1.6 + 0.017 / 5**1.6, 0.5 / k)
        for k in range(1, 6)
    )
    return Report(
        name="bn-lstm-128-tanh",
        accuracy=accuracy,
        interval=metrics.wilson(int(np.trace(matrix)), int(matrix.sum())),
        loss=0.0531,
        images=int(matrix.sum()),
        confusion=tuple(tuple(row) for row in matrix.tolist()),
        digits=metrics.per_digit(matrix),
        answers="".join(str(digit) * int(count) for digit, count in enumerate(matrix.sum(axis=0))),
        accuracy_by_row=(*rows[:-1].tolist(), accuracy),
        confidence_by_row=tuple((0.8 * rows + 0.1).tolist()),
        calibration_by_row=tuple(0.3 / row for row in range(1, 29)),
        rows_to_decide=17.3,
        unsure=0.0185,
        published=0.9829,
        parameters=sum(layer.parameters for layer in layers),
        milliseconds=0.32,
        layers=layers,
        training=Training(
            command="python train.py --recipe bn-lstm-128-tanh --seed 1",
            seed=1,
            images=60000,
            data_sha256="731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
            optimizer="adam",
            learning_rate=0.001,
            loss="sparse_categorical_crossentropy",
            batch_size=128,
            seconds=93.4,
            versions={"Python": "3.11.7", "keras": "3.15.1", "tensorflow": "2.21.0", "numpy": "2.4.6"},
            history=history,
        ),
    )


def seldom_measured(epochs: int = 50) -> Report:
    """As `report`, with a history of many epochs: no loss was kept, and few epochs were measured on the test images."""
    known, after = report(), (1, 2, 3, 5, 8, 13, 21, 34, epochs)
    history = tuple(
        Epoch(None, 1 - 0.4 / k, *((0.05 + 0.5 / k, known.accuracy - 0.2 / k) if k in after else (None, None)))
        for k in range(1, epochs)
    )
    last = Epoch(None, 1 - 0.4 / epochs, known.loss, known.accuracy)
    return replace(known, training=replace(known.training, history=(*history, last)))
