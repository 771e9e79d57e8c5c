"""The NumPy pass reads as Keras does, and as the textbook says."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import model
from model import forward, layers, plans
from model.calibration import Calibration
from model.recipes import RECIPES, Recipe
from model.weights import Array, Layer, Network
from tests.small_networks import CELLS, MLP, OTHERS
from training.keras_model import build, from_network, layer_constructors, to_network

FEW = 64  # images that both read; all of a network's sums are in each of them


def known(array: Array | None) -> Array:
    """An array that layers of this kind have."""
    assert array is not None
    return array


def random_model(small: Recipe) -> Any:
    """The Keras model of a recipe with every weight drawn anew, biases and moving statistics too."""
    keras_model = build(small)
    rng = np.random.default_rng(3)
    for variable in keras_model.weights:
        spread = 0.2 if len(variable.shape) > 1 else 0.5
        values = rng.normal(0, spread, variable.shape)
        variable.assign(np.abs(values) + 0.1 if variable.name == "moving_variance" else values)
    return keras_model


def keras_probabilities(keras_model: Any, images: np.ndarray, calibration: Calibration | None) -> np.ndarray:
    """What Keras answers after the last row: (n, 10); logits are calibrated first."""
    output = keras_model.predict(images, verbose=0).reshape(len(images), -1, 10)[:, -1]
    if keras_model.layers[-1].activation.__name__ == "linear":
        if calibration:
            output = output @ np.array(calibration.matrices[-1]).T + calibration.offsets[-1]
        powers = np.exp(output)
        output = powers / powers.sum(axis=-1, keepdims=True)
    return output


def keras_states(keras_model: Any, images: np.ndarray) -> list[list[np.ndarray]]:
    """Each recurrent layer's states after each row, stepped cell by cell: [h] or [h, c], each (n, 28, units)."""
    x, states = images, []
    for layer in keras_model.layers:
        if not hasattr(layer, "cell"):
            x = np.asarray(layer(x, training=False))
            continue
        now = layer.get_initial_state(len(x))
        rows = []
        for t in range(x.shape[1]):
            now = layer.cell(x[:, t], now, training=False)[1]
            rows.append([np.asarray(state) for state in now])
        states.append([np.stack(state, axis=1) for state in zip(*rows, strict=True)])
        x = states[-1][0] if layer.return_sequences else states[-1][0][:, -1]
    return states


def assert_reads_as_keras(keras_model: Any, network: Network, images: np.ndarray) -> None:
    """Probabilities, and h and c after each row, of one Keras model and its NumPy twin: float32, summed otherwise."""
    expected = keras_probabilities(keras_model, images, network.calibration)
    np.testing.assert_allclose(model.predict(network, images), expected, rtol=0, atol=1e-5)
    traces = [model.read(network, image) for image in images]
    np.testing.assert_allclose([trace.beliefs[-1] for trace in traces], expected, rtol=0, atol=1e-5)
    states = keras_states(keras_model, images)
    assert [len(trace.layers) for trace in traces] == [len(states)] * len(traces)
    for k, (h, *c) in enumerate(states):
        np.testing.assert_allclose([trace.layers[k].h for trace in traces], h, rtol=0, atol=3e-5)
        for cell_state in c:
            found = [known(trace.layers[k].c) for trace in traces]
            np.testing.assert_allclose(found, cell_state, rtol=1e-5, atol=3e-5)


@pytest.mark.slow
@pytest.mark.parametrize("small", [pytest.param(v, id=k) for k, v in (CELLS | OTHERS | {"MLP": MLP}).items()])
def test_numpy_trace_matches_keras(small: Recipe, x_test: np.ndarray) -> None:
    keras_model = random_model(small)
    assert_reads_as_keras(keras_model, to_network(keras_model, small), x_test[:FEW])


@pytest.mark.slow
def test_every_shipped_network_matches_keras(each_shipped: Network, x_test: np.ndarray) -> None:
    keras_model = from_network(each_shipped, RECIPES[each_shipped.name])
    assert_reads_as_keras(keras_model, each_shipped, x_test[:FEW])


