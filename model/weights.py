"""A trained network as named arrays: in goes a recipe's name, out comes a `Network`, and back into files.

`NAME.npz` holds the arrays; `NAME.json` the structure, the checksum of `NAME.npz`, the report, and a checksum
of itself. Nothing in either is trusted before it is checked, and nothing is unpickled.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from model import files, records
from model.calibration import Calibration
from model.data import COLUMNS, DIGITS, ROWS
from model.recipes import DEFAULT, RECIPES, LayerSpec, find

TRAINED = Path(__file__).parent / "trained"
# An answer below this is called unsure, unless a network brings its own bound. Of the 5,000 held-back images, that
# is 1.6 % of those that `bn-lstm-128-tanh` reads, and half of all its errors (`python -m benchmarks.sureness`).
UNSURE_BELOW = 0.8

Array: TypeAlias = npt.NDArray[np.float32]
Shape: TypeAlias = tuple[int, ...]


class WeightsError(ValueError):
    """Files of a trained network are missing or damaged; the message names the command that mends them."""


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer: its settings and what it learned."""

    spec: LayerSpec  # kind, units, activation
    arrays: Mapping[str, Array]  # by the names and shapes of `ARRAYS`


@dataclass(frozen=True, eq=False)
class Network:
    """A trained network, all that the forward pass needs."""

    name: str  # the recipe's
    layers: tuple[Layer, ...]  # from the rows of the image to the digits
    every_row: bool  # True: its output layer was trained after each row; False: after the last row only
    unsure_below: float = UNSURE_BELOW  # an answer of a lower probability is called unsure
    calibration: Calibration | None = None  # of the logits after each row


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
ACTIVATIONS = ("linear", "relu", "sigmoid", "softmax", "tanh")
OUTPUTS = ("softmax", "linear")  # probabilities, or logits that the forward pass makes probabilities of


def load(name: str, folder: Path = TRAINED, *, any_checksum: bool = False) -> Network:
    """The trained network of a recipe.

    Args:
        name: one of `recipes.RECIPES`.
        folder: where its two files lie.
        any_checksum: True to take weights of another training than the report is of, if they fit the layers.

    Raises:
        UnknownRecipeError: no recipe is called that; a KeyError.
        WeightsError: a file is missing or damaged, or the two do not belong together.
    """
    find(name)
    document = _read_document(name, folder)
    plans = plan(document.layers, document.every_row)
    path = folder / f"{name}.npz"
    data = _read(path, name)
    try:
        if files.sha256(data) != document.weights_sha256 and not any_checksum:
            raise ValueError(
                f"expected the SHA-256 {document.weights_sha256[:12]}…, but found {files.sha256(data)[:12]}…"
            )
        arrays = files.unpack(data)
        _check_arrays(arrays, document.layers, plans)
    except ValueError as error:
        raise _damaged(path, name, str(error)) from error
    layers = _layers(arrays, document.layers, plans)
    return Network(name, layers, document.every_row, document.unsure_below, document.calibration)


def load_report(name: str, folder: Path = TRAINED) -> dict[str, Any]:
    """The report beside the weights as plain data, its checksum verified; raises as `load` does."""
    find(name)
    return _read_document(name, folder).report


def checksum(name: str, folder: Path = TRAINED) -> str:
    """SHA-256 of the weights that the report is of; raises as `load` does."""
    find(name)
    return _read_document(name, folder).weights_sha256


def names(folder: Path = TRAINED) -> list[str]:
    """The recipes with both files present, the default one first."""
    trained = [name for name in RECIPES if all((folder / f"{name}{kind}").is_file() for kind in (".npz", ".json"))]
    return sorted(trained, key=lambda name: name != DEFAULT)


def save(
    network: Network, report: dict[str, Any], folder: Path = TRAINED, beside: Mapping[Path, bytes] | None = None
) -> None:
    """Write `NAME.npz` and `NAME.json`, all or none.

    Args:
        network: what to write.
        report: its scores as plain data, see `evaluation.py`.
        folder: where to; it must exist.
        beside: other files that belong to them.

    Raises:
        ValueError: an array has the wrong shape or type, or a number is not finite.
        OSError: the folder cannot be written, or the disk is full.
    """
    specs = tuple(layer.spec for layer in network.layers)
    arrays = named_arrays(network)
    _check_arrays(arrays, specs, plan(specs, network.every_row))
    data = files.pack(arrays)
    document = _Document(
        name=network.name,
        layers=specs,
        every_row=network.every_row,
        unsure_below=network.unsure_below,
        calibration=network.calibration,
        weights_sha256=files.sha256(data),
        report=report,
    )
    files.write_whole(
        {
            **(beside or {}),
            folder / f"{network.name}.npz": data,
            folder / f"{network.name}.json": records.to_json(sealed(asdict(document))).encode(),
        }
    )


