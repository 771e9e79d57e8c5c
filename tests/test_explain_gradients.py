"""How pixels bear on an answer: the slopes of TensorFlow and of central differences, and shares that add up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import model
from model import Network, data, explain
from model.recipes import RECIPES, LayerSpec
from tests import textbook
from tests.small_networks import CELLS, MLP, OTHERS
from training.keras_model import from_network

IMAGES = 50
PIXELS = 12  # of each image, that are moved a little
STEP = 1e-5
SMALL = CELLS | OTHERS | {"MLP": MLP}
CALM = ("reader", "gru-fair", "rnn-fair", "lstm-128x2-dropout", "bn-lstm-128-tanh", "mlp-512")  # no rectified states
SHARE = 0.01  # of the change of the logit that may be missing


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return data.scaled(data.load_part("test")[0][:IMAGES])


def direction(digit: int, against: int | None) -> np.ndarray:
    return np.eye(10)[digit] - (0 if against is None else np.eye(10)[against])


def tolerance(expected: np.ndarray) -> float:
    return 1e-4 * max(1.0, float(np.abs(expected).max()))


def assert_slopes_are_central_differences(network: Network, images: np.ndarray, against: int | None) -> None:
    rng = np.random.default_rng(1)
    for image in images:
        slopes = explain.input_gradient(network, image, 3, against)
        assert slopes.shape == (28, 28)
        assert slopes.dtype == np.float32
        rows, columns = rng.integers(0, 28, (2, PIXELS))
        moved = np.repeat(image[None].astype(np.float64), 2 * PIXELS, axis=0)
        moved[np.arange(PIXELS), rows, columns] += STEP
        moved[PIXELS + np.arange(PIXELS), rows, columns] -= STEP
        leads = textbook.logits(network, moved) @ direction(3, against)
        expected = (leads[:PIXELS] - leads[PIXELS:]) / (2 * STEP)
        np.testing.assert_allclose(slopes[rows, columns], expected, rtol=0, atol=tolerance(slopes))


def slopes_of_tensorflow(network: Network, images: np.ndarray, against: int | None) -> np.ndarray:
    import tensorflow as tf

    layers = (*(layer.spec for layer in network.layers[:-1]), LayerSpec("Dense", 10, "linear"))
    recipe = replace(RECIPES[model.DEFAULT], layers=layers, every_row=network.every_row)
    keras_model = from_network(network, recipe)
    pixels = tf.constant(images)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        logits = tf.reshape(keras_model(pixels, training=False), (len(images), -1, 10))[:, -1]
        if network.calibration:
            logits = tf.matmul(logits, network.calibration.matrices[-1], transpose_b=True)
        lead = tf.tensordot(logits, tf.constant(direction(3, against), tf.float32), 1)
    return np.asarray(tape.gradient(lead, pixels))


@pytest.mark.parametrize("name", SMALL)
def test_slopes_are_central_differences(name: str, images: np.ndarray) -> None:
    network = textbook.drawn(SMALL[name])
    assert_slopes_are_central_differences(network, images, 8)
    assert_slopes_are_central_differences(network, images[:5], None)


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_slopes_are_those_of_tensorflow(name: str, images: np.ndarray) -> None:
    network = textbook.drawn(SMALL[name])
    for against in (None, 8):
        expected = slopes_of_tensorflow(network, images, against)
        found = np.stack([explain.input_gradient(network, image, 3, against) for image in images])
        np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance(expected))


@pytest.mark.slow
def test_slopes_of_each_shipped_network_are_those_of_tensorflow(each_shipped: Network, images: np.ndarray) -> None:
    expected = slopes_of_tensorflow(each_shipped, images, 8)
    found = np.stack([explain.input_gradient(each_shipped, image, 3, 8) for image in images])
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=tolerance(theirs))


@pytest.mark.parametrize(
    "name", ["reader", "gru-fair", "rnn-fair", "lstm-128x2-dropout", "bn-lstm-128-tanh", "mlp-512"]
)
def test_slopes_of_shipped_networks_are_central_differences(name: str, images: np.ndarray) -> None:
    assert_slopes_are_central_differences(model.load(name), images[:5], None)


def test_logits_are_those_whose_softmax_is_the_belief(each_shipped: Network, images: np.ndarray) -> None:
    powers = np.exp(explain.logits(each_shipped, images))
    expected = model.predict(each_shipped, images)
    np.testing.assert_allclose(powers / powers.sum(axis=1, keepdims=True), expected, atol=1e-5)


# ---- integrated gradients --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_shares_of_the_pixels_sum_to_the_change_of_the_lead(each_shipped: Network, images: np.ndarray) -> None:
    for image in images[:10]:
        logits = explain.logits(each_shipped, np.stack([image, np.zeros_like(image)]))
        best, second = (int(digit) for digit in logits[0].argsort()[:-3:-1])
        found = explain.integrated_gradients(each_shipped, image, best, second)
        of_image, of_empty = logits[:, best] - logits[:, second]
        assert (found.of_image, found.of_empty) == pytest.approx((of_image, of_empty), abs=1e-3)
        assert found.change == found.of_image - found.of_empty
        assert found.pixels.sum() == pytest.approx(of_image - of_empty, rel=SHARE)
        assert found.missing == pytest.approx(found.change - found.pixels.sum(), abs=1e-3)
        assert (found.pixels[image == 0] == 0).all()


def test_shares_are_the_mean_slope_along_the_way(images: np.ndarray) -> None:
    network = model.load("gru-fair")
    found = explain.integrated_gradients(network, images[1], 2)
    places = (np.arange(400) + 0.5) / 400
    slopes = [explain.input_gradient(network, np.float32(place) * images[1], 2) for place in places]
    expected = np.mean(slopes, axis=0) * images[1]
    assert np.abs(found.pixels - expected).sum() <= 0.02 * np.abs(expected).sum()
    assert found.steps <= 64


def test_too_few_steps_are_told_by_what_is_missing(images: np.ndarray) -> None:
    network = model.load("rnn-256-adam")
    few = explain.integrated_gradients(network, images[0], 7, 2, steps=9)
    many = explain.integrated_gradients(network, images[0], 7, 2)
    assert few.steps == 9
    assert abs(few.missing) > SHARE * abs(few.change)
    assert abs(many.missing) <= SHARE * abs(many.change)
    with pytest.raises(ValueError, match="expected at least 9 steps, but got 8"):
        explain.integrated_gradients(network, images[0], 7, 2, steps=8)


def test_an_empty_image_shares_nothing_out(shipped: Network) -> None:
    found = explain.integrated_gradients(shipped, np.zeros((28, 28), np.float32), 1, 7)
    assert not found.pixels.any()
    assert found.change == found.missing == 0


def test_of_a_change_no_larger_than_rounding_no_more_is_asked(shipped: Network, images: np.ndarray) -> None:
    found = explain.integrated_gradients(shipped, images[4] * np.float32(1e-6), 4, 9)
    assert abs(found.change) < 1e-5
    assert found.steps < 20


# ---- rows ------------------------------------------------------------------------------------------------------------


def test_a_row_counts_by_what_the_logits_are_without_it(each_shipped: Network, images: np.ndarray) -> None:
    found = explain.row_occlusion(each_shipped, images[4])
    assert found.shape == (28, 10)
    logits = textbook.logits(each_shipped, np.stack([images[4]] * 29) * (1 - np.eye(29, 28, -1))[:, :, None])
    np.testing.assert_allclose(found, logits[1:] - logits[0], rtol=0, atol=1e-4 * max(1.0, float(np.abs(logits).max())))
    assert not found[images[4].sum(axis=1) == 0].any()


def test_the_telling_row_is_the_one_that_moves_most_belief(shipped: Network, images: np.ndarray) -> None:
    for image in images[:5]:
        told = explain.telling_row(shipped, image)
        moved = []
        for row in range(28):
            without = image.copy()
            without[row] = 0
            beliefs = model.predict(shipped, np.stack([image, without]))
            moved.append(np.abs(beliefs[1] - beliefs[0]).sum() / 2)
        assert told.moved == pytest.approx(max(moved), abs=1e-5)
        assert moved[told.row - 1] == pytest.approx(max(moved), abs=1e-5)
        assert told.digit == told.beliefs.argmax()


@pytest.mark.parametrize(
    ("digit", "against", "words"),
    [(10, None, "expected a digit from 0 to 9, but got 10"), (3, -1, "expected a digit from 0 to 9, but got -1")],
)
def test_what_is_no_digit_is_refused(digit: int, against: int | None, words: str, shipped: Network) -> None:
    image = np.zeros((28, 28), np.float32)
    for ask in (explain.input_gradient, explain.integrated_gradients):
        with pytest.raises(ValueError, match=words):
            ask(shipped, image, digit, against)


def test_what_is_no_image_is_refused(shipped: Network) -> None:
    for ask in (explain.row_occlusion, explain.telling_row, lambda net, x: explain.input_gradient(net, x, 1)):
        with pytest.raises(ValueError, match=r"\(28, 28\), but got \(28, 27\)"):
            ask(shipped, np.zeros((28, 27), np.float32))
        with pytest.raises(ValueError, match="finite"):
            ask(shipped, np.full((28, 28), np.nan, np.float32))
