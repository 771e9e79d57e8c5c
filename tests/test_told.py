"""What a browser tells is cut to what makes sense."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st

from views.parts import told


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1, 1), (28, 28), (0, None), (29, None), (True, None), (2.0, None), ("3", None), (None, None)],
)
def test_a_whole_number_lies_in_its_range(value: Any, expected: int | None) -> None:
    assert told.whole(value, 1, 28) == expected


def test_of_a_list_the_whole_numbers_in_range_are_kept() -> None:
    assert told.wholes([3, "x", 10**9, None, 0, 9], 0, 9) == [3, 0, 9]
    assert told.wholes("abc", 0, 9) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ((3, 7), (3, 7)),
        ((7, 3), (3, 7)),
        ((-5, 99), (1, 28)),
        ((float("nan"), 3), (1, 28)),
        ((1, 2, 3), (1, 28)),
        (("a", "b"), (1, 28)),
        (None, (1, 28)),
    ],
)
def test_a_span_is_cut_to_its_range(value: Any, expected: tuple[float, float]) -> None:
    assert told.span(value, 1, 28) == expected


def test_what_stands_nowhere_is_none() -> None:
    assert told.part({"a": {"b": 3}}, "a", "b") == 3
    for value in ({"a": 7}, {"a": None}, {}, 5, None, [1]):
        assert told.part(value, "a", "b") is None


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"selection": {"points": [{"customdata": [4, 9]}, {}]}}, [[4, 9], None]),
        ({"selection": {"points": 7}}, []),
        ({"selection": None}, []),
        (None, []),
    ],
)
def test_clicked_points_are_those_that_a_selection_has(
    state: Any, expected: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "session_state", {"chart": state})
    assert told.clicked("chart") == expected


@pytest.mark.parametrize(
    "value", [None, [0, 0, 1], [0, 0, 1, 2], [0.5, 0, 0.5, 1], ["0", 0, 1, 1], [0, 0, float("nan"), 1]]
)
def test_what_is_no_frame_is_known_as_such(value: Any) -> None:
    assert not told.is_box(value)


def test_a_frame_is_known_as_one() -> None:
    assert told.is_box([0.1, 0, 0.5, 1])