@pytest.mark.slow
def test_beliefs_after_every_row_match_keras(x_test: np.ndarray) -> None:
    small = OTHERS["trained on every row"]
    keras_model = random_model(small)
    network = to_network(keras_model, small)
    expected = keras_model.predict(x_test[:FEW], verbose=0)  # (FEW, 28, 10)
    np.testing.assert_allclose(forward.beliefs_by_row(network, x_test[:FEW]), expected, rtol=0, atol=1e-5)
    np.testing.assert_allclose(model.read(network, x_test[0]).beliefs, expected[0], rtol=0, atol=1e-5)


def test_lstm_trace_obeys_the_textbook(shipped: Network, x_test: np.ndarray) -> None:
    for layer in model.read(shipped, x_test[0]).layers:
        i, f, g, o, c = map(known, (layer.i, layer.f, layer.g, layer.o, layer.c))
        c_before = np.vstack([np.zeros_like(c[:1]), c[:-1]])
        np.testing.assert_allclose(c, f * c_before + i * g, atol=1e-6)
        np.testing.assert_allclose(layer.h, o * np.tanh(c), atol=1e-6)
        for gate in (i, f, o):
            assert gate.min() >= 0
            assert gate.max() <= 1


@pytest.mark.slow
def test_gru_trace_obeys_the_textbook(x_test: np.ndarray) -> None:
    keras_model = random_model(CELLS["GRU-tanh"])
    (layer,) = model.read(to_network(keras_model, CELLS["GRU-tanh"]), x_test[0]).layers
    h_before = np.vstack([np.zeros((1, 7)), layer.h[:-1]])
    z, g = known(layer.z), known(layer.g)
    np.testing.assert_allclose(layer.h, z * h_before + (1 - z) * g, atol=1e-6)


@pytest.mark.parametrize(("kind", "present"), [("LSTM", "hcifgo"), ("GRU", "hzrg"), ("SimpleRNN", "h")])
def test_a_layer_shows_the_arrays_its_kind_has(kind: str, present: str, x_test: np.ndarray) -> None:
    small = CELLS[f"{kind}-tanh"]
    (layer,) = model.read(to_network(random_model(small), small), x_test[0]).layers
    assert layer.kind == kind
    for name in "hcifgozr":
        array = getattr(layer, name)
        assert (array is not None) == (name in present)
        if array is not None:
            assert array.shape == (28, 7)
            assert array.dtype == np.float32


def test_a_network_without_recurrence_has_one_row_of_beliefs(x_test: np.ndarray) -> None:
    network = to_network(random_model(MLP), MLP)
    trace = model.read(network, x_test[0])
    assert trace.layers == ()
    assert trace.beliefs.shape == (1, 10)
    assert forward.beliefs_by_row(network, x_test[:3]).shape == (3, 1, 10)


def test_numbers_that_overflow_are_unsure(x_test: np.ndarray) -> None:
    small = CELLS["SimpleRNN-relu"]
    network = to_network(random_model(small), small)
    huge = [
        Layer(layer.spec, {name: np.full_like(array, 1e30) for name, array in layer.arrays.items()})
        for layer in network.layers
    ]
    with np.errstate(all="ignore"):
        assert model.read(replace(network, layers=tuple(huge)), x_test[0]).unsure


def test_sigmoid_of_any_number_overflows_nowhere() -> None:
    x = np.array([-np.inf, -1e30, -100, 0, 100, 1e30, np.inf], np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = layers.sigmoid(x, np.empty_like(x))
    np.testing.assert_allclose(found, [0, 0, 0, 0.5, 1, 1, 1], atol=1e-7)


def test_every_file_knows_the_same_layers_and_activations() -> None:
    assert set(layers.ACTIVATIONS) == set(plans.ACTIVATIONS)
    assert set(layers.CELLS) == set(plans.RECURRENT)
    assert layers.CELLS.keys() | layers.LAYERS.keys() == plans.ARRAYS.keys() == layer_constructors().keys()
