"""What a chain of layers expects and gives: in go the layers' settings, out come the shapes of all their arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from model.data import COLUMNS, DIGITS, ROWS
from model.recipes import LayerSpec

Shape: TypeAlias = tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """What a layer expects and gives, known before it is trained."""

    shapes: dict[str, Shape]  # of its arrays, by name
    output: Shape  # of one image: (rows, outputs) or (outputs,)


def _recurrent(gates: int, inputs: int, units: int) -> dict[str, Shape]:
    return {
        "kernel": (gates, inputs, units),
        "recurrent_kernel": (gates, units, units),
        "bias": (gates, units),
    }


# Each kind of layer: its inputs and units to the shapes of its arrays. The gates stand in the order that
# `forward.py` reads: i, f, g, o in an LSTM; z, r, g in a GRU.
ARRAYS: dict[str, Callable[[int, int], dict[str, Shape]]] = {
    "LSTM": lambda inputs, units: _recurrent(4, inputs, units),
    "GRU": lambda inputs, units: _recurrent(3, inputs, units) | {"recurrent_bias": (3, units)},
    "SimpleRNN": lambda inputs, units: _recurrent(1, inputs, units),
    "Dense": lambda inputs, units: {"kernel": (inputs, units), "bias": (units,)},
    "BatchNormalization": lambda inputs, units: dict.fromkeys(
        ("gamma", "beta", "moving_mean", "moving_variance"), (inputs,)
    ),
    "Dropout": lambda inputs, units: {},
    "Flatten": lambda inputs, units: {},
}
RECURRENT = ("LSTM", "GRU", "SimpleRNN")
# What each kind of cell makes of the sums of its inputs, in the order of its kernel, and what it makes of these.
GATES = {"LSTM": ("i", "f", "g", "o"), "GRU": ("z", "r", "g"), "SimpleRNN": ("h",)}
STATES = {"LSTM": ("c", "h"), "GRU": ("h",), "SimpleRNN": ()}
ACTIVATIONS = ("linear", "relu", "sigmoid", "softmax", "tanh")
OUTPUTS = ("softmax", "linear")  # probabilities, or logits that the forward pass makes probabilities of


def plan(specs: tuple[LayerSpec, ...], every_row: bool) -> tuple[Plan, ...]:
    """Shapes of all arrays and outputs of a chain of layers, from 28 rows of 28 pixels to ten digits.

    Args:
        specs: the layers, first to last.
        every_row: True if the last recurrent layer hands on its state after each row, not the last only.

    Raises:
        ValueError: the layers do not fit onto each other.
    """
    last = max((k for k, spec in enumerate(specs) if spec.kind in RECURRENT), default=-1)
    shape: Shape = (ROWS, COLUMNS)
    plans = []
    for place, spec in enumerate(specs):
        _check_spec(spec, shape)
        shapes = ARRAYS[spec.kind](shape[-1], spec.units)
        if spec.kind in RECURRENT:
            shape = (ROWS, spec.units) if place < last or every_row else (spec.units,)
        elif spec.kind == "Dense":
            shape = (*shape[:-1], spec.units)
        elif spec.kind == "Flatten":
            shape = (int(np.prod(shape)),)
        plans.append(Plan(shapes, shape))
    expected = (ROWS, DIGITS) if every_row else (DIGITS,)
    if not specs or specs[-1].kind != "Dense" or specs[-1].activation not in OUTPUTS or shape != expected:
        raise ValueError(
            f"expected a last Dense layer of shape {expected}, its activation one of {', '.join(OUTPUTS)}, "
            f"but found {specs[-1:]} of shape {shape}"
        )
    return tuple(plans)


def array_name(place: int, spec: LayerSpec, array: str) -> str:
    """An array's name in the `.npz`, such as "1.LSTM.kernel"."""
    return f"{place}.{spec.kind}.{array}"


def check_arrays(arrays: Mapping[str, npt.NDArray[Any]], specs: tuple[LayerSpec, ...], plans: tuple[Plan, ...]) -> None:
    """Raise ValueError unless there are exactly the planned arrays, named by `array_name`, each float32 and finite."""
    shapes = {
        array_name(place, spec, name): shape
        for place, (spec, planned) in enumerate(zip(specs, plans, strict=True))
        for name, shape in planned.shapes.items()
    }
    if differing := sorted(shapes.keys() ^ arrays.keys()):
        raise ValueError(f"expected the arrays {', '.join(shapes)}, but {', '.join(differing)} differ")
    for name, shape in shapes.items():
        if arrays[name].dtype != np.float32:
            raise ValueError(f"expected {name} as float32, but found {arrays[name].dtype}")
        if arrays[name].shape != shape:
            raise ValueError(f"expected {name} of shape {shape}, but found {arrays[name].shape}")
        if not np.isfinite(arrays[name]).all():
            raise ValueError(f"expected finite numbers in {name}, but found NaN or infinity")


def _check_spec(spec: LayerSpec, shape: Shape) -> None:
    if spec.kind not in ARRAYS:
        raise ValueError(f"expected a layer of {', '.join(ARRAYS)}, but found {spec.kind!r}")
    if spec.activation not in ACTIVATIONS:
        raise ValueError(f"expected an activation of {', '.join(ACTIVATIONS)}, but found {spec.activation!r}")
    if spec.kind in (*RECURRENT, "Dense") and spec.units < 1:
        raise ValueError(f"expected at least one unit in {spec.kind}, but found {spec.units}")
    if spec.kind in RECURRENT and len(shape) == 1:
        raise ValueError(f"expected rows before {spec.kind}, but found one vector")
