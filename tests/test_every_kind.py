"""Each page works with every kind of network: with gates, with two of them, with none, and without rows."""

from __future__ import annotations

import functools
import json
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import model
from evaluation import reports, robustness
from evaluation.reports import Report
from model import Network, data, forward
from model.plans import RECURRENT, plan
from model.recipes import RECIPES, LayerSpec
from model.weights import Layer
from panels.theme import PALETTES
from tests.apps import begin, film, numbers
from views.draw import explain
from views.parts import gallery, networks, stored

OUTPUT = LayerSpec("Dense", 10, "softmax")
KINDS = {
    "lstm": (LayerSpec("BatchNormalization"), LayerSpec("LSTM", 7, "relu"), OUTPUT),
    "gru": (LayerSpec("GRU", 6, "tanh"), OUTPUT),
    "rnn": (LayerSpec("SimpleRNN", 9, "relu"), LayerSpec("Dense", 5, "relu"), OUTPUT),
    "mlp": (LayerSpec("Flatten"), LayerSpec("Dense", 8, "relu"), OUTPUT),
}


def made(name: str, spread: float = 0.3) -> Network:
    """A network of that kind whose arrays are drawn by lot."""
    rng = np.random.default_rng(0)
    plans = plan(KINDS[name], every_row=False)
    layers = [
        Layer(
            spec, {key: np.abs(rng.normal(0, spread, shape)).astype(np.float32) for key, shape in fits.shapes.items()}
        )
        for spec, fits in zip(KINDS[name], plans, strict=True)
    ]
    return Network(name, tuple(layers), every_row=False)


def calm(name: str) -> Network:
    """One whose states stay as small as those of a trained network."""
    return made(name, spread=0.05)


@pytest.fixture(autouse=True)
def _made_networks(fresh_cache: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "load", made)
    monkeypatch.setattr(model, "names", lambda: list(KINDS))
    recipes = {name: replace(RECIPES[model.DEFAULT], name=name, layers=layers) for name, layers in KINDS.items()}
    monkeypatch.setattr(networks, "RECIPES", recipes)
    monkeypatch.setattr(stored, "accuracy", lambda name: None)


def draw() -> None:
    from views.draw import page as draw

    draw.page()


def compare() -> None:
    from views.compare import page as compare

    compare.page()


def explore() -> None:
    from views.test_set import page as test_set

    test_set.page()


@functools.cache
def reported(name: str) -> Report:
    """A true report of a made network, but for its training."""
    digits, network = data.load(), calm(name)
    images = data.scaled(digits.x_test)
    training = reports.load(model.DEFAULT).training
    beliefs = forward.beliefs_by_row(network, images)
    return reports.measured_from(network, beliefs, images, digits.y_test, training, published=None, milliseconds=0.1)


@functools.cache
def measured(name: str) -> robustness.Robustness:
    digits = data.load()
    return robustness.measure(calm(name), data.scaled(digits.x_test[:20]), digits.y_test[:20])


@pytest.mark.parametrize("name", KINDS)
def test_draw_page_shows_what_there_is_and_says_why_the_rest_is_absent(name: str) -> None:
    at = AppTest.from_function(draw, default_timeout=60)
    begin(at, network=name)
    at.run()
    assert not at.exception
    note = film(at)["note"]
    assert ("gates" in note) == (name != "lstm")
    assert ("sees all 784 pixels at once" in note) == (name == "mlp")
    assert [button.label for button in at.button if "LSTM" in button.label] == ["Read it with an LSTM"] * (
        name == "mlp"
    )


def test_of_each_kind_of_layer_is_said_what_it_does() -> None:
    assert set(explain.DOES) == set(RECURRENT)


@pytest.mark.parametrize("name", KINDS)
def test_panels_are_sent_all_test_images_also_of_a_network_of_which_nothing_was_counted(name: str) -> None:
    network = made(name)
    assert explain.message(network, palette=PALETTES["light"], in_sight=False)["atlas"] is None
    sent = explain.message(network, palette=PALETTES["light"], in_sight=True)
    assert sent["accuracy"] == ""
    assert sent["atlas"]["across"] == gallery.ACROSS
    assert json.loads(explain._labels()) == "".join(map(str, data.load().y_test))


def test_compare_page_shows_one_of_each_kind_beside_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    report = reports.load(model.DEFAULT)
    monkeypatch.setattr(reports, "load", lambda name: report)
    at = AppTest.from_function(compare, default_timeout=60)
    begin(at, networks=tuple(KINDS))
    at.run()
    assert not at.exception
    lanes = film(at)["lanes"]
    assert [lane["name"] for lane in lanes] == list(KINDS)
    assert [bool(lane["units"]) for lane in lanes] == [True] * 3 + [False]
    rows = [len(numbers(lane["beliefs"])) // 10 for lane in lanes]
    assert rows == [28, 28, 28, 1], "the network without rows believes nothing before the last one"


SECTIONS = ("Confusions", "All errors", "Scores", "Two networks", "Search", "Robustness", "Training")


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_test_set_page_opens_every_section(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = {kind: reported(kind) for kind in KINDS}
    monkeypatch.setattr(model, "load", calm)
    monkeypatch.setattr(reports, "load", made.__getitem__)
    monkeypatch.setattr(robustness, "load", measured)
    at = AppTest.from_function(explore, default_timeout=60)
    begin(at, network=name)
    at.run()
    for section in SECTIONS:
        at.segmented_control(key="section").select(section).run()
        assert not at.exception, section
        assert not at.error, section
        assert not at.warning, section
    assert at.selectbox(key="network").value == name
