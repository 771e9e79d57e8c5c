"""What a network loses when a gate is held for good: in go a network and labelled images, out come right answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluation.metrics import Labels
from model import Hold, forward
from model.plans import GATES
from model.weights import Array, Network


@dataclass(frozen=True)
class Switch:
    """A gate that is held at a value for every unit at every row."""

    words: str  # what the cell then does
    gate: str
    value: float


SWITCHES: dict[str, tuple[Switch, ...]] = {
    "LSTM": (
        Switch("never forget", "f", 1.0),
        Switch("forget everything", "f", 0.0),
        Switch("let everything in", "i", 1.0),
        Switch("let nothing in", "i", 0.0),
        Switch("show everything", "o", 1.0),
    ),
    "GRU": (
        Switch("never renew", "z", 1.0),
        Switch("renew everything", "z", 0.0),
        Switch("see nothing of h", "r", 0.0),
        Switch("see all of h", "r", 1.0),
    ),
    "SimpleRNN": (),
}


def kinds(network: Network) -> tuple[str, ...]:
    """The kind of each recurrent layer, first to last."""
    return tuple(layer.spec.kind for layer in network.layers if layer.spec.kind in GATES)


def switches(network: Network) -> tuple[Switch, ...]:
    """Those that some layer of the network has, in the order of `SWITCHES`."""
    return tuple(switch for kind, of_kind in SWITCHES.items() if kind in kinds(network) for switch in of_kind)


def holds(network: Network, switch: Switch, layer: int | None = None) -> list[Hold]:
    """The surgery of a switch, in one layer from 0, or in all that have the gate."""
    having = [k for k, kind in enumerate(kinds(network)) if switch in SWITCHES[kind]]
    return [Hold(k, switch.gate, value=switch.value) for k in having if layer in (None, k)]


def right_answers(network: Network, images: Array, labels: Labels) -> np.ndarray:
    """How many images are answered rightly under each switch.

    Args:
        network: from `weights.load`.
        images: (n, 28, 28), in [0, 1].
        labels: (n,), 0 to 9.

    Returns:
        int32 (switches, 1 + layers): in all recurrent layers together, and in each alone; of a layer without the gate,
        what the network answers rightly as it is.
    """
    layers = [None, *range(len(kinds(network)))]
    counts = np.zeros((len(switches(network)), len(layers)), np.int32)
    for k, switch in enumerate(switches(network)):
        for place, layer in enumerate(layers):
            if len(layers) == 2 and place == 1:  # the only layer alone is all of them
                counts[k, 1] = counts[k, 0]
                continue
            found = forward.predict(network, images, holds(network, switch, layer))  # (n, 10)
            counts[k, place] = (found.argmax(axis=1) == labels).sum()
    return counts
