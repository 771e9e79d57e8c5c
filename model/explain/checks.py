"""What can be asked about: in go the words of a question, out comes ValueError with one sentence, or nothing."""

from __future__ import annotations

from model.data import DIGITS, ROWS
from model.forward import Trace
from model.weights import Network


def digits(digit: int, against: int | None) -> None:
    """Both are digits; `against` may be None."""
    for each in (digit, against):
        if each is not None and not 0 <= each < DIGITS:
            raise ValueError(f"expected a digit from 0 to {DIGITS - 1}, but got {each}")


def has_rows(network: Network, trace: Trace) -> None:
    """The network reads rows, and the trace is of one of as many recurrent layers."""
    if not trace.layers:
        raise ValueError(f"expected a network that reads rows, but {network.name} sees all rows at once")


def row(row: int) -> None:
    """A row, from 1."""
    if not 1 <= row <= ROWS:
        raise ValueError(f"expected a row from 1 to {ROWS}, but got {row}")


def place(trace: Trace, layer: int, unit: int) -> None:
    """A unit of a recurrent layer."""
    if not 0 <= layer < len(trace.layers):
        raise ValueError(f"expected a layer from 0 to {len(trace.layers) - 1}, but got {layer}")
    units = trace.layers[layer].h.shape[1]
    if not 0 <= unit < units:
        raise ValueError(f"expected a unit from 0 to {units - 1}, but got {unit}")
