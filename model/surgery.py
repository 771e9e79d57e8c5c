"""Surgery on a network while it reads: in go holds, out comes what keeps gates and states at their values.

A hold takes its place as soon as the gate is computed, before the rest of the row works with it. Held at the values
that it has anyway, nothing changes, to the last bit. The mirror of `hold` in `views/engine/cells.js`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.data import ROWS
from model.layers import Held
from model.plans import GATES, STATES
from model.weights import Array, Network


@dataclass(frozen=True, eq=False)
class Hold:
    """A gate or state of some units that is kept at a value from one row to another."""

    layer: int  # of the recurrent ones, as in `trace.layers`: the first is 0
    gate: str  # i, f, g, o, c or h of an LSTM; z, r, g or h of a GRU; h of a SimpleRNN
    units: Sequence[int] | None = None  # from 0; None: all of the layer
    rows: tuple[int, int] = (1, ROWS)  # the first and the last one, from 1
    value: float | Array = 0.0  # one for all, or an array that broadcasts to (rows, units)


def check(network: Network, holds: Sequence[Hold]) -> None:
    """Raise ValueError with one sentence unless the network has all that is held."""
    recurrent = [layer.spec for layer in network.layers if layer.spec.kind in GATES]
    for hold in holds:
        if not recurrent:
            raise ValueError(f"expected a network that reads rows, but {network.name} sees all rows at once")
        if not 0 <= hold.layer < len(recurrent):
            raise ValueError(f"expected a layer from 0 to {len(recurrent) - 1}, but got {hold.layer}")
        kind, units = recurrent[hold.layer].kind, recurrent[hold.layer].units
        names = (*GATES[kind], *STATES[kind])
        if hold.gate not in names:
            raise ValueError(f"expected a gate or state of {kind}, {', '.join(names)}, but got {hold.gate!r}")
        if hold.units is not None and not all(0 <= unit < units for unit in hold.units):
            raise ValueError(f"expected units from 0 to {units - 1}, but got {list(hold.units)}")
        first, last = hold.rows
        if not 1 <= first <= last <= ROWS:
            raise ValueError(f"expected rows from 1 to {ROWS}, the first before the last, but got {first} to {last}")
        _check_value(hold, (last - first + 1, units if hold.units is None else len(hold.units)))


def keeper(holds: Sequence[Hold], layer: int) -> Held | None:
    """What holds the gates of one layer, the first is 0, where a cell shows them; None where nothing does."""
    of_layer = [hold for hold in holds if hold.layer == layer]
    if not of_layer:
        return None

    def held(gate: str, row: int, values: Array) -> None:
        for hold in of_layer:
            first, last = hold.rows
            if hold.gate == gate and first <= row <= last:
                units = slice(None) if hold.units is None else list(hold.units)
                value = np.asarray(hold.value, np.float32)
                values[:, units] = value[min(row - first, len(value) - 1)] if value.ndim == 2 else value

    return held


def _check_value(hold: Hold, shape: tuple[int, int]) -> None:
    value = np.asarray(hold.value, np.float32)
    try:
        np.broadcast_to(value, shape)
    except ValueError as error:
        raise ValueError(f"expected a value for {shape} rows and units, but got shape {value.shape}") from error
    if not np.isfinite(value).all():
        raise ValueError("expected a finite value to hold, but got NaN or infinity")
