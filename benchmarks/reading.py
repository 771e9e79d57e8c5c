"""The network in NumPy against the same network in Keras: in goes a number of runs, out come lines of the table."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import model
from benchmarks.table import Line
from model import Network, data
from model.weights import Array
from training import keras_model

READS, PREDICTS = 40, 5  # of one image, in each run
BATCHES = (32, 128, 256, 512, 1000, 2500, 10000)  # that Keras may choose from


def read_one(runs: int) -> list[Line]:
    """One image with every gate kept, against `keras predict` of the same network, which keeps none."""
    network, images = model.load(model.DEFAULT), test_images()
    twin = keras_twin(network, images)
    ours, keras = [], []
    for _ in range(runs):
        keras += [milliseconds(lambda: twin.predict(images[:1], verbose=0)) for _ in range(PREDICTS)]
        ours += [milliseconds(lambda: model.read(network, images[0])) for _ in range(READS)]
    ratio = median(keras) / median(ours)
    return [
        Line(
            "`model.read` of one image, every gate kept, against `keras predict`",
            f"{median(ours):.2f} ms against {median(keras):.1f} ms: {ratio:.0f} × as fast",
            "at least 80 × as fast",
            ratio >= 80,
            f"{len(ours)} reads, {len(keras)} predicts",
        )
    ]


def predict_all(runs: int) -> list[Line]:
    """All test images, against `keras predict` with the batch size that suits it best."""
    network, images = model.load(model.DEFAULT), test_images()
    twin = keras_twin(network, images)
    ours: list[float] = []
    keras: dict[int, list[float]] = {batch: [] for batch in BATCHES}
    for batch in BATCHES:
        twin.predict(images, batch, verbose=0)  # builds what this batch size needs
    for _ in range(runs):
        ours.append(milliseconds(lambda: model.predict(network, images)))
        for batch, times in keras.items():
            times.append(milliseconds(lambda batch=batch: twin.predict(images, batch, verbose=0)))  # type: ignore[misc]
    best = min(keras, key=lambda batch: median(keras[batch]))
    ours_s, keras_s = median(ours) / 1000, median(keras[best]) / 1000
    ratio = keras_s / ours_s
    return [
        Line(
            f"`model.predict` of all {len(images):,} test images, against `keras predict` with its best batch size",
            f"{ours_s:.2f} s against {keras_s:.2f} s (batch {best}): {ratio:.2f} × as fast",
            "not slower",
            ratio >= 1,
            f"{runs} passes",
        )
    ]


def keras_twin(network: Network, images: Array) -> Any:
    """The Keras model of a network, with the same weights, warm.

    Raises:
        RuntimeError: its probabilities are not those of the network.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    twin = keras_model.from_network(network, model.RECIPES[network.name])
    gap = max(keras_model.difference(twin, network, part) for part in (images[:256], images[:1]))
    if gap > keras_model.TOLERANCE:
        raise RuntimeError(f"expected Keras to agree to {keras_model.TOLERANCE}, but it differs by {gap}")
    return twin


def test_images() -> Array:
    """(10000, 28, 28) in [0, 1]."""
    return data.scaled(data.load().x_test)


def milliseconds(act: Callable[[], Any]) -> float:
    """How long something takes."""
    start = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - start)
