"""The figures of the Draw page."""

from __future__ import annotations

import numpy as np
import pytest

from model import LayerTrace
from panels import beliefs, steps
from panels.theme import PALETTES

PALETTE = PALETTES["light"]


@pytest.fixture
def layer() -> LayerTrace:
    """An LSTM layer of 6 units with values of its own at each place."""
    random = np.random.default_rng(0)
    signed = {name: random.uniform(-1, 1, (28, 6)).astype(np.float32) for name in "hg"}
    gates = {name: random.uniform(0, 1, (28, 6)).astype(np.float32) for name in "ifo"}
    return LayerTrace("LSTM", c=random.uniform(-3.4, 2, (28, 6)).astype(np.float32), **signed, **gates)


# ---- the ten probabilities ----------------------------------------------------------------------------------------


def test_bars_are_the_ten_probabilities_in_the_digits_own_colours() -> None:
    belief = np.array([0.5, 0.2, 0.1, 0.05, 0.05, 0.04, 0.03, 0.02, 0.0099, 0.0001], np.float32)
    [bars] = beliefs.bars(belief, PALETTE).data
    assert list(bars.x) == pytest.approx(belief.tolist())
    assert list(bars.y) == [str(digit) for digit in range(10)]
    assert list(bars.marker.color) == list(PALETTE.digits)
    assert bars.text[0] == "50 %"
    assert bars.text[9] == ""


def test_bars_are_empty_where_there_is_no_answer() -> None:
    [bars] = beliefs.bars(np.zeros(10, np.float32), PALETTE).data
    assert not any(bars.x)
    assert not any(bars.text)


def test_bars_keep_their_height_and_scale_whatever_the_answer() -> None:
    figures = [beliefs.bars(belief, PALETTE) for belief in (np.zeros(10), np.eye(10)[3], np.full(10, 0.1))]
    assert len({figure.layout.height for figure in figures}) == 1
    assert len({figure.layout.xaxis.range for figure in figures}) == 1


# ---- the layer at rest --------------------------------------------------------------------------------------------


def test_strips_at_a_row_are_all_units_of_that_row(layer: LayerTrace) -> None:
    figure = steps.at_row(layer, 17, 4, PALETTE)
    for name, strip in zip("hcifgo", figure.data, strict=True):
        assert list(strip.x) == list(range(6))
        assert list(strip.y) == pytest.approx(getattr(layer, name)[16].tolist(), abs=1e-4)
    assert figure.layout.shapes[0].x0 == figure.layout.shapes[0].x1 == 4


def test_strips_of_a_unit_are_its_course_over_the_28_rows(layer: LayerTrace) -> None:
    figure = steps.of_unit(layer, 4, 17, PALETTE)
    for name, strip in zip("hcifgo", figure.data, strict=True):
        assert list(strip.x) == list(range(1, 29))
        assert list(strip.y) == pytest.approx(getattr(layer, name)[:, 4].tolist(), abs=1e-4)
    assert figure.layout.shapes[0].x0 == figure.layout.shapes[0].x1 == 17


def test_both_strips_name_the_value_at_the_chosen_row_and_unit(layer: LayerTrace) -> None:
    for figure in (steps.at_row(layer, 17, 4, PALETTE), steps.of_unit(layer, 4, 17, PALETTE)):
        for name, note in zip("hcifgo", figure.layout.annotations, strict=True):
            value = f"{getattr(layer, name)[16, 4]:.2f}".replace("-", "−")
            assert note.text == f"<b>{steps.NAMES[name]}</b>  {value}"


def test_scale_of_a_strip_is_the_same_at_every_row_and_holds_all_values(layer: LayerTrace) -> None:
    figures = [steps.at_row(layer, row, 0, PALETTE) for row in (1, 28)]
    for figure in figures:
        ranges = [figure.layout[f"yaxis{k}"].range for k in ("", 2, 3, 4, 5, 6)]
        assert ranges == [(-1, 1), (-4, 4), (0, 1), (0, 1), (-1, 1), (0, 1)]


def test_layer_without_gates_has_one_strip() -> None:
    layer = LayerTrace("SimpleRNN", h=np.zeros((28, 6), np.float32))
    assert len(steps.at_row(layer, 1, 0, PALETTE).data) == len(steps.of_unit(layer, 0, 1, PALETTE).data) == 1


def test_gru_has_strips_for_its_own_gates() -> None:
    h = np.zeros((28, 6), np.float32)
    assert list(steps.quantities(LayerTrace("GRU", h=h, g=h, z=h, r=h))) == ["h", "g", "z", "r"]


def test_values_below_and_above_zero_differ_in_colour(layer: LayerTrace) -> None:
    h = steps.at_row(layer, 17, 4, PALETTE).data[0]
    assert list(h.marker.color) == [PALETTE.positive if value >= 0 else PALETTE.negative for value in h.y]
