"""Backpropagation through time in NumPy: in go images, out come logits and their slopes with each pixel.

As in `layers.py`, rows come first and images second: `x` and `slope` are (rows, n, inputs), a slope being how a sum
of logits changes with each number of `x`. Werbos 1990, "Backpropagation through time: what it does and how to do it".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from model.forward import head_start
from model.layers import ACTIVATIONS, CELLS, LAYERS, LayerTrace, scale
from model.weights import Array, Layer, Network

CHUNK = 64  # images at a time: what is kept of them for the way back stays small


@dataclass(frozen=True, eq=False)
class Passed:
    """What a layer was given and what it made of it."""

    layer: Layer
    x: Array  # (rows, n, inputs)
    out: Array  # (rows, n, outputs)
    trace: LayerTrace | None  # of a recurrent layer, arrays (rows, n, units)


def logits(network: Network, images: Array) -> Array:
    """The logits after the last row, whose softmax is `model.predict`: (n, 28, 28) to float32 (n, 10)."""
    chunks = [images[k : k + CHUNK] for k in range(0, len(images), CHUNK)]
    return np.concatenate([_calibrated(network, forward(network, chunk)[-1].out[0]) for chunk in chunks])


def gradients(network: Network, images: Array, direction: Array) -> tuple[Array, Array]:
    """How a sum of logits changes with each pixel.

    Args:
        network: from `weights.load`.
        images: float32 (n, 28, 28).
        direction: (10,) how often each logit after the last row is in the sum.

    Returns:
        The slopes, float32 (n, 28, 28), and the sum itself, float32 (n,).
    """
    steepness = direction
    if network.calibration and network.layers[-1].spec.activation == "linear":
        steepness = direction @ np.array(network.calibration.matrices[-1])
    slopes, sums = [], []
    for k in range(0, len(images), CHUNK):
        passed = forward(network, images[k : k + CHUNK])
        sums.append(_calibrated(network, passed[-1].out[0]) @ direction)
        slopes.append(_back(passed, steepness))
    return np.concatenate(slopes), np.concatenate(sums)


def forward(network: Network, images: Array) -> list[Passed]:
    """Every layer's input and output, first to last; the last gives the sums, (1, n, 10), after the last row alone."""
    passed: list[Passed] = []
    x = np.ascontiguousarray(images.swapaxes(0, 1), np.float32)  # (28, n, 28)
    for place, layer in enumerate(network.layers):
        if place == head_start(network):
            x = x[-1:]  # (1, n, units)
        if place == len(network.layers) - 1:
            layer = replace(layer, spec=replace(layer.spec, activation="linear"))
        trace = CELLS[layer.spec.kind](layer, x, None) if layer.spec.kind in CELLS else None
        out = trace.h if trace else LAYERS[layer.spec.kind](layer, x)
        passed.append(Passed(layer, x, out, trace))
        x = out
    return passed


def _back(passed: list[Passed], direction: Array) -> Array:
    """From the last layer to the pixels: (10,) to (n, 28, 28)."""
    slope = np.broadcast_to(direction.astype(np.float32), passed[-1].out.shape)  # (1, n, 10)
    for each in reversed(passed):
        if len(slope) < len(each.out):  # the head took the last row alone
            earlier = np.zeros((len(each.out) - len(slope), *slope.shape[1:]), np.float32)
            slope = np.concatenate([earlier, slope])
        slope = BACKWARD[each.layer.spec.kind](each, slope)
    return np.ascontiguousarray(slope.swapaxes(0, 1))


def _calibrated(network: Network, sums: Array) -> Array:
    """The sums of the last layer, (n, 10), as logits."""
    if network.calibration and network.layers[-1].spec.activation == "linear":
        return np.asarray(network.calibration.calibrated(sums[None])[0])
    return sums


# ---- cells: the slope with h after each row becomes that with the layer's input -------------------------------------


def _lstm(passed: Passed, slope: Array) -> Array:
    """c = f*c + i*g, h = o*act(c), backwards from the last row to the first."""
    trace, activation = passed.trace, passed.layer.spec.activation
    assert trace is not None
    i, f, g, o, c = (np.asarray(array) for array in (trace.i, trace.f, trace.g, trace.o, trace.c))  # (rows, n, units)
    c_before = _before(c)
    out = ACTIVATIONS[activation](c, np.empty_like(c))
    sums = np.empty((len(c), 4, *c.shape[1:]), np.float32)  # (rows, gates, n, units) slopes with what each gate sums
    dh, dc = np.zeros_like(c[0]), np.zeros_like(c[0])  # (n, units) handed down from the row below
    for t in reversed(range(len(c))):
        dh = dh + slope[t]
        dc = dc + slope_before(activation, out[t], dh * o[t])
        sums[t, 0] = slope_before("sigmoid", i[t], dc * g[t])
        sums[t, 1] = slope_before("sigmoid", f[t], dc * c_before[t])
        sums[t, 2] = slope_before(activation, g[t], dc * i[t])
        sums[t, 3] = slope_before("sigmoid", o[t], dh * out[t])
        dh, dc = _through(sums[t], passed.layer.arrays["recurrent_kernel"]), dc * f[t]
    return _through(sums, passed.layer.arrays["kernel"])


