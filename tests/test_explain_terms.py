"""What a gate is made of, and who turned a row."""

from __future__ import annotations

import numpy as np
import pytest

import model
from model import Hold, Network, data, explain
from model.layers import ACTIVATIONS
from model.plans import GATES
from model.recipes import LayerSpec
from tests import textbook
from tests.small_networks import CELLS, OTHERS

CLOSE = 1e-5


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return data.scaled(data.load_part("test")[0][:4])


def assert_terms_add_up(network: Network, trace: model.Trace, layer: int, row: int, unit: int) -> None:
    cell = trace.layers[layer]
    spec: LayerSpec = next(
        each.spec for each in network.layers if each.spec.kind == cell.kind and each.spec.units == cell.h.shape[1]
    )
    found = explain.contributions(network, trace, layer, row, unit)
    assert tuple(terms.gate for terms in found) == GATES[cell.kind]
    for terms in found:
        total = float(terms.inputs.sum(dtype=np.float64) + terms.state.sum(dtype=np.float64) + terms.bias)
        assert total == pytest.approx(terms.total, abs=CLOSE * max(1, abs(terms.total)))
        act = ACTIVATIONS[spec.activation if terms.gate in "gh" else "sigmoid"]
        made = act(np.array([terms.total], np.float32), np.empty(1, np.float32))[0]
        assert made == pytest.approx(getattr(cell, terms.gate)[row - 1, unit], rel=CLOSE, abs=CLOSE)
        assert terms.value == getattr(cell, terms.gate)[row - 1, unit]
        assert found[terms.gate] is terms


def test_the_terms_of_each_gate_sum_to_what_it_squashes(each_shipped: Network, images: np.ndarray) -> None:
    for image in images:
        trace = model.read(each_shipped, image)
        for layer, cell in enumerate(trace.layers):
            for row in (1, 2, 14, 28):
                for unit in (0, 17, cell.h.shape[1] - 1):
                    assert_terms_add_up(each_shipped, trace, layer, row, unit)


@pytest.mark.parametrize("name", CELLS | OTHERS)
def test_they_do_so_behind_every_kind_of_layer(name: str, images: np.ndarray) -> None:
    network = textbook.drawn((CELLS | OTHERS)[name])
    trace = model.read(network, images[0])
    for layer, cell in enumerate(trace.layers):
        for unit in range(cell.h.shape[1]):
            assert_terms_add_up(network, trace, layer, 13, unit)


def test_an_empty_pixel_gives_nothing_and_the_first_row_has_no_state(images: np.ndarray) -> None:
    network = model.load("bn-lstm-128-tanh")
    trace = model.read(network, images[0])
    for terms in explain.contributions(network, trace, 0, 10, 5):
        assert terms.inputs.shape == (28,)
        assert not terms.inputs[images[0][9] == 0].any()
        assert terms.inputs[images[0][9] > 0].any()
    assert not any(terms.state.any() for terms in explain.contributions(network, trace, 0, 1, 5))


def test_a_reading_that_was_operated_on_is_taken_apart_as_it_was(shipped: Network, images: np.ndarray) -> None:
    trace = model.read(shipped, images[0], hold=[Hold(0, "h", value=0.0)])
    for terms in explain.contributions(shipped, trace, 1, 9, 3):
        assert not terms.inputs.any()
    for terms in explain.contributions(shipped, trace, 0, 9, 3):
        assert not terms.state.any()


# ---- turned --------------------------------------------------------------------------------------------------------


def test_the_moves_of_the_votes_sum_to_the_move_of_the_lead(images: np.ndarray) -> None:
    for name in ("reader", "gru-fair", "rnn-fair", "lstm-256-adam"):
        network = model.load(name)
        trace = model.read(network, images[1])
        votes = explain.votes(network, trace, 2, 7)
        for row in (1, 2, 15, 28):
            found = explain.turned(network, trace, row, 2, 7)
            assert found.moves.sum() == pytest.approx(found.after - found.before, abs=1e-4)
            before = votes[row - 2] if row > 1 else 0
            np.testing.assert_array_equal(found.moves, votes[row - 1] - before)
            assert found.units[0] == np.abs(found.moves).argmax()
            assert sorted(found.units.tolist()) == list(range(votes.shape[1]))
    last = explain.turned(network, trace, 28, 2, 7)
    sums = explain.logits(network, images[1:2])[0]
    assert last.after == pytest.approx(sums[2] - sums[7], abs=1e-3)


def test_the_slopes_of_all_digits_give_the_votes(shipped: Network, images: np.ndarray) -> None:
    trace = model.read(shipped, images[0])
    h = trace.layers[-1].h[-1]
    slopes = explain.slopes_of_digits(shipped, h)
    assert slopes.shape == (len(h), 10)
    np.testing.assert_allclose(slopes.mean(axis=1), 0, atol=1e-6)
    expected = explain.votes(shipped, trace, 7, 3)[-1]
    np.testing.assert_allclose(h * (slopes[:, 7] - slopes[:, 3]), expected, atol=1e-5)


def test_votes_pass_a_batch_normalization_behind_the_last_cell(images: np.ndarray) -> None:
    network = textbook.drawn(OTHERS["batch normalization before and after"])
    trace = model.read(network, images[0])
    slopes = explain.votes(network, trace, 3, 8)[-1] / trace.layers[-1].h[-1]
    for unit in (0, 3):
        leads = []
        for step in (1e-2, -1e-2):
            moved = trace.layers[-1].h.copy()
            moved[-1, unit] += step
            held = model.read(network, images[0], hold=[Hold(0, "h", rows=(28, 28), value=moved[-1:])])
            leads.append(float(np.log(held.beliefs[-1, 3] / held.beliefs[-1, 8])))
        assert slopes[unit] == pytest.approx((leads[0] - leads[1]) / 2e-2, rel=1e-2, abs=1e-3)


# ---- what cannot be asked ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layer", "row", "unit", "words"),
    [
        (2, 1, 0, "expected a layer from 0 to 1, but got 2"),
        (-1, 1, 0, "expected a layer from 0 to 1, but got -1"),
        (0, 0, 0, "expected a row from 1 to 28, but got 0"),
        (0, 29, 0, "expected a row from 1 to 28, but got 29"),
        (0, 1, 160, "expected a unit from 0 to 159, but got 160"),
        (0, 1, -1, "expected a unit from 0 to 159, but got -1"),
    ],
)
def test_a_place_that_is_not_there_is_refused(
    layer: int, row: int, unit: int, words: str, shipped: Network, images: np.ndarray
) -> None:
    with pytest.raises(ValueError, match=words):
        explain.contributions(shipped, model.read(shipped, images[0]), layer, row, unit)


def test_a_network_without_rows_has_no_gates_to_take_apart(shipped: Network, images: np.ndarray) -> None:
    network = model.load("mlp-512")
    trace = model.read(network, images[0])
    with pytest.raises(ValueError, match="mlp-512 sees all rows at once"):
        explain.contributions(network, trace, 0, 1, 0)
    with pytest.raises(ValueError, match="mlp-512 sees all rows at once"):
        explain.turned(network, trace, 5, 1, 2)
    with pytest.raises(ValueError, match="expected a row from 1 to 28, but got 0"):
        explain.turned(shipped, model.read(shipped, images[0]), 0, 1, 2)
    with pytest.raises(ValueError, match="expected a digit from 0 to 9, but got 12"):
        explain.votes(shipped, model.read(shipped, images[0]), 1, 12)
