"""What each kind of layer does, in NumPy: in go a layer and its input, out comes its output or its trace.

Rows come first and images second, so that one row of all images lies together in memory: `x` is
(rows, n, inputs). A cell shows `held` each gate and state as soon as it is computed: what is held there is what the
rest of the row works with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from model.weights import Array, Layer

Held: TypeAlias = Callable[[str, int, Array], None]  # a gate's name, the row from 1, its values (n, units), in place

HALF = np.array(0.5, np.float32)  # an array, as NumPy would make one of the number at each of many calls
BATCH_NORM_EPSILON = 1e-3  # Keras's default, with which the networks are trained


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """What one recurrent layer did; None stands for what its kind does not have."""

    kind: str  # "LSTM", "GRU" or "SimpleRNN"
    h: Array  # (28, units) hidden state after each row
    c: Array | None = None  # (28, units) cell state of an LSTM
    i: Array | None = None  # (28, units) input gate of an LSTM, in [0, 1]
    f: Array | None = None  # (28, units) forget gate of an LSTM, in [0, 1]
    g: Array | None = None  # (28, units) candidate of an LSTM or a GRU
    o: Array | None = None  # (28, units) output gate of an LSTM, in [0, 1]
    z: Array | None = None  # (28, units) update gate of a GRU, in [0, 1]: the share of h that is kept
    r: Array | None = None  # (28, units) reset gate of a GRU, in [0, 1]


# --- Cells: (rows, n, inputs) to the trace of the layer, arrays (rows, n, units) ---


def lstm(layer: Layer, x: Array, held: Held | None = None) -> LayerTrace:
    """Long short-term memory: c = f*c + i*g, h = o*tanh(c).

    Hochreiter & Schmidhuber 1997, "Long short-term memory"; the forget gate from Gers, Schmidhuber & Cummins
    2000, "Learning to forget". Where the layer's activation is not tanh, it takes tanh's place at g and c.
    """
    gates, h = _projected(layer, x)  # (rows, 4, n, units), (1 + rows, n, units)
    c = np.zeros_like(h)  # (1 + rows, n, units)
    bias = layer.arrays["bias"][:, None]  # (4, 1, units)
    activation = ACTIVATIONS[layer.spec.activation]
    steps = zip(gates, h, h[1:], c, c[1:], strict=False)
    for at, (row, h_before, h_after, c_before, c_after) in enumerate(steps, 1):
        row += h_before @ layer.arrays["recurrent_kernel"] + bias  # (4, n, units)
        i, f, g, o = row  # (n, units) each
        sigmoid(row[:2], row[:2])  # i and f
        activation(g, g)
        sigmoid(o, o)
        if held:
            for gate, values in zip("ifgo", row, strict=True):
                held(gate, at, values)
        np.multiply(f, c_before, out=c_after)
        c_after += i * g
        if held:
            held("c", at, c_after)
        activation(c_after, h_after)
        h_after *= o
        if held:
            held("h", at, h_after)
    i, f, g, o = gates.swapaxes(0, 1)  # (rows, n, units) each
    return LayerTrace("LSTM", h=h[1:], c=c[1:], i=i, f=f, g=g, o=o)


def gru(layer: Layer, x: Array, held: Held | None = None) -> LayerTrace:
    """Gated recurrent unit: h = z*h + (1 - z)*g.

    Cho et al. 2014, "Learning phrase representations using RNN encoder-decoder", in the form that applies the
    reset gate r behind the recurrent matrix (Keras's default, reset_after=True); no other is supported.
    """
    gates, h = _projected(layer, x)  # (rows, 3, n, units), (1 + rows, n, units)
    bias, recurrent_bias = layer.arrays["bias"][:, None], layer.arrays["recurrent_bias"][:, None]  # (3, 1, units)
    activation = ACTIVATIONS[layer.spec.activation]
    for at, (row, h_before, h_after) in enumerate(zip(gates, h, h[1:], strict=False), 1):
        from_h = h_before @ layer.arrays["recurrent_kernel"] + recurrent_bias  # (3, n, units)
        row += bias
        z, r, g = row  # (n, units) each
        row[:2] += from_h[:2]
        sigmoid(row[:2], row[:2])  # z and r
        if held:
            held("z", at, z)
            held("r", at, r)
        g += r * from_h[2]
        activation(g, g)
        if held:
            held("g", at, g)
        h_after[:] = z * h_before + (1 - z) * g
        if held:
            held("h", at, h_after)
    z, r, g = gates.swapaxes(0, 1)  # (rows, n, units) each
    return LayerTrace("GRU", h=h[1:], z=z, r=r, g=g)


def simple_rnn(layer: Layer, x: Array, held: Held | None = None) -> LayerTrace:
    """Recurrent layer without gates: h = tanh(x W + h U + b) (Elman 1990, "Finding structure in time")."""
    sums, h = _projected(layer, x)  # (rows, 1, n, units), (1 + rows, n, units)
    bias = layer.arrays["bias"][:, None]  # (1, 1, units)
    activation = ACTIVATIONS[layer.spec.activation]
    for at, (row, h_before, h_after) in enumerate(zip(sums, h, h[1:], strict=False), 1):
        row += h_before @ layer.arrays["recurrent_kernel"] + bias  # (1, n, units)
        activation(row[0], h_after)
        if held:
            held("h", at, h_after)
    return LayerTrace("SimpleRNN", h=h[1:])


def _projected(layer: Layer, x: Array) -> tuple[Array, Array]:
    """What each row alone gives to each gate, (rows, gates, n, units); and zeros for h.

    h is (1 + rows, n, units): before the first row and after each. The bias waits for the row's turn, when the
    row lies in the cache.
    """
    sums: Array = x[:, None] @ layer.arrays["kernel"]
    rows, _, n, units = sums.shape
    return sums, np.zeros((1 + rows, n, units), np.float32)


# --- Layers without memory: (rows, n, inputs) to (rows, n, outputs) ---


def dense(layer: Layer, x: Array) -> Array:
    """activation(x W + b)."""
    sums = x.reshape(-1, x.shape[-1]) @ layer.arrays["kernel"]  # (rows * n, units)
    sums += layer.arrays["bias"]
    return ACTIVATIONS[layer.spec.activation](sums, sums).reshape(*x.shape[:-1], layer.spec.units)


def batch_normalization(layer: Layer, x: Array) -> Array:
    """Each input shifted and scaled by what training saw (Ioffe & Szegedy 2015, "Batch normalization")."""
    return (x - layer.arrays["moving_mean"]) * scale(layer) + layer.arrays["beta"]


def scale(layer: Layer) -> Array:
    """What a BatchNormalization multiplies each input by, (inputs,)."""
    spread = np.sqrt(layer.arrays["moving_variance"] + BATCH_NORM_EPSILON)  # (inputs,)
    return np.asarray(layer.arrays["gamma"] / spread)


def dropout(layer: Layer, x: Array) -> Array:
    """Nothing: Dropout acts only while training."""
    return x


def flatten(layer: Layer, x: Array) -> Array:
    """All rows of an image as one: (28, n, 28) to (1, n, 784)."""
    rows, n, inputs = x.shape
    flat: Array = x.swapaxes(0, 1).reshape(1, n, rows * inputs)
    return flat


# --- Activations: `x` into `out`, which may be `x` itself ---


def linear(x: Array, out: Array) -> Array:
    """x."""
    np.copyto(out, x)
    return out


def relu(x: Array, out: Array) -> Array:
    """max(x, 0)."""
    np.maximum(x, 0, out=out)
    return out


def sigmoid(x: Array, out: Array) -> Array:
    """1 / (1 + exp(-x)), by way of tanh(x / 2), which cannot overflow."""
    np.multiply(x, HALF, out=out)
    np.tanh(out, out=out)
    np.multiply(out, HALF, out=out)
    return np.add(out, HALF, out=out)


def softmax(x: Array, out: Array) -> Array:
    """exp(x) as shares of 1 along the last axis."""
    np.subtract(x, x.max(axis=-1, keepdims=True), out=out)
    np.exp(out, out=out)
    out /= out.sum(axis=-1, keepdims=True)
    return out


def tanh(x: Array, out: Array) -> Array:
    """Hyperbolic tangent."""
    np.tanh(x, out=out)
    return out


ACTIVATIONS: dict[str, Callable[[Array, Array], Array]] = {
    "linear": linear,
    "relu": relu,
    "sigmoid": sigmoid,
    "softmax": softmax,
    "tanh": tanh,
}
CELLS: dict[str, Callable[[Layer, Array, Held | None], LayerTrace]] = {
    "LSTM": lstm,
    "GRU": gru,
    "SimpleRNN": simple_rnn,
}
LAYERS: dict[str, Callable[[Layer, Array], Array]] = {
    "BatchNormalization": batch_normalization,
    "Dense": dense,
    "Dropout": dropout,
    "Flatten": flatten,
}
