"""The film's message to the browser, and the row after which an answer never changes again."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import model
from model import LayerTrace, Trace, data
from model.decision import decided_row, settled_row
from panels.theme import PALETTES
from views.parts.film import Choice, Reading, lanes_message, message

LIMIT = 200_000  # bytes of one reading on its way to the browser
LSTM_PANELS = ["x", "h", "c", "i", "f", "g", "o", "belief"]


def page() -> None:
    """A page with nothing but a film."""
    import streamlit as st

    from panels.theme import PALETTES
    from views.parts.film import Choice, Reading, film

    trace = st.session_state["trace"]
    film(
        Reading("a network", trace, trace.layers[-1], every_row=False),
        Choice(row=12, unit=3),
        palette=PALETTES["dark"],
        key="reading",
        on_choice=lambda: None,
    )


def shown(trace: Trace, every_row: bool = False) -> Any:
    """What the browser is sent to show a reading, as it arrives there."""
    reading = Reading("a network", trace, trace.layers[-1], every_row)
    return json.loads(json.dumps(message(reading, Choice(row=12, unit=3), palette=PALETTES["dark"], key="reading")))


def trace_of(answers: list[int], layer: LayerTrace | None = None) -> Trace:
    """A reading that answers these digits, row after row."""
    beliefs = np.full((len(answers), 10), 0.05, np.float32)
    beliefs[np.arange(len(answers)), answers] = 0.55
    layers = (layer or LayerTrace("SimpleRNN", h=np.zeros((28, 1), np.float32)),)
    return Trace(np.zeros((28, 28), np.float32), beliefs, layers, answers[-1], 0.55, True)


@pytest.fixture(scope="module")
def trace() -> Trace:
    """A test image read by the shipped network."""
    with np.load(data.MNIST) as arrays:
        image = data.scaled(arrays["x_test"][1])
    return model.read(model.load(model.DEFAULT), image)


def test_message_of_one_reading_is_small(trace: Trace) -> None:
    st.cache_resource.clear()  # a component registered for an earlier run is not known to this one
    at = AppTest.from_function(page)
    at.session_state["trace"] = trace
    at.run()
    assert not at.exception
    film = at.get("bidi_component")[0].proto
    assert json.loads(film.json) == shown(trace)
    assert film.ByteSize() <= LIMIT


def test_arrays_in_the_message_are_the_readings_own_to_the_last_bit(trace: Trace) -> None:
    layer = trace.layers[-1]
    of_trace = {"x": trace.image, "belief": trace.beliefs}
    panels = shown(trace)["panels"]
    assert [panel["name"] for panel in panels] == LSTM_PANELS
    for panel in panels:
        expected: Any = of_trace.get(panel["name"], getattr(layer, panel["name"], None))
        values = np.frombuffer(base64.b64decode(panel["values"]), "<f4").reshape(28, panel["width"])
        assert np.array_equal(values, expected), panel["name"]


def test_scale_of_each_panel_holds_all_its_values(trace: Trace) -> None:
    for panel in shown(trace)["panels"]:
        values = np.frombuffer(base64.b64decode(panel["values"]), "<f4")
        assert np.abs(values).max() <= panel["limit"]
        assert panel["scale"] == "signed" or values.min() >= 0


def test_message_carries_the_choice_the_colours_and_the_decision(trace: Trace) -> None:
    sent = shown(trace)
    assert sent["chosen"] == {"row": 12, "unit": 3}
    assert sent["palette"] == json.loads(json.dumps(PALETTES["dark"].as_dict()))
    (lane,) = sent["lanes"]
    assert lane["decidedAfter"] == settled_row(trace.beliefs)
    assert f"from row {settled_row(trace.beliefs)} on" in lane["decision"]


def test_drawing_that_is_no_digit_has_no_row_of_decision() -> None:
    (lane,) = shown(replace(trace_of([4] * 20 + [8] * 8), no_digit=True))["lanes"]
    assert lane["decidedAfter"] == 0
    assert lane["decision"] == "◂ no digit in the end"


def test_note_tells_of_beliefs_that_nobody_trained(trace: Trace) -> None:
    assert "trained on the last row only" in shown(trace, every_row=False)["note"]
    assert shown(trace, every_row=True)["note"] == ""


def test_layer_without_gates_has_no_panels_for_them_and_says_so() -> None:
    zeros = np.zeros((28, 5), np.float32)
    plain = shown(trace_of([1] * 28, LayerTrace("SimpleRNN", h=zeros)), every_row=True)
    assert [panel["name"] for panel in plain["panels"]] == ["x", "h", "belief"]
    assert "no gates and no cell state" in plain["note"]
    gated = shown(trace_of([1] * 28, LayerTrace("GRU", h=zeros, g=zeros, z=zeros, r=zeros)), every_row=True)
    assert [panel["name"] for panel in gated["panels"]] == ["x", "h", "g", "z", "r", "belief"]
    assert "two gates and no cell state" in gated["note"]


def test_lanes_show_the_image_once_and_of_each_network_what_it_has(trace: Trace) -> None:
    at_once = replace(trace_of([4]), layers=())
    readings = [Reading("one", trace, trace.layers[-1], True), Reading("mlp", at_once, None, False)]
    sent = json.loads(json.dumps(lanes_message(readings, palette=PALETTES["light"], key="lanes")))
    panels = [(panel["name"], panel.get("lane"), panel["from"]) for panel in sent["panels"]]
    assert panels == [("x", None, 0), ("h", 0, 0), ("belief", 0, 0), ("belief", 1, 27)]
    assert [lane["name"] for lane in sent["lanes"]] == ["one", "mlp"]
    assert sent["lanes"][1]["decision"] == "◂ 4, all rows at once"
    assert sent["chosen"] is None


def test_scale_widens_where_states_leave_the_usual_range() -> None:
    layer = LayerTrace("SimpleRNN", h=np.full((28, 2), 3.5, np.float32))
    assert [panel["limit"] for panel in shown(trace_of([1] * 28, layer))["panels"] if panel["units"]] == [4]


@pytest.mark.parametrize(
    ("answers", "row"),
    [
        ([7] * 28, 1),
        ([1] * 27 + [7], 28),
        ([1] * 10 + [7] * 18, 11),
        ([7] * 10 + [1] * 3 + [7] * 15, 14),
        ([1, 7] * 14, 28),
        ([4], 28),
    ],
    ids=["always", "at the last row", "from row 11", "left and back", "to and fro", "all rows at once"],
)
def test_answer_is_decided_at_the_row_from_which_it_never_changes(answers: list[int], row: int) -> None:
    assert decided_row(trace_of(answers).beliefs) == row


def test_answer_of_a_real_reading_is_decided_where_its_beliefs_say(trace: Trace) -> None:
    row = decided_row(trace.beliefs)
    answers = trace.beliefs.argmax(axis=1)  # (28,)
    assert (answers[row - 1 :] == trace.digit).all()
    assert row == 1 or answers[row - 2] != trace.digit


def test_a_best_guess_is_settled_only_once_it_is_believed_in() -> None:
    trace = trace_of([7] * 28)
    guessing = trace.beliefs.copy()
    guessing[:9] = 0.09
    guessing[:9, 7] = 0.19  # the best guess, and no more
    trace = replace(trace, beliefs=guessing)
    assert (decided_row(trace.beliefs), settled_row(trace.beliefs)) == (1, 10)
    (lane,) = shown(trace)["lanes"]
    assert lane["decision"] == "◂ 7 from row 10 on"
    never = replace(trace, beliefs=np.repeat(guessing[:1], 28, axis=0))
    assert settled_row(never.beliefs) == decided_row(never.beliefs)
