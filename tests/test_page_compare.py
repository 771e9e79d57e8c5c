"""The Compare page: the chosen networks read one drawing, each as it would alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import model
from evaluation.comparison import McNemar
from model import LayerTrace, Trace, WeightsError, data
from model.decision import settled_row
from panels.theme import PALETTES
from tests import made_report
from tests.apps import begin, film, html
from tests.markup import words
from views.compare import markup
from views.parts.film import Reading
from views.parts.picture import FIRST

pytestmark = pytest.mark.usefixtures("fresh_cache")

PAIR = ["reader", "bn-lstm-128-tanh"]


def page() -> None:
    from views.compare import page as compare

    compare.page()


@pytest.fixture
def shown() -> Callable[..., AppTest]:
    """Shows the page with these networks chosen."""

    def show(names: list[str]) -> AppTest:
        at = AppTest.from_function(page, default_timeout=60)
        return begin(at, networks=tuple(names)).run()

    return show


def test_each_network_reads_the_drawing_as_it_would_alone(shown: Callable[..., AppTest], mnist: data.Data) -> None:
    at = shown(PAIR)
    assert not at.exception
    image = data.scaled(mnist.x_test[FIRST])
    sent = film(at)
    assert [lane["name"] for lane in sent["lanes"]] == PAIR
    widths = [panel["width"] for panel in sent["panels"] if panel["name"] == "h"]
    for name, lane, width in zip(PAIR, sent["lanes"], widths, strict=True):
        trace = model.read(model.load(name), image)
        assert lane["decidedAfter"] == settled_row(trace.beliefs)
        assert f"from row {lane['decidedAfter']} on" in lane["decision"]
        assert width == trace.layers[-1].h.shape[1]


@pytest.mark.slow
def test_the_test_between_two_networks_counts_what_only_one_reads_rightly(
    shown: Callable[..., AppTest], mnist: data.Data, x_test: np.ndarray
) -> None:
    right = [model.predict(model.load(name), x_test).argmax(axis=1) == mnist.y_test for name in PAIR]
    cells = words(html(shown(PAIR)), "td")
    assert cells[:2] == [f"{(one & ~other).sum():,}" for one, other in (right, right[::-1])]


def test_one_network_is_shown_alone_and_another_one_asked_for(shown: Callable[..., AppTest]) -> None:
    at = shown(PAIR[:1])
    assert not at.exception
    assert [caption.value for caption in at.caption] == [
        "One network is shown alone: choose another one to compare it with."
    ]
    assert at.multiselect[0].label == "Networks, at most 4"
    assert len(film(at)["lanes"]) == 1


def test_no_network_at_all_leaves_the_drawing_and_a_sentence(
    shown: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(name: str) -> model.Network:
        raise WeightsError(f"{name}.npz: gone")

    monkeypatch.setattr(model, "load", gone)
    monkeypatch.setattr(model, "names", list)
    at = shown([])
    assert not at.exception
    assert f"Test image {FIRST}, labelled 7" in words(html(at), "p")
    assert [error.value for error in at.error] == [f"{model.DEFAULT}.npz: gone"]


def test_a_chosen_network_whose_files_are_gone_is_named_and_one_that_never_was_is_not(
    shown: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    load = model.load
    gone = "mlp-512"

    def partly(name: str) -> model.Network:
        if name == gone:
            raise WeightsError(f"{name}.npz: gone")
        return load(name)

    monkeypatch.setattr(model, "load", partly)
    monkeypatch.setattr(model, "names", lambda: PAIR)
    at = shown([*PAIR, gone, "never"])
    assert not at.exception
    assert [lane["name"] for lane in film(at)["lanes"]] == PAIR
    assert f"{gone}.npz: gone" in [error.value for error in at.error]


def test_a_damaged_network_is_named_and_the_rest_is_compared(
    shown: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    load = model.load

    def damaged(name: str) -> model.Network:
        if name == PAIR[0]:
            raise WeightsError("reader.npz: cut off; `python train.py --recipe reader --ship` writes it anew")
        return load(name)

    monkeypatch.setattr(model, "load", damaged)
    at = shown(PAIR)
    assert not at.exception
    assert ["python train.py --recipe reader --ship" in error.value for error in at.error] == [True]
    assert [lane["name"] for lane in film(at)["lanes"]] == PAIR[1:]


# ---- what is said --------------------------------------------------------------------------------------------------


def reading(name: str, answers: list[int]) -> Reading:
    """A network that answers these digits, row after row, each with 0.9; a single one without recurrence."""
    beliefs = np.full((len(answers), 10), 0.1 / 9, np.float32)
    beliefs[np.arange(len(answers)), answers] = 0.9
    layer = LayerTrace("SimpleRNN", h=np.zeros((28, 3), np.float32)) if len(answers) > 1 else None
    trace = Trace(np.ones((28, 28), np.float32), beliefs, (layer,) if layer else (), answers[-1], 0.9, False)
    return Reading(name, trace, layer, True)


@pytest.mark.parametrize(
    ("readings", "heading"),
    [
        ([("a", [1] * 9 + [7] * 19), ("b", [1] * 4 + [7] * 24)], "Both answer 7; b believed in it first, from row 5"),
        ([("a", [7] * 28), ("b", [7] * 28), ("c", [4] * 28)], "2 of 3 answer 7; c 4"),
        ([("a", [7] * 28), ("b", [4] * 28)], "2 networks, 2 answers"),
        ([("a", [7] * 28)], "a answers 7"),
        ([("a", [7]), ("b", [2] * 20 + [7] * 8)], "Both answer 7; b believed in it first, from row 21"),
    ],
)
def test_heading_says_who_answers_what_and_who_came_to_it_first(
    readings: list[tuple[str, list[int]]], heading: str
) -> None:
    assert markup.finding([reading(*each) for each in readings]) == heading


def test_card_says_what_was_believed_before() -> None:
    assert markup.way(reading("a", [4] * 20 + [9] * 8).trace) == "final from row 21 on; 4 until row 20"
    assert markup.way(reading("a", [9] * 28).trace) == "final from row 1 on"
    guessing = reading("a", [9] * 28)
    guessing.trace.beliefs[:6, 9] = 0.2
    assert markup.way(guessing.trace) == "final from row 1 on, believed from row 7"
    assert "from row 1" in markup.finding([guessing, reading("b", [9] * 28)])
    assert markup.way(reading("a", [9]).trace) == "All rows at once: no way to watch"


def test_empty_page_has_no_answer() -> None:
    blank = reading("a", [4] * 28)
    blank = replace(blank, trace=replace(blank.trace, image=np.zeros((28, 28), np.float32)))
    assert markup.finding([blank, blank]) == "An empty page"
    card = markup.answers([blank], PALETTES["light"])
    assert words(card, "h2") == ["a"]
    assert "–" in words(card, "div")
    assert words(card, "b") == ["Nothing drawn yet"]


def test_only_a_difference_beyond_chance_is_called_one() -> None:
    first, second = made_report.report(), replace(made_report.report(), name="other")
    assert markup.test_finding([(first, second, McNemar(40, 10, 1e-5))]) == (
        "bn-lstm-128-tanh reads better than other, and not by chance"
    )
    assert "do not tell" in markup.test_finding([(first, second, McNemar(12, 10, 0.8))])
