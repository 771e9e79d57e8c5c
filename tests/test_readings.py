"""All readings of the test images: the same as each single one, and what is searched for is found."""

from __future__ import annotations

import numpy as np
import pytest

import model
from evaluation import readings
from evaluation.readings import Readings
from model import data, forward
from model.decision import decided_rows
from model.weights import Network

COUNT = 2300  # images: more than are read between two tellings


@pytest.fixture(scope="module")
def pixels(mnist: data.Data) -> np.ndarray:
    return mnist.x_test[:COUNT]


@pytest.fixture(scope="module")
def read(shipped: Network, pixels: np.ndarray) -> Readings:
    return readings.read_all(shipped, pixels)


def test_they_are_what_the_network_says_of_each_image(shipped: Network, read: Readings, pixels: np.ndarray) -> None:
    for index in (0, 7, 1999, 2000, COUNT - 1):
        trace = model.read(shipped, data.scaled(pixels[index]))
        np.testing.assert_allclose(read.final[index], trace.beliefs[-1], atol=1e-6)
        np.testing.assert_allclose(read.beliefs[index], trace.beliefs, atol=1e-3)
        assert read.answers[index] == trace.digit
        assert read.confidence[index] == pytest.approx(trace.confidence, abs=1e-6)
        second = np.sort(trace.beliefs[-1])[-2]
        assert read.margin[index] == pytest.approx(trace.confidence - second, abs=1e-6)


def test_the_row_of_decision_is_that_of_the_report(shipped: Network, read: Readings, pixels: np.ndarray) -> None:
    answers = forward.beliefs_by_row(shipped, data.scaled(pixels)).argmax(axis=2)
    assert (read.decided == decided_rows(answers)).mean() > 0.999, "beliefs of half precision may tie"


def test_the_nearest_image_to_one_of_them_is_itself(shipped: Network, read: Readings, pixels: np.ndarray) -> None:
    indexes, distances = readings.nearest(shipped, read, pixels, data.scaled(pixels[123]), 5)
    assert indexes[0] == 123
    assert distances[0] == pytest.approx(0, abs=1e-5)
    assert (np.diff(distances) >= 0).all()


def test_nearest_are_those_that_all_units_of_all_images_say(
    shipped: Network, read: Readings, pixels: np.ndarray, mnist: data.Data
) -> None:
    image = data.scaled(mnist.x_test[COUNT + 10])
    hidden = model.read(shipped, image).layers[-1].h  # (28, units)
    _, paths = forward.with_hidden(shipped, data.scaled(pixels), lambda h: h)  # (COUNT, 28, units)
    distances = np.sqrt(np.square(paths - hidden).mean(axis=(1, 2)))
    indexes, found = readings.nearest(shipped, read, pixels, image, 10)
    np.testing.assert_allclose(found, distances[indexes], rtol=1e-3)
    assert len(set(indexes) & set(distances.argsort()[:10])) >= 9


def test_a_unit_is_told_row_by_row(shipped: Network, pixels: np.ndarray) -> None:
    states = readings.unit_by_row(shipped, pixels, 5)
    assert states.shape == (COUNT, 28)
    for index in (0, COUNT - 1):
        trace = model.read(shipped, data.scaled(pixels[index]))
        np.testing.assert_allclose(states[index], trace.layers[-1].h[:, 5], atol=1e-3)


@pytest.mark.parametrize("indexes", [[5, 7, 1999], []])
def test_some_of_them_alone_are_read_as_among_all(
    shipped: Network, read: Readings, pixels: np.ndarray, indexes: list[int]
) -> None:
    places = np.array(indexes, int)
    some = readings.read_all(shipped, pixels[places], keep_paths=False)
    assert some.paths is None
    np.testing.assert_allclose(some.final, read.final[places], atol=1e-6)
    for name in ("answers", "decided", "unsure"):
        assert np.array_equal(getattr(some, name), getattr(read, name)[places])
        assert np.array_equal(getattr(read.of(places), name), getattr(read, name)[places])
    assert some.beliefs.shape == read.of(places).beliefs.shape == (len(places), 28, 10)
    assert some.margin.shape == (len(places),)


def test_a_network_without_rows_has_answers_but_no_paths(pixels: np.ndarray) -> None:
    network = model.load("mlp-512")
    read = readings.read_all(network, pixels[:50])
    assert read.paths is None
    assert read.directions is None
    assert read.beliefs.shape == (50, 1, 10)
    np.testing.assert_allclose(read.final, model.predict(network, data.scaled(pixels[:50])), atol=1e-6)
    assert set(read.decided) == {1}
