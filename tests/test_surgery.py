"""A reading that is operated on: `model.Hold`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import model
from evaluation.switches import holds, switches
from model import Hold, Network, data
from model.plans import GATES, STATES


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return data.scaled(data.load_part("test")[0][:3])


def arrays(trace: model.Trace) -> list[np.ndarray]:
    states = [value for layer in trace.layers for value in vars(layer).values() if isinstance(value, np.ndarray)]
    return [trace.beliefs, *states]


def test_own_values_that_are_held_change_nothing_to_the_last_bit(each_shipped: Network, images: np.ndarray) -> None:
    trace = model.read(each_shipped, images[0])
    own = [
        Hold(place, gate, rows=(3, 20), value=getattr(layer, gate)[2:20])
        for place, layer in enumerate(trace.layers)
        for gate in dict.fromkeys((*GATES[layer.kind], *STATES[layer.kind]))
    ]
    again = model.read(each_shipped, images[0], hold=own)
    for one, other in zip(arrays(trace), arrays(again), strict=True):
        np.testing.assert_array_equal(one, other)


def test_what_is_held_keeps_its_value_and_what_follows_obeys_the_cell(shipped: Network, images: np.ndarray) -> None:
    plain = model.read(shipped, images[0])
    held = model.read(shipped, images[0], hold=[Hold(1, "f", (4, 7), (10, 12), 0.25)])
    layer, before = held.layers[1], plain.layers[1]
    i, f, g, o, c = (np.asarray(getattr(layer, name)) for name in "ifgoc")
    assert (f[9:12][:, [4, 7]] == 0.25).all()
    assert f[12, 4] != 0.25
    np.testing.assert_array_equal(layer.h[:9], before.h[:9])
    np.testing.assert_array_equal(held.layers[0].h, plain.layers[0].h)
    assert not np.array_equal(layer.h[9], before.h[9])
    np.testing.assert_allclose(c[1:], f[1:] * c[:-1] + i[1:] * g[1:], atol=1e-6)
    np.testing.assert_allclose(layer.h, o * np.tanh(c), atol=1e-6)


@pytest.mark.parametrize(("name", "gates"), [("lstm-fair", "ifgoch"), ("gru-fair", "zrgh"), ("rnn-fair", "h")])
def test_every_gate_and_state_can_be_held_in_all_units(name: str, gates: str, images: np.ndarray) -> None:
    network = model.load(name)
    plain = model.read(network, images[1])
    for gate in gates:
        held = model.read(network, images[1], hold=[Hold(layer=0, gate=gate, rows=(5, 28), value=0.5)])
        assert (np.asarray(getattr(held.layers[0], gate))[4:] == 0.5).all()
        assert not np.array_equal(held.beliefs[4:], plain.beliefs[4:])
        np.testing.assert_array_equal(held.beliefs[:4], plain.beliefs[:4])


def test_of_two_holds_that_meet_the_later_one_counts(shipped: Network, images: np.ndarray) -> None:
    both = [Hold(0, "o", value=0.1), Hold(0, "o", [3], value=np.float32(0.9))]
    found = model.read(shipped, images[0], hold=both).layers[0].o
    assert found is not None
    assert (found[:, 3] == np.float32(0.9)).all()
    assert (found[:, 2] == np.float32(0.1)).all()


def test_many_images_are_operated_on_as_each_alone(images: np.ndarray) -> None:
    for name in ("lstm-128x2-dropout", "gru-fair"):
        network = model.load(name)
        switch = switches(network)[0]
        together = model.predict(network, images, hold=holds(network, switch))
        alone = [model.read(network, image, hold=holds(network, switch)).beliefs[-1] for image in images]
        np.testing.assert_allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "hold", "words"),
    [
        ("mlp-512", Hold(0, "f"), "expected a network that reads rows, but mlp-512 sees all rows at once"),
        ("reader", Hold(2, "f"), "expected a layer from 0 to 1, but got 2"),
        ("reader", Hold(-1, "f"), "expected a layer from 0 to 1, but got -1"),
        ("reader", Hold(0, "z"), "expected a gate or state of LSTM, i, f, g, o, c, h, but got 'z'"),
        ("gru-fair", Hold(0, "c"), "expected a gate or state of GRU, z, r, g, h, but got 'c'"),
        ("rnn-fair", Hold(0, "g"), "expected a gate or state of SimpleRNN, h, but got 'g'"),
        ("reader", Hold(0, "f", [0, 160]), "expected units from 0 to 159"),
        ("reader", Hold(0, "f", [-1]), "expected units from 0 to 159"),
        ("reader", Hold(0, "f", rows=(0, 3)), "expected rows from 1 to 28, the first before the last, but got 0 to 3"),
        ("reader", Hold(0, "f", rows=(1, 29)), "expected rows from 1 to 28"),
        ("reader", Hold(0, "f", rows=(9, 8)), "expected rows from 1 to 28"),
        ("reader", Hold(0, "f", value=float("nan")), "expected a finite value to hold, but got NaN or infinity"),
        ("reader", Hold(0, "f", value=np.zeros((3, 160), np.float32)), r"for \(28, 160\) rows and units"),
    ],
)
def test_a_hold_of_what_the_network_has_not_is_refused(name: str, hold: Any, words: str, images: np.ndarray) -> None:
    network = model.load(name)
    for act in (lambda: model.read(network, images[0], hold=[hold]), lambda: model.predict(network, images, [hold])):
        with pytest.raises(ValueError, match=words):
            act()
