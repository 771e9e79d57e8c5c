"""Values that no honest browser sends: each page goes on with something that makes sense, and shows no exception."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.browser import server as servers
from tests.browser.strokes import DIGITS
from tests.protocol import sheet
from tests.protocol.page import Page, Placed
from tests.protocol.visitor import Visitor
from views.parts.canvas.sheet import MOST_STROKES

SECTIONS = ("Confusions", "All errors", "Scores", "Two networks", "Search", "Robustness", "Training")
PLACES = [("/", ""), ("/compare", ""), ("/recipes", ""), ("/data", ""), *(("/test-set", name) for name in SECTIONS)]
NONSENSE: list[Any] = [None, 7, "x", [], {}, [None], {"row": "x"}, {"row": 99, "unit": 10**9}, 10**9, -1, {"list": 1}]
OF_COMPONENT = [
    *NONSENSE,
    *(dict.fromkeys(("choice", "kept", "drawing", "offered", "backgroundFit"), value) for value in NONSENSE),
    {"kept": {"placings": 10**30, "source": {"test": 10**9}}},
    {"kept": {"placings": 1, "source": {"upload": {"name": "x"}}}},
    {"kept": {"placings": 1, "source": {"strokes": {"objects": [7], "seen": "x"}}}},
    {"drawing": {"raw": {}, "data": None}},
    {"drawing": {"raw": {"objects": [{}]}, "data": "data:image/png;base64,AAAA"}},
]
OF_CHART = [
    {},
    {"selection": {"points": [{}], "point_indices": [0], "box": [], "lasso": []}},
    {"selection": {"points": [{"customdata": [99, 99]}], "point_indices": [], "box": [], "lasso": []}},
    {"selection": {"points": [], "point_indices": [], "box": [{"x": ["a", "b"], "y": [1]}], "lasso": []}},
]
OF_TABLE = [{"selection": {"rows": rows, "columns": [], "cells": []}} for rows in ([999], ["x"], [-7])]
RANGES = [(99, 199), (-1e9, 1e9), (float("nan"), 3), (28, 1)]


def told(widget: Placed) -> Iterator[WidgetState]:
    """What is told of a widget, by its kind."""
    kind = widget.kind
    if kind in ("bidi_component", "plotly_chart", "dataframe"):
        values = {"bidi_component": OF_COMPONENT, "plotly_chart": OF_CHART, "dataframe": OF_TABLE}[kind]
        for value in values:
            state, words = WidgetState(id=widget.id), json.dumps(value)
            if kind == "bidi_component":
                state.json_value = words
            else:
                state.string_value = words
            yield state
    elif kind in ("button_group", "multiselect"):
        for chosen in ([], ["none of these"], ["none", "of", "these"]):
            state = WidgetState(id=widget.id)
            state.string_array_value.data.extend(chosen)
            state.string_array_value.SetInParent()
            yield state
    elif kind == "selectbox":
        for word in ("none of these", ""):
            yield WidgetState(id=widget.id, string_value=word)
    elif kind == "number_input":
        for number in (10**15, -5):
            yield WidgetState(id=widget.id, int_value=number)
    elif kind == "slider":
        for ends in RANGES:
            state = WidgetState(id=widget.id)
            state.double_array_value.data.extend(ends[: len(widget.message.default)])
            yield state


@pytest.mark.parametrize(("path", "section"), PLACES)
def test_a_page_goes_on_whatever_its_widgets_are_said_to_be(server: servers.Server, path: str, section: str) -> None:
    with Visitor(server.url) as visitor:
        widgets = [list(told(widget)) for widget in arrive(visitor, path, section).widgets]
        for turn in range(max(map(len, widgets))):
            together = [states[turn % len(states)] for states in widgets if states]
            page = visitor.run(*together)
            assert page.exceptions == [], together
        page = visitor.run()
        assert page.exceptions == []
        assert len(page.elements) > 5


def arrive(visitor: Visitor, path: str, section: str) -> Page:
    page = visitor.open(path)
    return visitor.set("section", section) if section else page


@pytest.mark.parametrize("odd", [{"raw": {}, "data": "x"}, {"raw": None, "data": None}, [], "words"])
def test_after_nonsense_on_the_canvas_the_next_drawing_is_read(server: servers.Server, odd: Any) -> None:
    with Visitor(server.url) as visitor:
        assert visitor.open("/").digit == "7"
        assert visitor.set("sheet", {"drawing": odd}).digit == "7"
        assert visitor.set("sheet", sheet.value(DIGITS[3])).digit == "3"


def test_a_drawing_beyond_the_bounds_is_put_back_with_a_sentence(server: servers.Server) -> None:
    with Visitor(server.url) as visitor:
        visitor.open("/")
        assert visitor.set("sheet", sheet.value(DIGITS[3])).digit == "3"
        too_many = sheet.value(DIGITS[3])
        too_many["drawing"]["raw"]["objects"] *= MOST_STROKES + 1
        page = visitor.set("sheet", too_many)
        assert any(f"at most {MOST_STROKES} strokes" in body for body in page.html)
        assert page.digit == "3"
        assert visitor.run().exceptions == []
        page = visitor.set("sheet", sheet.value(DIGITS[8]))
        assert page.digit == "8"
        assert not any(f"at most {MOST_STROKES} strokes" in body for body in page.html)


def offer(**odd: Any) -> dict[str, Any]:
    """What the canvas's companion says of a file that was dropped there."""
    return {"number": 1, "name": "eight.png", "kind": "image/png", "size": 1000, **odd}


