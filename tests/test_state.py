"""What a viewer chose stands in an address and comes back from it; a default leaves no trace there."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
import streamlit as st

from tests.browser.strokes import DIGITS
from tests.drawing import WHITE, lines, on_nothing
from tests.protocol import sheet as canvas
from views import chosen as choices
from views.chosen import Chosen
from views.parts import picture
from views.parts.canvas import sheet
from views.parts.canvas.sheet import Sheet
from views.parts.on_canvas import Drawing
from views.state import SHEET, State

EXAMPLES: dict[str, Any] = {
    "network": "gru-fair",
    "networks": ("reader", "mlp-512"),
    "section": "All errors",
    "diagonal": False,
    "cell": (4, 9),
    "true": (2, 4, 7),
    "probability": (40, 90.0),
    "search_span": (-0.35, 0.4),
    "row": 28,
    "unit": 0,
    "lot": 3,
}
WRONG = [
    *(("row", text) for text in ("x", "0", "29", "-1", "1.5", "", "٣")),
    *(("cell", text) for text in ("4", "4_9_9", "4_10", "_")),
    *(("probability", text) for text in ("90_40", "0_101", "nan_5", "1", "1_2_3")),
    *(("diagonal", text) for text in ("yes", "")),
    *(("section", text) for text in ("", "a\nb", "a" * 300)),
]


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What Streamlit keeps for the viewer."""
    kept: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", kept)
    return kept


def told(**params: str) -> State:
    made = State()
    made.adopt(params)
    return made


def test_each_choice_comes_back_from_the_address() -> None:
    params = {name: text for name, text in Chosen(**EXAMPLES).params().items() if text is not None}
    found, wrong = choices.read(params)
    assert found == Chosen(**EXAMPLES)
    assert wrong == []
    assert len(params) == len(EXAMPLES)


def test_no_choice_leaves_no_trace_and_names_are_told_apart() -> None:
    params = State().params()
    assert set(params.values()) == {None}
    assert len(params) == len(fields(Chosen)) + 1


@pytest.mark.parametrize(("name", "text"), WRONG)
def test_what_makes_no_sense_is_left_out_and_named(name: str, text: str) -> None:
    found, wrong = choices.read({name: text, "brush": "30"})
    assert found == Chosen(brush=30)
    assert wrong == [name]


def test_one_sentence_names_all_that_was_wrong() -> None:
    mine = told(d="scut", row="x", search_unit="7", section="None")
    assert mine.among("section", ["Scores", "Search"], "Search") == "Search"
    assert choices.sentence(mine.wrong).startswith("What this link says of the drawing, the row and the section cannot")


def test_an_option_that_is_gone_later_is_no_fault_of_the_link() -> None:
    mine = told(other="mlp-512")
    assert mine.among("other", ["reader", "mlp-512"], "reader") == "mlp-512"
    assert mine.among("other", ["reader"], "reader") == "reader"
    assert mine.wrong == []


def test_a_default_taken_over_is_no_choice() -> None:
    mine = State()
    mine.take("section", "Scores", "Confusions")
    assert mine.params()["section"] == "Scores"
    mine.take("section", "Confusions", "Confusions")
    assert mine.params()["section"] is None


def test_a_widget_that_streamlit_forgot_shows_the_choice_again(session: dict[str, Any]) -> None:
    mine = told(section="Scores")
    key = mine.seat("section", mine.among("section", ["Confusions", "Scores"], "Confusions"))
    assert session[key] == "Scores"
    session[key] = "Confusions"  # the viewer
    assert session[mine.seat("section", "Scores")] == "Confusions"
    del session[key]  # another page
    assert session[mine.seat("section", "Scores")] == "Scores"


def test_what_the_browser_still_reports_of_an_earlier_setting_changes_nothing(session: dict[str, Any]) -> None:
    mine = State()
    control = mine.control("row")
    session[control.key] = 5
    assert control.read(20, 1, 28) == 5
    earlier = control.key
    control.set(9)
    session[earlier] = 6
    assert control.read(20, 1, 28) == 9


def test_another_address_takes_the_place_of_all_that_was_chosen(session: dict[str, Any]) -> None:
    mine = told(section="Scores", row="3", d="t5")
    key = mine.seat("section", "Scores")
    mine.adopt({"unit": "8"})
    assert mine.chosen == Chosen(unit=8)
    assert mine.drawing.picture.index == picture.FIRST
    assert key not in session


def test_the_same_drawing_in_another_address_stays_as_it_lies_on_the_canvas() -> None:
    mine = told(d="t5")
    before = mine.drawing.placings
    mine.adopt({"d": "t5", "row": "4"})
    assert mine.drawing.placings == before
    mine.adopt({"d": "b"})
    assert mine.drawing.placings == before + 1


def test_what_clear_takes_away_includes_a_stroke_that_no_run_has_taken_in() -> None:
    mine = Drawing.of(picture.test_image(4))
    mine.clear(canvas.value(DIGITS[4]))
    assert not mine.picture.strokes
    assert mine.cleared is not None
    assert len(mine.cleared.strokes) == 2
    mine.clear(canvas.value(DIGITS[4]))  # the canvas reports the same once more
    assert len(mine.cleared.strokes) == 2


def test_a_drawing_too_long_for_an_address_is_known_as_such(session: dict[str, Any]) -> None:
    session[SHEET] = None
    trembling = np.random.default_rng(0).uniform(20, 260, (4000, 2)).tolist()
    for points, shortened in ((DIGITS[1], False), ([trembling], True)):
        strokes = sheet.strokes({"objects": [canvas.path(stroke) for stroke in points]})
        drawn = picture.drawn(Sheet(strokes, on_nothing(lines(points, 20), WHITE)))
        assert Drawing.of(drawn).shortened == shortened
    assert not Drawing.of(picture.test_image(4)).shortened
