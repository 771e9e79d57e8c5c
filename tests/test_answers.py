"""What networks answer, of what they are unsure and what they refuse; a reading leaves the threads of others alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
import threadpoolctl

import model
from model import forward
from model.weights import Network


def test_the_answer_is_the_belief_after_the_last_row(shipped: Network, x_test: np.ndarray) -> None:
    probabilities = model.predict(shipped, x_test[:300])
    by_row = forward.beliefs_by_row(shipped, x_test[:300])
    assert probabilities.dtype == np.float32
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(by_row[:, -1], probabilities, atol=1e-6)
    for k in range(20):
        trace = model.read(shipped, x_test[k])
        np.testing.assert_allclose(trace.beliefs, by_row[k], atol=1e-5)
        assert trace.digit == probabilities[k].argmax()
        assert trace.confidence == pytest.approx(probabilities[k].max(), abs=1e-5)
        np.testing.assert_array_equal(trace.image, x_test[k])


def test_no_images_give_no_probabilities(shipped: Network, x_test: np.ndarray) -> None:
    assert model.predict(shipped, x_test[:0]).shape == (0, 10)


def test_a_clear_test_digit_is_sure(shipped: Network, x_test: np.ndarray) -> None:
    trace = model.read(shipped, x_test[0])
    assert trace.digit == 7
    assert trace.confidence > 0.9
    assert not trace.unsure


def test_a_blank_image_is_unsure(shipped: Network) -> None:
    trace = model.read(shipped, np.zeros((28, 28), np.float32))
    assert trace.unsure
    assert np.isfinite(trace.beliefs).all()


def test_a_scribble_over_everything_is_unsure(shipped: Network) -> None:
    assert model.read(shipped, np.ones((28, 28), np.float32)).unsure


def test_a_belief_below_the_threshold_is_unsure(shipped: Network, x_test: np.ndarray) -> None:
    probabilities = model.predict(shipped, x_test[:2000])
    least = int(probabilities.max(axis=1).argmin())
    assert probabilities[least].max() < shipped.unsure_below
    assert model.read(shipped, x_test[least]).unsure


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (np.zeros((28, 27)), r"\(28, 28\), but got \(28, 27\)"),
        (np.zeros((1, 28, 28)), r"\(28, 28\), but got \(1, 28, 28\)"),
        (np.full((28, 28), np.nan), "finite"),
        (np.full((28, 28), np.inf), "finite"),
    ],
)
def test_pixels_that_are_no_image_are_refused(image: np.ndarray, words: str, shipped: Network) -> None:
    with pytest.raises(ValueError, match=words):
        model.read(shipped, image)
    with pytest.raises(ValueError, match="pixels"):
        model.predict(shipped, image if image.ndim == 2 else image[None])


# ---- threads -----------------------------------------------------------------------------------------------


@pytest.fixture
def three_threads() -> Iterator[None]:
    """BLAS has three threads, in whatever library: as many as nothing else would give it."""
    with threadpoolctl.threadpool_limits(3, user_api="blas"):
        yield


def blas_threads() -> list[int]:
    return [library["num_threads"] for library in threadpoolctl.threadpool_info() if library["user_api"] == "blas"]


def test_reading_in_several_threads_leaves_blas_its_threads(three_threads: None, x_test: np.ndarray) -> None:
    before, quick = blas_threads(), model.load("mlp-512")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda count: model.predict(quick, x_test[:count]), [9, 2, 5, 1] * 15))
    assert set(before) == {3}
    assert blas_threads() == before


def test_no_reading_looks_through_the_loaded_libraries(
    shipped: Network, x_test: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any) -> None:
        raise AssertionError("this may hang while another thread imports a library")

    monkeypatch.setattr(threadpoolctl.ThreadpoolController, "__init__", refuse)
    with pytest.raises(AssertionError, match="may hang"):
        threadpoolctl.threadpool_limits(1)
    model.read(shipped, x_test[0])
    model.predict(shipped, x_test[:3])
    forward.beliefs_by_row(shipped, x_test[:3])
    forward.with_hidden(shipped, x_test[:3], lambda hidden: hidden)


def test_blas_has_one_thread_once_the_networks_can_read() -> None:
    script = (
        "import model, threadpoolctl; "
        "print(*(each['num_threads'] for each in threadpoolctl.threadpool_info() if each['user_api'] == 'blas'))"
    )
    wished = dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "2")
    root = os.path.dirname(os.path.dirname(model.__file__))
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root, env=os.environ | wished
    )
    assert set(found.stdout.split()) <= {"1"}
