"""How numbers are written."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies

from panels import numbers


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0 %"),
        (1e-9, "< 1 %"),
        (0.00499, "< 1 %"),
        (0.0051, "1 %"),
        (0.0213, "2 %"),
        (0.5, "50 %"),
        (0.9949, "99 %"),
        (0.9951, "> 99 %"),
        (0.999999, "> 99 %"),
        (1.0, "100 %"),
        (np.float32(0.97), "97 %"),
    ],
)
def test_a_probability_is_rounded_to_whole_per_cents(share: float, words: str) -> None:
    assert numbers.percent(share) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0.00 %"), (0.00004, "< 0.01 %"), (0.9954, "99.54 %"), (0.99996, "> 99.99 %"), (1.0, "100.00 %")],
)
def test_an_accuracy_follows_the_same_rule_at_its_own_precision(share: float, words: str) -> None:
    assert numbers.percent(share, 2) == words


@given(strategies.floats(0, 1, exclude_min=True, exclude_max=True), strategies.integers(0, 4))
def test_nothing_between_is_called_none_or_all(share: float, decimals: int) -> None:
    assert float(numbers.percent(share, decimals).strip("<> %")) not in (0, 100)


def test_negative_numbers_have_the_minus_sign_of_print() -> None:
    assert numbers.points(-0.0123, 1) == "−1.2"
    assert numbers.count(-1234) == "−1,234"
    assert [numbers.signed(number) for number in (-3.0, 0.0, 3.0)] == ["−3", "", "+3"]
    assert numbers.minus("1e-4") == "1e−4"


def test_one_image_is_singular() -> None:
    assert [numbers.images(number) for number in (0, 1, 1200)] == ["0 images", "1 image", "1,200 images"]
    assert numbers.images(np.int64(1)) == "1 image"
