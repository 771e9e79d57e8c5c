"""The bars of the ten probabilities."""

from __future__ import annotations

import numpy as np
import pytest

from panels import beliefs
from panels.theme import PALETTES

PALETTE = PALETTES["light"]


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
