"""Why a network answers as it does: in go a network and its reading, out come exact shares of its answer."""

from __future__ import annotations

import numpy as np

from model.forward import Trace
from model.layers import ACTIVATIONS, LAYERS
from model.plans import RECURRENT
from model.weights import Array, Layer, Network


def votes(network: Network, trace: Trace, digit: int, against: int) -> Array:
    """How much each unit of the last recurrent layer gives to the lead of one digit over another after each row.

    The lead is the difference of their logits, uncalibrated. A unit's vote is its hidden state times the slope of the
    lead. Where a single dense layer stands between both, the slope is the difference of two columns of its kernel, and
    all votes and the difference of the biases sum to the lead; else it is the gradient at that row's hidden state.

    Args:
        network: with at least one recurrent layer.
        trace: its reading of an image.
        digit: 0 to 9.
        against: 0 to 9, such as the runner-up.

    Returns:
        float32 (28, units); positive speaks for `digit`, negative for `against`.

    Raises:
        ValueError: the network has no recurrent layer.
    """
    if not trace.layers:
        raise ValueError(f"expected a network that reads rows, but {network.name} sees all rows at once")
    h = trace.layers[-1].h  # (28, units)
    return np.asarray(h * _slopes(_head(network), h, digit, against), np.float32)


def _head(network: Network) -> list[Layer]:
    """The layers behind the last recurrent one that do something."""
    kinds = [layer.spec.kind for layer in network.layers]
    last = max(k for k, kind in enumerate(kinds) if kind in RECURRENT)
    return [layer for layer in network.layers[last + 1 :] if layer.spec.kind != "Dropout"]


def _slopes(head: list[Layer], h: Array, digit: int, against: int) -> Array:
    """How the lead changes with each hidden state, after each row: (28, units) to (28, units)."""
    inputs = [h]
    for layer in head[:-1]:
        inputs.append(LAYERS[layer.spec.kind](layer, inputs[-1]))
    lead = np.zeros(head[-1].spec.units, np.float32)
    lead[digit] += 1
    lead[against] -= 1
    slope: Array = np.broadcast_to(lead, (len(h), len(lead)))  # (28, 10), with the sums of the last layer
    for k, layer in reversed(list(enumerate(head))):
        if k < len(head) - 1:
            slope = slope * _steepness(layer, inputs[k + 1])
        slope = slope @ layer.arrays["kernel"].T  # (28, inputs)
    return slope


def _steepness(layer: Layer, out: Array) -> Array:
    """The slope of a dense layer's activation where it gave `out`."""
    activation = ACTIVATIONS[layer.spec.activation].__name__
    slopes = {"linear": np.ones_like(out), "relu": (out > 0).astype(np.float32), "tanh": 1 - out * out}
    return slopes[activation]
