"""Every kind of network in float64, written a second time and straight from the textbook: what tests compare with.

In go a network and images, out come the logits after the last row; slow, and without any of the program's own passes.
`drawn` makes networks of any layers without Keras.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from model.calibration import Calibration
from model.data import DIGITS, ROWS
from model.plans import RECURRENT, plan
from model.recipes import Recipe
from model.weights import Layer, Network

ACTIVATIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
}
sigmoid = ACTIVATIONS["sigmoid"]


def drawn(recipe: Recipe) -> Network:
    """A network of these layers whose arrays are drawn by lot, and the calibration of one that ends in logits."""
    rng = np.random.default_rng(3)
    layers = []
    for spec, fits in zip(recipe.layers, plan(recipe.layers, recipe.every_row), strict=True):
        arrays = {}
        for name, shape in fits.shapes.items():
            values = rng.normal(0, 0.5 if "bias" in name or len(shape) == 1 else 0.2, shape)
            arrays[name] = (np.abs(values) + 0.1 if name == "moving_variance" else values).astype(np.float32)
        layers.append(Layer(spec, arrays))
    is_calibrated = recipe.layers[-1].activation == "linear"
    return Network(
        "drawn", tuple(layers), recipe.every_row, calibration=drawn_calibration(rng) if is_calibrated else None
    )


def drawn_calibration(rng: np.random.Generator) -> Calibration:
    """One whose matrices are neither symmetric nor alike."""
    matrices = np.eye(DIGITS) / 2 + rng.normal(0, 0.2, (ROWS, DIGITS, DIGITS))
    return Calibration(
        tuple(tuple(tuple(line) for line in matrix) for matrix in matrices.tolist()),
        tuple(tuple(line) for line in rng.normal(0, 0.5, (ROWS, DIGITS)).tolist()),
    )


def logits(network: Network, images: np.ndarray) -> np.ndarray:
    """What softmax is given after the last row, calibrated: (n, 28, 28) to float64 (n, 10)."""
    x = images.astype(np.float64)  # (n, 28, 28)
    last = max((k for k, layer in enumerate(network.layers) if layer.spec.kind in RECURRENT), default=-1)
    for place, layer in enumerate(network.layers):
        w = {name: array.astype(np.float64) for name, array in layer.arrays.items()}
        act = ACTIVATIONS["linear" if place == len(network.layers) - 1 else layer.spec.activation]
        if layer.spec.kind in RECURRENT:
            x = recurrent(layer, w, act, x)
            x = x[:, -1:] if place == last else x
        elif layer.spec.kind == "Dense":
            x = act(x @ w["kernel"] + w["bias"])
        elif layer.spec.kind == "BatchNormalization":
            x = (x - w["moving_mean"]) / np.sqrt(w["moving_variance"] + 1e-3) * w["gamma"] + w["beta"]
        elif layer.spec.kind == "Flatten":
            x = x.reshape(len(x), 1, -1)
    if network.calibration:
        x = x @ np.array(network.calibration.matrices[-1]).T + network.calibration.offsets[-1]
    return x[:, -1]


def recurrent(
    layer: Layer, w: dict[str, np.ndarray], act: Callable[[np.ndarray], np.ndarray], x: np.ndarray
) -> np.ndarray:
    """One recurrent layer: (n, rows, inputs) to (n, rows, units)."""
    kernel, state_kernel, bias = w["kernel"], w["recurrent_kernel"], w["bias"]
    h = c = np.zeros((len(x), layer.spec.units))
    states = []
    for row in x.swapaxes(0, 1):
        given = [row @ each + b for each, b in zip(kernel, bias, strict=True)]
        kept = [h @ each for each in state_kernel]
        if layer.spec.kind == "LSTM":
            i, f, o = (sigmoid(given[k] + kept[k]) for k in (0, 1, 3))
            c = f * c + i * act(given[2] + kept[2])
            h = o * act(c)
        elif layer.spec.kind == "GRU":
            z, r = (sigmoid(given[k] + kept[k] + w["recurrent_bias"][k]) for k in (0, 1))
            h = z * h + (1 - z) * act(given[2] + r * (kept[2] + w["recurrent_bias"][2]))
        else:
            h = act(given[0] + kept[0])
        states.append(h)
    return np.stack(states, axis=1)
