"""The films' messages to the browser, and the row after which an answer never changes again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import model
from model import LayerTrace, Network, Trace, data
from model.decision import decided_row, settled_row
from panels.theme import PALETTES
from tests.apps import numbers
from views.parts.film import Reading, lanes_message
from views.parts.reading import Shown, message


def shown(trace: Trace, every_row: bool = True) -> Any:
    """What the browser is sent to show a reading beside others, as it arrives there."""
    reading = Reading("a network", trace, trace.layers[-1] if trace.layers else None, every_row)
    return json.loads(json.dumps(lanes_message([reading], palette=PALETTES["dark"], key="lanes")))


def told(network: Network, trace: Trace) -> Any:
    """What the browser is sent to make a reading itself."""
    shown = Shown(None, 2, drawn=False, opening=False, row=12, unit=3, view=None)
    sent = message(network, trace, shown, palette=PALETTES["dark"], canvas="canvas", key="reading")
    return json.loads(json.dumps(sent))


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


def test_arrays_in_the_message_are_the_readings_own_to_the_last_bit(trace: Trace) -> None:
    of_trace = {"x": trace.image, "belief": trace.beliefs, "h": trace.layers[-1].h}
    panels = shown(trace)["panels"]
    assert {panel["name"] for panel in panels} == set(of_trace)
    for panel in panels:
        values = numbers(panel["values"]).reshape(28, panel["width"])
        assert np.array_equal(values, of_trace[panel["name"]]), panel["name"]


def test_scale_of_each_panel_holds_all_its_values(trace: Trace) -> None:
    for panel in shown(trace)["panels"]:
        values = numbers(panel["values"])
        assert np.abs(values).max() <= panel["limit"]
        assert panel["scale"] == "signed" or values.min() >= 0


def test_messages_carry_the_colours_the_choice_and_the_decision(trace: Trace) -> None:
    colours = json.loads(json.dumps(PALETTES["dark"].as_dict()))
    sent = told(model.load(model.DEFAULT), trace)
    assert sent["chosen"] == {"row": 12, "unit": 3}
    assert sent["palette"] == shown(trace)["palette"] == colours
    (lane,) = shown(trace)["lanes"]
    assert lane["decidedAfter"] == settled_row(trace.beliefs)
    assert f"from row {settled_row(trace.beliefs)} on" in lane["decision"]


def test_drawing_that_is_no_digit_has_no_row_of_decision() -> None:
    (lane,) = shown(replace(trace_of([4] * 20 + [8] * 8), no_digit=True))["lanes"]
    assert lane["decidedAfter"] == 0
    assert lane["decision"] == "◂ no digit in the end"


def test_note_tells_what_a_network_lacks() -> None:
    image = data.scaled(data.load().x_test[1])
    notes = {
        name: told(network := model.load(name), model.read(network, image))["note"]
        for name in ("reader", "lstm-256-adam", "gru-fair", "rnn-fair", "mlp-512")
    }
    assert notes["reader"] == ""
    assert "trained on the last row only" in notes["lstm-256-adam"]
    assert "two gates and no cell state" in notes["gru-fair"]
    assert "no gates and no cell state" in notes["rnn-fair"]
    assert "sees all 784 pixels at once" in notes["mlp-512"]


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
