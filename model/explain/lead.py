"""Who argued for an answer: in go a network and its reading, out come the units' exact shares of the lead."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from model.data import DIGITS
from model.explain import checks
from model.explain.backward import BACKWARD, Passed
from model.forward import Trace
from model.layers import LAYERS
from model.plans import RECURRENT
from model.weights import Array, Layer, Network


@dataclass(frozen=True, eq=False)
class Turned:
    """Which units turned a row's opinion of one digit against another."""

    row: int  # from 1
    moves: Array  # (units,) each unit's vote after the row less its vote after the row above
    units: npt.NDArray[np.int64]  # (units,) those that moved most first
    before: float  # the lead after the row above; before row 1, of a state of zeros
    after: float  # the lead after the row


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
        ValueError: the network has no recurrent layer, or one of them is no digit.
    """
    checks.has_rows(network, trace)
    checks.digits(digit, against)
    h = trace.layers[-1].h  # (28, units)
    return np.asarray(h * _slopes(_head(network), h, digit, against), np.float32)


def turned(network: Network, trace: Trace, row: int, digit: int, against: int) -> Turned:
    """The units whose votes moved most while a row was read.

    Args:
        network, trace, digit, against: as for `votes`.
        row: 1 to 28; before row 1 no unit has a vote.

    Raises:
        ValueError: as for `votes`, or there is no such row.
    """
    checks.row(row)
    by_row = votes(network, trace, digit, against)  # (28, units)
    moves = by_row[row - 1] - by_row[row - 2] if row > 1 else by_row[0]
    h = trace.layers[-1].h
    states = np.stack([h[row - 2] if row > 1 else np.zeros_like(h[0]), h[row - 1]])  # (2, units)
    before, after = _leads(_head(network), states, digit, against)
    return Turned(row, moves, np.argsort(-np.abs(moves), kind="stable"), float(before), float(after))


def slopes_of_digits(network: Network, h: Array) -> Array:
    """How far each unit's state raises each digit's logit above the ten logits' mean, per 1 of the state.

    Args:
        network: with at least one recurrent layer.
        h: (units,) the state of the last one at which the slope is taken; of no matter behind a single dense layer.

    Returns:
        float32 (units, 10), the rows' means zero.
    """
    head = _head(network)
    leads = [_slopes(head, h[None], digit, 0)[0] for digit in range(DIGITS)]  # over digit 0, (units,) each
    over_first = np.stack(leads, axis=1)  # (units, 10)
    return np.asarray(over_first - over_first.mean(axis=1, keepdims=True))


def _head(network: Network) -> list[Layer]:
    """The layers behind the last recurrent one that do something."""
    kinds = [layer.spec.kind for layer in network.layers]
    last = max(k for k, kind in enumerate(kinds) if kind in RECURRENT)
    return [layer for layer in network.layers[last + 1 :] if layer.spec.kind != "Dropout"]


def _passed(head: list[Layer], h: Array) -> list[Passed]:
    """What each layer of the head is given and gives, (rows, …) each; the last one gives its sums."""
    passed: list[Passed] = []
    for layer in [*head[:-1], replace(head[-1], spec=replace(head[-1].spec, activation="linear"))]:
        x = passed[-1].out if passed else h
        passed.append(Passed(layer, x, LAYERS[layer.spec.kind](layer, x), None))
    return passed


def _leads(head: list[Layer], h: Array, digit: int, against: int) -> Array:
    """The lead of one digit over another at some hidden states: (rows, units) to (rows,)."""
    sums = _passed(head, h)[-1].out  # (rows, 10)
    return np.asarray(sums[:, digit] - sums[:, against])


def _slopes(head: list[Layer], h: Array, digit: int, against: int) -> Array:
    """How the lead changes with each hidden state, after each row: (28, units) to (28, units)."""
    lead = np.zeros(head[-1].spec.units, np.float32)
    lead[digit] += 1
    lead[against] -= 1
    slope: Array = np.broadcast_to(lead, (len(h), len(lead)))  # (28, 10), with the sums of the last layer
    for each in reversed(_passed(head, h)):
        slope = BACKWARD[each.layer.spec.kind](each, slope)
    return slope
