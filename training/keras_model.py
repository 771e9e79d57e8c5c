"""A recipe as a Keras model: in goes a `Recipe`, out comes the model, and the arrays of a trained one as a `Network`.

Keras is imported only when a model is built.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np

from model import data, forward, layers
from model.plans import ARRAYS, RECURRENT
from model.recipes import LayerSpec, Recipe
from model.weights import Array, Layer, Network

TOLERANCE = 1e-5  # how far the probabilities of Keras and the NumPy pass may differ


def prepare(seed: int) -> None:
    """Keras, quiet and set so that the same seed gives the same weights."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    import keras

    keras.utils.set_random_seed(seed)
    if keras.backend.backend() == "tensorflow":
        import tensorflow

        tensorflow.config.experimental.enable_op_determinism()


def layer_constructors() -> dict[str, Callable[[LayerSpec, bool], Any]]:
    """From each kind of layer to what builds it in Keras; the flag asks a recurrent layer for every row."""
    from keras import layers as kinds

    return {
        "LSTM": lambda spec, rows: kinds.LSTM(spec.units, spec.activation, return_sequences=rows),
        "GRU": lambda spec, rows: kinds.GRU(spec.units, spec.activation, return_sequences=rows),
        "SimpleRNN": lambda spec, rows: kinds.SimpleRNN(spec.units, spec.activation, return_sequences=rows),
        "Dense": lambda spec, rows: kinds.Dense(spec.units, spec.activation),
        "BatchNormalization": lambda spec, rows: kinds.BatchNormalization(epsilon=layers.BATCH_NORM_EPSILON),
        "Dropout": lambda spec, rows: kinds.Dropout(spec.rate),
        "Flatten": lambda spec, rows: kinds.Flatten(),
    }


def build(recipe: Recipe) -> Any:
    """The Keras model of a recipe: (n, 28, 28) to (n, 10), or to (n, 28, 10) if `every_row`."""
    import keras

    constructors = layer_constructors()
    last = max((k for k, spec in enumerate(recipe.layers) if spec.kind in RECURRENT), default=-1)
    model = keras.Sequential([keras.Input((data.ROWS, data.COLUMNS))])
    for place, spec in enumerate(recipe.layers):
        model.add(constructors[spec.kind](spec, place < last or recipe.every_row))
    return model


def to_network(model: Any, recipe: Recipe) -> Network:
    """The arrays of a Keras model under our names, gates first, see `plans.ARRAYS`."""
    ours = []
    for spec, layer in zip(recipe.layers, model.layers, strict=True):
        values = {variable.name: variable.numpy() for variable in layer.weights}
        if spec.kind in RECURRENT:
            values = _gates_first(values, spec.units)
        ours.append(Layer(spec, {name: values[name] for name in ARRAYS[spec.kind](1, spec.units)}))
    return Network(recipe.name, tuple(ours), recipe.every_row)


def from_network(network: Network, recipe: Recipe) -> Any:
    """The Keras model of a recipe with the arrays of a trained network."""
    model = build(recipe)
    for layer, counterpart in zip(network.layers, model.layers, strict=True):
        arrays = _side_by_side(layer)
        for variable in counterpart.weights:
            if variable.name in arrays:  # a Dropout's seed is not
                variable.assign(arrays[variable.name])
    return model


def difference(model: Any, network: Network, images: Array) -> float:
    """How far the probabilities of Keras and of the NumPy pass differ at most on images (n, 28, 28)."""
    beliefs = model.predict(images, verbose=0).reshape(len(images), -1, data.DIGITS)[:, -1]  # (n, 10)
    if network.layers[-1].spec.activation == "linear":
        if network.calibration:
            beliefs = network.calibration.calibrated(beliefs[None])[0]
        beliefs = layers.softmax(beliefs, beliefs)
    return float(np.abs(beliefs - forward.predict(network, images)).max())


def _gates_first(values: dict[str, Array], units: int) -> dict[str, Array]:
    """Keras packs the gates side by side along the last axis: i, f, g, o in an LSTM; z, r, g in a GRU.

    (inputs, gates * units) becomes (gates, inputs, units); a GRU's bias (2, 3 * units) two of (3, units).
    """
    first = {
        name: np.ascontiguousarray(values[name].reshape(len(values[name]), -1, units).swapaxes(0, 1))
        for name in ("kernel", "recurrent_kernel")
    }
    biases = values["bias"].reshape(-1, len(first["kernel"]), units)  # (1 or 2, gates, units)
    return first | dict(zip(("bias", "recurrent_bias"), biases, strict=False))


def _side_by_side(layer: Layer) -> dict[str, Array]:
    """The arrays of a layer as Keras packs them: `_gates_first` undone."""
    arrays = dict(layer.arrays)
    if layer.spec.kind in RECURRENT:
        for name in ("kernel", "recurrent_kernel"):
            arrays[name] = arrays[name].swapaxes(0, 1).reshape(arrays[name].shape[1], -1)
        biases = [arrays[name].ravel() for name in ("bias", "recurrent_bias") if name in arrays]
        arrays["bias"] = np.stack(biases) if len(biases) > 1 else biases[0]
    return arrays
