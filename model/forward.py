"""The forward pass in NumPy: in goes an image, out comes a `Trace` of every state and gate after each row.

One image is a batch of one: `read` and `predict` run the same cells of `layers.py`, which take rows first and
images second, `x` (rows, n, inputs).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from model import decision, surgery
from model.data import COLUMNS, DIGITS, ROWS
from model.layers import CELLS, LAYERS, LayerTrace, softmax
from model.plans import RECURRENT
from model.surgery import Hold
from model.weights import Array, Network

CHUNK = 256  # images read at a time: enough for fast products, few enough for the processor's cache

# `_in_chunks` gives a chunk to each core. BLAS has one thread: its own would wait for each other in each of the many
# small products, on a busy machine for seconds. That is said once, here, and not in a call: threadpoolctl walks the
# list of loaded libraries, which hangs for good while another thread imports one, and of two calls that overlap
# one would put back what the other had set.
threadpool_limits(1, user_api="blas")


@dataclass(frozen=True, eq=False)
class Trace:
    """One image, read."""

    image: Array  # (28, 28) as it was read
    beliefs: Array  # (28, 10) what it would answer after each row, rows sum to 1; (1, 10) without recurrence
    layers: tuple[LayerTrace, ...]  # one per recurrent layer, first to last
    digit: int  # the answer: the likeliest digit after the last row
    confidence: float  # its probability
    unsure: bool  # True: no digit, or none with a probability of at least `network.unsure_below`
    no_digit: bool = False  # True: unsure, and not between two digits either: nothing drawn, a letter, a shape


def read(network: Network, image: Array, hold: Sequence[Hold] = ()) -> Trace:
    """Read one image, keeping everything.

    Args:
        network: from `weights.load`.
        image: (28, 28), in [0, 1], ink is 1.
        hold: gates and states that keep a value; of two that meet the later one counts.

    Raises:
        ValueError: another shape, a pixel that is not finite, or a hold of what the network has not.
    """
    image = checked_image(image)
    surgery.check(network, hold)
    x, layers = _body(network, image[:, None], hold)  # x (28, 1, units)
    beliefs = _head(network, x)[:, 0]  # (28, 10)
    digit = int(beliefs[-1].argmax())
    confidence = float(beliefs[-1, digit])
    unsure = decision.unsure(beliefs[-1:], image[None], network.unsure_below)  # (1,)
    return Trace(
        image=image,
        beliefs=beliefs,
        layers=tuple(_of_first_image(layer) for layer in layers),
        digit=digit,
        confidence=confidence,
        unsure=bool(unsure[0]),
        no_digit=bool(decision.no_digit(beliefs[-1:], unsure)[0]),
    )


def predict(network: Network, images: Array, hold: Sequence[Hold] = ()) -> Array:
    """The probabilities of the ten digits for many images, float32 (n, 10), rows sum to 1.

    Args:
        network: from `weights.load`.
        images: (n, 28, 28), in [0, 1], ink is 1.
        hold: as for `read`, while each of them is read.

    Raises:
        ValueError: another shape, a pixel that is not finite, or a hold of what the network has not.
    """
    surgery.check(network, hold)
    beliefs = _in_chunks(lambda x: _head(network, _body(network, x, hold)[0][-1:]), images)  # (n, 1, 10)
    return beliefs[:, 0]


def beliefs_by_row(network: Network, images: Array) -> Array:
    """What the network would answer after each row, float32 (n, 28, 10); (n, 1, 10) without recurrence.

    Args and Raises: as for `predict`.
    """
    return _in_chunks(lambda x: _head(network, _body(network, x)[0]), images)


def with_hidden(network: Network, images: Array, keep: Callable[[Array], Array]) -> tuple[Array, Array]:
    """What the network would answer after each row, and what is kept of its hidden states, in one pass.

    Args:
        network: with at least one recurrent layer.
        images: as for `predict`.
        keep: of the last recurrent layer's h (28, n, units) gives what is to be kept, (28, n, k).

    Returns:
        Beliefs, float32 (n, 28, 10), and what was kept, float32 (n, 28, k).
    """

    def both(x: Array) -> Array:
        hidden, _ = _body(network, x)  # (28, n, units)
        return np.concatenate([keep(hidden), _head(network, hidden)], axis=-1)

    kept = _in_chunks(both, images)  # (n, 28, k + 10)
    return kept[..., -DIGITS:], kept[..., :-DIGITS]


def hidden_by_row(network: Network, images: Array) -> tuple[Array, ...]:
    """The hidden state of every recurrent layer after each row, one float32 (n, 28, units) a layer.

    Args and Raises: as for `predict`.
    """
    widths = [layer.spec.units for layer in network.layers if layer.spec.kind in RECURRENT]
    if not widths:
        return ()
    side_by_side = _in_chunks(lambda x: np.concatenate([each.h for each in _body(network, x)[1]], axis=-1), images)
    return tuple(np.split(side_by_side, np.cumsum(widths)[:-1], axis=-1))


def _in_chunks(beliefs: Callable[[Array], Array], images: Array) -> Array:
    """`beliefs` of (28, n, 28), which gives (rows, n, k), for all images: (n, 28, 28) to (n, rows, k)."""
    images = _checked(images, (len(images), ROWS, COLUMNS))
    x = images.swapaxes(0, 1)  # (28, n, 28)
    chunks = [np.ascontiguousarray(x[:, k : k + CHUNK]) for k in range(0, max(len(images), 1), CHUNK)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return np.concatenate([chunk.swapaxes(0, 1) for chunk in pool.map(beliefs, chunks)])


def _body(network: Network, x: Array, hold: Sequence[Hold] = ()) -> tuple[Array, list[LayerTrace]]:
    """The layers up to the last one that reads rows: (28, n, 28) to (28, n, units), and every trace."""
    traces: list[LayerTrace] = []
    for layer in network.layers[: head_start(network)]:
        if layer.spec.kind in CELLS:
            traces.append(CELLS[layer.spec.kind](layer, x, surgery.keeper(hold, len(traces))))
            x = traces[-1].h
        else:
            x = LAYERS[layer.spec.kind](layer, x)
    return x, traces


def _head(network: Network, x: Array) -> Array:
    """The layers behind the last one that reads rows, row by row: (rows, n, units) to (rows, n, 10)."""
    for layer in network.layers[head_start(network) :]:
        x = LAYERS[layer.spec.kind](layer, x)
    if network.layers[-1].spec.activation == "linear":  # a network that ends in logits
        if network.calibration:
            x = network.calibration.calibrated(x)
        softmax(x, x)
    return x


def head_start(network: Network) -> int:
    """The place behind the last layer that takes all rows together: a recurrent one, or Flatten."""
    return max(k for k, layer in enumerate(network.layers, 1) if layer.spec.kind in (*RECURRENT, "Flatten"))


def checked_image(image: Array) -> Array:
    """One image as float32; raises ValueError unless it is (28, 28) and finite."""
    return _checked(image, (ROWS, COLUMNS))


def _checked(images: Array, shape: tuple[int, ...]) -> Array:
    """`images` as float32, if they have that shape and are finite."""
    images = np.asarray(images, np.float32)
    if images.shape != shape:
        raise ValueError(f"expected pixels of shape {shape}, but got {images.shape}")
    if not np.isfinite(images).all():
        raise ValueError("expected finite pixels, but got NaN or infinity")
    return images


def _of_first_image(trace: LayerTrace) -> LayerTrace:
    """The trace of a batch of one without the axis of images: (28, 1, units) to (28, units)."""
    arrays = {name: value for name, value in vars(trace).items() if isinstance(value, np.ndarray)}
    first: dict[str, Any] = {name: array[:, 0] for name, array in arrays.items()}
    return replace(trace, **first)
