"""The Compare page: the chosen networks read one drawing, each as it would alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import model
from evaluation.comparison import McNemar
from model import WeightsError, data
from tests import made_report
from tests.apps import begin, film, html, numbers, steps
from tests.markup import words
from views.compare import markup
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
    assert np.array_equal(steps(sent["image"]).reshape(28, 28), mnist.x_test[FIRST])
    for name, lane in zip(PAIR, sent["lanes"], strict=True):
        trace = model.read(model.load(name), image)
        assert np.array_equal(numbers(lane["beliefs"]).reshape(28, 10), trace.beliefs)
        assert (lane["digit"], lane["unsure"], lane["noDigit"]) == (trace.digit, trace.unsure, trace.no_digit)
        assert lane["units"] == trace.layers[-1].h.shape[1]
    assert not sent["drawn"]
    assert [lane["units"] for lane in film(shown(["mlp-512"]))["lanes"]] == [0]  # it sees all rows at once


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


def test_only_a_difference_beyond_chance_is_called_one() -> None:
    first, second = made_report.report(), replace(made_report.report(), name="other")
    assert markup.test_finding([(first, second, McNemar(40, 10, 1e-5))]) == (
        "bn-lstm-128-tanh reads better than other, and not by chance"
    )
    assert "do not tell" in markup.test_finding([(first, second, McNemar(12, 10, 0.8))])