def named_arrays(network: Network) -> dict[str, Array]:
    """All arrays of a network, each named as in its `.npz`."""
    return {
        _key(place, layer.spec, name): array
        for place, layer in enumerate(network.layers)
        for name, array in layer.arrays.items()
    }


def with_arrays(network: Network, arrays: Mapping[str, Array]) -> Network:
    """A network of the same layers with other arrays, named as `named_arrays` does.

    Raises:
        ValueError: there are other arrays than the layers need, or a number is not finite.
    """
    specs = tuple(layer.spec for layer in network.layers)
    plans = plan(specs, network.every_row)
    _check_arrays(arrays, specs, plans)
    return replace(network, layers=_layers(arrays, specs, plans))


def sealed(content: dict[str, Any]) -> dict[str, Any]:
    """`content` with the SHA-256 of its canonical JSON under "sha256"."""
    rest = {key: value for key, value in content.items() if key != "sha256"}
    canonical = json.dumps(rest, sort_keys=True, separators=(",", ":"))
    return {**rest, "sha256": files.sha256(canonical.encode())}


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


@dataclass(frozen=True)
class _Document:
    """`NAME.json` without its own checksum."""

    name: str
    layers: tuple[LayerSpec, ...]
    every_row: bool
    unsure_below: float
    calibration: Calibration | None
    weights_sha256: str  # of NAME.npz
    report: dict[str, Any]


def _layers(arrays: Mapping[str, Array], specs: tuple[LayerSpec, ...], plans: tuple[Plan, ...]) -> tuple[Layer, ...]:
    return tuple(
        Layer(spec, {array: arrays[_key(place, spec, array)] for array in planned.shapes})
        for place, (spec, planned) in enumerate(zip(specs, plans, strict=True))
    )


def _read_document(name: str, folder: Path) -> _Document:
    path = folder / f"{name}.json"
    data = _read(path, name)
    try:
        content = json.loads(data)
        if not isinstance(content, dict) or content != sealed(content):
            raise ValueError("expected the content that its checksum was made of, but it was altered")
        del content["sha256"]
        document = records.from_plain(_Document, content, "document")
        if document.name != name:
            raise ValueError(f"expected the network {name}, but found {document.name}")
        plan(document.layers, document.every_row)  # raises if the layers do not fit onto each other
        if document.calibration:
            document.calibration.check()
    except (ValueError, RecursionError) as error:
        raise _damaged(path, name, str(error)) from error
    return document


def _read(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _damaged(path, name, f"expected a file, but: {error.strerror}") from error


def _damaged(path: Path, name: str, what: str) -> WeightsError:
    return WeightsError(f"{path}: {what}; `python train.py --recipe {name}` writes it anew")


def _key(place: int, spec: LayerSpec, array: str) -> str:
    """An array's name in the `.npz`, such as "1.LSTM.kernel"."""
    return f"{place}.{spec.kind}.{array}"


def _check_spec(spec: LayerSpec, shape: Shape) -> None:
    if spec.kind not in ARRAYS:
        raise ValueError(f"expected a layer of {', '.join(ARRAYS)}, but found {spec.kind!r}")
    if spec.activation not in ACTIVATIONS:
        raise ValueError(f"expected an activation of {', '.join(ACTIVATIONS)}, but found {spec.activation!r}")
    if spec.kind in (*RECURRENT, "Dense") and spec.units < 1:
        raise ValueError(f"expected at least one unit in {spec.kind}, but found {spec.units}")
    if spec.kind in RECURRENT and len(shape) == 1:
        raise ValueError(f"expected rows before {spec.kind}, but found one vector")


def _check_arrays(
    arrays: Mapping[str, npt.NDArray[Any]], specs: tuple[LayerSpec, ...], plans: tuple[Plan, ...]
) -> None:
    """Raise ValueError unless there are exactly the planned arrays, each float32 and finite."""
    shapes = {
        _key(place, spec, name): shape
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
