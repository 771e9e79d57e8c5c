"""What a gate is made of: in go a reading and a unit, out comes every term of what the gate sums."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from model.explain import checks
from model.forward import Trace
from model.layers import LAYERS, scale
from model.plans import GATES, RECURRENT
from model.weights import Array, Layer, Network


@dataclass(frozen=True, eq=False)
class Terms:
    """What one gate of one unit sums at one row; `inputs`, `state` and `bias` together are `total`."""

    gate: str  # i, f, g, o of an LSTM; z, r, g of a GRU; h of a SimpleRNN
    inputs: Array  # (inputs,) pixel times weight in the first layer, the layer before's h times weight in others
    state: Array  # (units,) this layer's h after the row above times weight; in g of a GRU also times r
    bias: float  # what is there without either; in g of a GRU with r times the recurrent bias
    total: float  # the sum
    value: float  # what the activation makes of it, as the trace has it


@dataclass(frozen=True, eq=False)
class Contributions:
    """Every gate of one unit at one row, taken apart."""

    layer: int
    row: int  # from 1
    unit: int
    gates: tuple[Terms, ...]  # in the order of the textbook

    def __iter__(self) -> Iterator[Terms]:
        return iter(self.gates)

    def __getitem__(self, gate: str) -> Terms:
        return next(terms for terms in self.gates if terms.gate == gate)


def contributions(network: Network, trace: Trace, layer: int, row: int, unit: int) -> Contributions:
    """The terms of what each gate sums, x W + h U + b, one by one.

    Where a BatchNormalization stands before the layer, its scale is part of the weights and its shift of the bias: an
    empty pixel gives nothing.

    Args:
        network: with at least one recurrent layer.
        trace: its reading of an image, operated on or not.
        layer: as in `trace.layers`, the first is 0.
        row: 1 to 28.
        unit: from 0.

    Returns:
        The terms of each gate, float32.

    Raises:
        ValueError: the network sees all rows at once, or has no such layer, row or unit.
    """
    checks.has_rows(network, trace)
    checks.place(trace, layer, unit)
    checks.row(row)
    place = [k for k, each in enumerate(network.layers) if each.spec.kind in RECURRENT][layer]
    cell, arrays = trace.layers[layer], network.layers[place].arrays
    x, stretch, shift = _input(network, trace, layer, row)  # (inputs,) each
    h_before = cell.h[row - 2] if row > 1 else np.zeros_like(cell.h[0])  # (units,)
    gates = []
    for k, gate in enumerate(GATES[cell.kind]):
        weights = arrays["kernel"][k, :, unit]  # (inputs,)
        state = h_before * arrays["recurrent_kernel"][k, :, unit]  # (units,)
        of_state = float(arrays["recurrent_bias"][k, unit]) if "recurrent_bias" in arrays else 0.0
        if cell.kind == "GRU" and gate == "g":  # r stands behind the recurrent matrix
            let_in = float(np.asarray(cell.r)[row - 1, unit])
            state, of_state = state * np.float32(let_in), of_state * let_in
        inputs = x * stretch * weights  # (inputs,)
        bias = float(arrays["bias"][k, unit] + shift @ weights) + of_state
        total = float(inputs.sum(dtype=np.float64) + state.sum(dtype=np.float64)) + bias
        gates.append(Terms(gate, inputs, state, bias, total, float(getattr(cell, gate)[row - 1, unit])))
    return Contributions(layer, row, unit, tuple(gates))


def _input(network: Network, trace: Trace, layer: int, row: int) -> tuple[Array, Array, Array]:
    """What a recurrent layer is given at a row, (inputs,) each: x, and the scale and the shift that x still gets."""
    x = trace.layers[layer - 1].h[row - 1] if layer else trace.image[row - 1]
    stretch, shift = np.ones_like(x), np.zeros_like(x)
    for between in _between(network, layer):
        if between.spec.kind == "BatchNormalization":
            by = scale(between)
            stretch, shift = stretch * by, (shift - between.arrays["moving_mean"]) * by + between.arrays["beta"]
        else:
            x = LAYERS[between.spec.kind](between, (x * stretch + shift)[None, None])[0, 0]
            stretch, shift = np.ones_like(x), np.zeros_like(x)
    return x, stretch, shift


def _between(network: Network, layer: int) -> list[Layer]:
    """The layers that do something between a recurrent layer and the recurrent one, or the image, before it."""
    places = [-1, *(k for k, each in enumerate(network.layers) if each.spec.kind in RECURRENT)]
    between = network.layers[places[layer] + 1 : places[layer + 1]]
    return [each for each in between if each.spec.kind != "Dropout"]
