"""The film's message to the browser, and the row after which an answer never changes again."""

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
from views.parts.reading import Shown, message


def told(network: Network, trace: Trace) -> Any:
    """What the browser is sent to make a reading itself."""
    shown = Shown(None, 2, drawn=False, placings=0, opening=False, row=12, unit=3, view=None)
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


def test_messages_carry_the_colours_and_the_choice(trace: Trace) -> None:
    colours = json.loads(json.dumps(PALETTES["dark"].as_dict()))
    sent = told(model.load(model.DEFAULT), trace)
    assert sent["chosen"] == {"row": 12, "unit": 3}
    assert sent["palette"] == colours


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
    never = replace(trace, beliefs=np.repeat(guessing[:1], 28, axis=0))
    assert settled_row(never.beliefs) == decided_row(never.beliefs)