def _gru(passed: Passed, slope: Array) -> Array:
    """h = z*h + (1 - z)*g with r behind the recurrent matrix, backwards from the last row to the first."""
    trace, arrays, activation = passed.trace, passed.layer.arrays, passed.layer.spec.activation
    assert trace is not None
    z, r, g, h = (np.asarray(array) for array in (trace.z, trace.r, trace.g, trace.h))  # (rows, n, units)
    h_before = _before(h)
    from_h = h_before @ arrays["recurrent_kernel"][2] + arrays["recurrent_bias"][2]  # (rows, n, units) what r lets in
    sums = np.empty((len(h), 3, *h.shape[1:]), np.float32)  # (rows, gates, n, units)
    dh = np.zeros_like(h[0])  # (n, units)
    for t in reversed(range(len(h))):
        dh = dh + slope[t]
        sums[t, 2] = slope_before(activation, g[t], dh * (1 - z[t]))
        sums[t, 1] = slope_before("sigmoid", r[t], sums[t, 2] * from_h[t])
        sums[t, 0] = slope_before("sigmoid", z[t], dh * (h_before[t] - g[t]))
        of_state = np.stack([sums[t, 0], sums[t, 1], sums[t, 2] * r[t]])  # (gates, n, units)
        dh = dh * z[t] + _through(of_state, arrays["recurrent_kernel"])
    return _through(sums, arrays["kernel"])


def _simple_rnn(passed: Passed, slope: Array) -> Array:
    """h = act(x W + h U + b), backwards from the last row to the first."""
    h, activation = passed.out, passed.layer.spec.activation
    sums = np.empty((len(h), 1, *h.shape[1:]), np.float32)  # (rows, 1, n, units)
    dh = np.zeros_like(h[0])  # (n, units)
    for t in reversed(range(len(h))):
        sums[t, 0] = slope_before(activation, h[t], dh + slope[t])
        dh = _through(sums[t], passed.layer.arrays["recurrent_kernel"])
    return _through(sums, passed.layer.arrays["kernel"])


def _before(states: Array) -> Array:
    """The states before each row: zeros, then those after the row above; (rows, n, units)."""
    return np.concatenate([np.zeros_like(states[:1]), states[:-1]])


def _through(sums: Array, kernel: Array) -> Array:
    """The slopes with what the gates sum, (…, gates, n, units), as those with what they sum it of, (…, n, inputs)."""
    return np.asarray((sums @ kernel.swapaxes(1, 2)).sum(axis=-3))


# ---- layers without memory ------------------------------------------------------------------------------------------


def _dense(passed: Passed, slope: Array) -> Array:
    sums = slope_before(passed.layer.spec.activation, passed.out, slope)
    return np.asarray(sums @ passed.layer.arrays["kernel"].T)


def _flatten(passed: Passed, slope: Array) -> Array:
    """(1, n, 784) to (28, n, 28)."""
    rows, n, columns = passed.x.shape
    return np.asarray(slope.reshape(n, rows, columns).swapaxes(0, 1))


def slope_before(activation: str, out: Array, slope: Array) -> Array:
    """The slope with what went into an activation from that with what came `out` of it, of the same shape."""
    return np.asarray(SLOPES[activation](out, slope))


SLOPES: dict[str, Callable[[Array, Array], Array]] = {
    "linear": lambda out, slope: slope,
    "relu": lambda out, slope: slope * (out > 0),
    "sigmoid": lambda out, slope: slope * out * (1 - out),
    "softmax": lambda out, slope: out * (slope - (slope * out).sum(axis=-1, keepdims=True)),
    "tanh": lambda out, slope: slope * (1 - out * out),
}
BACKWARD: dict[str, Callable[[Passed, Array], Array]] = {
    "LSTM": _lstm,
    "GRU": _gru,
    "SimpleRNN": _simple_rnn,
    "BatchNormalization": lambda passed, slope: slope * scale(passed.layer),
    "Dense": _dense,
    "Dropout": lambda passed, slope: slope,
    "Flatten": _flatten,
}