UNCOUNTED: list[Any] = [None, "1", 1.5, True, -1, 10**30]
WORDLESS: list[Any] = [None, 7, [], {}]
ODD_OFFERS: list[Any] = [
    *NONSENSE,
    *(offer(**{name: odd}) for name in ("number", "size") for odd in UNCOUNTED),
    *(offer(**{name: odd}) for name in ("name", "kind") for odd in WORDLESS),
]


def choosers(page: Page) -> list[str]:
    return [widget.key for widget in page.widgets if widget.kind == "file_uploader"]


def test_a_file_is_awaited_only_where_its_offer_makes_sense_and_is_of_a_picture(
    server: servers.Server,
) -> None:
    with Visitor(server.url) as visitor:
        visitor.open("/")
        assert visitor.set("sheet", sheet.value(DIGITS[3])).digit == "3"
        for odd in ODD_OFFERS:
            page = visitor.trigger("clear", "offered", odd)
            assert (page.exceptions, choosers(page), page.digit) == ([], ["upload 0"], "3"), odd
            assert not any('class="problem"' in body for body in page.html), odd
        refused = {
            "no picture": offer(name="<b>" * 999, kind="text/plain"),
            "at most 25 MB": offer(size=2**53),
        }
        for words, odd in refused.items():
            page = visitor.trigger("clear", "offered", odd)
            [told] = [body for body in page.html if 'class="problem"' in body]
            assert words in told
            assert "<b>" not in told
            assert len(told) < 2000
            assert (page.exceptions, choosers(page), page.digit) == ([], ["upload 0"], "3")
        page = visitor.trigger("clear", "offered", offer())
        assert choosers(page) == ["dropped-0", "upload 0"]
        assert not any('class="problem"' in body for body in page.html)


def test_what_goes_wrong_shows_a_visitor_no_path_and_no_line_of_code(server: servers.Server) -> None:
    with Visitor(server.url) as visitor:
        page = visitor.open("/")
        page = visitor.run(WidgetState(id=page.widget("brush-0").id, int_value=-5))
        [shown] = page.of("exception")
        assert not shown.stack_trace
        assert "/" not in shown.message.replace("https://", "")
    assert any("Traceback" in line for line in server.log.read_text("utf-8").splitlines()), "the log has it"
