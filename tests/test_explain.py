"""Who argued for an answer: `model.explain`."""

from __future__ import annotations

import numpy as np
import pytest

import model
from model import Network, data, explain
from model.plans import RECURRENT


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return data.scaled(data.load().x_test[:20])


def logits(network: Network, state: np.ndarray) -> np.ndarray:
    """The sums of the last layer for one hidden state, by plain products in float64."""
    last = max(k for k, layer in enumerate(network.layers) if layer.spec.kind in RECURRENT)
    head = [layer for layer in network.layers[last + 1 :] if layer.spec.kind != "Dropout"]
    x = state.astype(np.float64)
    for place, layer in enumerate(head):
        x = x @ layer.arrays["kernel"].astype(np.float64) + layer.arrays["bias"]
        if place < len(head) - 1:
            x = np.maximum(x, 0) if layer.spec.activation == "relu" else np.tanh(x)
    return x


def test_votes_and_biases_sum_to_the_lead_after_every_row(images: np.ndarray) -> None:
    for name in ("reader", "lstm-fair", "gru-fair", "rnn-fair", "lstm-256-adam"):
        network = model.load(name)
        bias = network.layers[-1].arrays["bias"]
        for image in images:
            trace = model.read(network, image)
            best, second = trace.beliefs[-1].argsort()[:-3:-1]
            votes = explain.votes(network, trace, int(best), int(second))
            assert votes.shape == trace.layers[-1].h.shape
            for row in (0, 13, 27):
                sums = logits(network, trace.layers[-1].h[row])
                lead = sums[best] - sums[second]
                assert votes[row].sum() + bias[best] - bias[second] == pytest.approx(lead, rel=1e-4, abs=1e-4), name


def test_behind_more_layers_the_slope_is_the_gradient_by_central_differences(images: np.ndarray) -> None:
    network = model.load("bn-lstm-128-tanh")
    trace = model.read(network, images[0])
    votes = explain.votes(network, trace, 7, 2)
    state = trace.layers[-1].h[-1].astype(np.float64)
    for unit in (0, 40, 127):
        step = np.zeros_like(state)
        step[unit] = 1e-5
        above, below = logits(network, state + step), logits(network, state - step)
        slope = ((above[7] - above[2]) - (below[7] - below[2])) / 2e-5
        assert votes[-1, unit] == pytest.approx(state[unit] * slope, rel=1e-3, abs=1e-5)


def test_a_vote_against_is_the_negative_of_the_vote_for(images: np.ndarray) -> None:
    network = model.load("reader")
    trace = model.read(network, images[3])
    assert (explain.votes(network, trace, 4, 9) == -explain.votes(network, trace, 9, 4)).all()


def test_a_network_without_rows_has_no_votes(images: np.ndarray) -> None:
    network = model.load("mlp-512")
    with pytest.raises(ValueError, match="mlp-512 sees all rows at once"):
        explain.votes(network, model.read(network, images[0]), 1, 2)
