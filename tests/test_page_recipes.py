"""The Recipes page: each network's line, layers and curves are those of its report; a click chooses it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import model
from evaluation import reports
from evaluation.reports import Epoch
from model import RECIPES, WeightsError, weights
from model.recipes import SEEDS
from panels import curves, race
from panels.theme import PALETTES
from tests import made_report
from tests.apps import html
from tests.markup import words
from views.recipes import markup

pytestmark = pytest.mark.usefixtures("fresh_cache")

LIGHT = PALETTES["light"]


def page() -> None:
    from views.recipes import page as recipes

    recipes.page()


@pytest.fixture
def shown() -> Callable[[], AppTest]:
    return lambda: AppTest.from_function(page, default_timeout=60).run()


def test_each_trained_network_has_its_line(shown: Callable[[], AppTest]) -> None:
    at = shown()
    assert not at.exception
    table = at.dataframe[0].value
    assert table["Network"].tolist() == model.names()
    for name, ours, parameters in zip(table["Network"], table["Ours"], table["Parameters"], strict=True):
        report = reports.load(name)
        assert ours == pytest.approx(100 * report.accuracy)
        assert parameters == report.parameters


def test_each_network_without_files_is_named_with_the_command(
    shown: Callable[[], AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "names", lambda: ["reader"])
    [missing] = [caption.value for caption in shown().caption]
    assert "python train.py --all --ship" in missing
    assert all(name in missing for name in RECIPES if name != "reader")


def test_a_damaged_report_is_named_and_the_rest_is_shown(
    shown: Callable[[], AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    load = reports.load

    def damaged(name: str) -> reports.Report:
        if name == "bn-lstm-128-tanh":
            raise WeightsError("bn-lstm-128-tanh.json: cut off; `python train.py --recipe bn-lstm-128-tanh` ...")
        return load(name)

    monkeypatch.setattr(reports, "load", damaged)
    at = shown()
    assert not at.exception
    assert ["--recipe bn-lstm-128-tanh" in error.value for error in at.error] == [True]
    assert "bn-lstm-128-tanh" not in at.dataframe[0].value["Network"].tolist()


def test_no_network_at_all_is_one_sentence(
    tmp_path: Path, shown: Callable[[], AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "names", lambda: weights.names(tmp_path))
    load = reports.load
    monkeypatch.setattr(reports, "load", lambda name: load(name, tmp_path))
    at = shown()
    assert not at.exception
    assert ["python train.py --recipe reader" in error.value for error in at.error] == [True]


def test_a_click_on_a_line_makes_it_the_network_of_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    from views.recipes import page as view
    from views.state import STATE, TABLE, State, state

    monkeypatch.setattr(st, "session_state", {TABLE: {"selection": {"rows": [1]}}, STATE: State()})
    view._choose(["reader", "bn-lstm-128-tanh"])
    assert state().chosen.network == "bn-lstm-128-tanh"


def test_the_chosen_network_is_shown_with_its_layers(shown: Callable[[], AppTest]) -> None:
    at = shown()
    at.selectbox[0].select("bn-lstm-128-tanh").run()
    found = html(at)
    shapes = [" × ".join(map(str, layer.output)) for layer in reports.load("bn-lstm-128-tanh").layers]
    assert words(found, "small") == ["28 × 28", *shapes, "10 digits"]
    assert any("Published: 98.29 %" in text for text in words(found, "p"))
    assert [code.value for code in at.code] == ["python train.py --recipe bn-lstm-128-tanh"]


def test_a_line_compares_with_what_was_published() -> None:
    report = made_report.report()
    line = markup.line(report)
    assert report.published is not None
    assert line["Difference"] == pytest.approx(100 * (report.accuracy - report.published))
    last = report.training.history[-1]
    assert last.test_accuracy is not None
    assert line["Gap"] == pytest.approx(100 * (last.accuracy - last.test_accuracy))
    own = markup.line(replace(report, published=None, training=replace(report.training, history=())))
    assert (own["Published"], own["Difference"], own["Gap"], own["Five seeds"]) == (None, None, None, None)


@pytest.mark.parametrize("name", SEEDS)
def test_a_line_tells_how_far_the_seeds_lie_apart(name: str) -> None:
    percents = 100 * np.array(SEEDS[name])
    line = markup.line(reports.load(name))
    assert line["Five seeds"] == f"{percents.mean():.2f} ± {percents.std(ddof=1):.2f}"


def test_heading_names_the_network_that_overfits_most() -> None:
    report = made_report.report()
    worse = (Epoch(0.01, 1.0, 0.2, 0.95),)
    other = replace(report, name="other", training=replace(report.training, history=worse))
    assert markup.gap_finding([report, other]).startswith("other overfits most: 5.0 points")
    modest = (Epoch(0.01, 0.9, 0.2, 0.95),)
    calm = replace(report, training=replace(report.training, history=modest))
    assert markup.gap_finding([calm]) == "None of them knows its training images better than new ones"


def test_the_chosen_and_the_named_network_have_both_curves_and_a_name_and_the_others_a_thin_one() -> None:
    report = made_report.report()
    reports_ = [report, *(replace(report, name=name) for name in ("other", "third", "fourth"))]
    shown = curves.curves(reports_, "other", "third", LIGHT).to_dict()
    traces = shown["data"]
    assert [trace["name"] for trace in traces] == [report.name, "fourth", "other", "other", "third", "third"]
    colours = [LIGHT.quiet] * 2 + [LIGHT.accent] * 2 + [LIGHT.ink] * 2
    assert [trace["line"]["color"] for trace in traces] == colours
    assert [trace["line"]["dash"] for trace in traces] == ["solid"] * 2 + ["dot", "solid"] * 2
    assert max(trace["line"]["width"] for trace in traces[:2]) < min(trace["line"]["width"] for trace in traces[2:])
    assert all(trace["hovertemplate"].startswith(trace["name"]) for trace in traces)
    assert [note["text"] for note in shown["layout"]["annotations"]] == ["<b>other</b>", "<b>third</b>"]
    epochs = report.training.history
    assert list(traces[0]["y"]) == pytest.approx([100 * (epoch.test_accuracy or 0) for epoch in epochs])
    assert list(traces[2]["y"]) == pytest.approx([100 * epoch.accuracy for epoch in epochs])


def test_the_chosen_network_keeps_the_accent_where_it_is_the_named_one() -> None:
    report = made_report.report()
    traces = curves.curves([report], report.name, report.name, LIGHT).to_dict()["data"]
    assert [trace["line"]["color"] for trace in traces] == [LIGHT.accent] * 2


def test_a_network_that_was_measured_seldom_has_dots_where_it_was_and_the_page_says_so() -> None:
    report, seldom = made_report.report(), replace(made_report.seldom_measured(), name="seldom")
    shown = curves.curves([report, seldom], "seldom", None, LIGHT).to_dict()
    thin, training, tests = shown["data"]
    assert [thin["mode"], training["mode"], tests["mode"]] == ["lines", "lines", "lines+markers"]
    measured = {number: epoch.test_accuracy for number, epoch in enumerate(seldom.training.history, 1)}
    assert dict(zip(tests["x"], tests["y"], strict=True)) == pytest.approx(
        {number: 100 * share for number, share in measured.items() if share is not None}
    )
    assert list(training["x"]) == list(range(1, 51))
    [name] = shown["layout"]["annotations"]
    assert (name["x"], name["y"]) == pytest.approx((np.log10(50), 100 * seldom.accuracy))
    [behind, *_] = curves.curves([report, seldom], report.name, None, LIGHT).to_dict()["data"]
    assert behind["mode"] == "lines+markers"
    assert behind["marker"]["size"] < tests["marker"]["size"]
    assert markup.measured([report, seldom]).startswith("A line with dots was measured after these epochs alone")
    assert markup.measured([report]) == ""


def test_the_network_with_the_widest_gap_is_known_unless_no_history_was_kept() -> None:
    report = made_report.report()
    without = replace(report, name="other", training=replace(report.training, history=()))
    assert markup.widest([without, report]) == report.name
    assert markup.widest([without]) is None
    assert markup.gap_finding([without]).startswith("None of them")


def test_what_is_not_known_stands_as_a_dash(shown: Callable[[], AppTest]) -> None:
    assert shown().dataframe[0].proto.placeholder == "–"


def test_a_network_whose_last_epoch_was_not_measured_has_no_gap() -> None:
    report = made_report.report()
    unmeasured = replace(report, name="other", training=replace(report.training, history=(Epoch(None, 1.0),)))
    assert markup.line(unmeasured)["Gap"] is None
    assert markup.widest([unmeasured, report]) == report.name


def test_the_gap_of_each_trained_network_is_known(shown: Callable[[], AppTest]) -> None:
    table = shown().dataframe[0].value
    for name, gap in zip(table["Network"], table["Gap"], strict=True):
        last = reports.load(name).training.history[-1]
        assert last.test_accuracy is not None
        assert gap == pytest.approx(100 * last.accuracy - 100 * last.test_accuracy, abs=0.01)


@pytest.mark.parametrize("lacking", ["loss", "gradient", "history"])
def test_sgd_and_adam_race_only_where_loss_and_gradient_of_both_were_kept(
    lacking: str, shown: Callable[[], AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    def charts() -> int:
        at = shown()
        assert not at.exception
        return len(at.get("plotly_chart"))

    load = reports.load

    def without(name: str) -> reports.Report:
        report = load(name)
        first, *others = report.training.history
        history = () if lacking == "history" else (Epoch(**asdict(first) | {lacking: None}), *others)
        return replace(report, training=replace(report.training, history=history)) if name == "lstm-256-sgd" else report

    assert charts() == 3
    st.cache_resource.clear()
    st.cache_data.clear()
    monkeypatch.setattr(reports, "load", without)
    assert charts() == 1


def test_two_trainings_race_on_one_scale() -> None:
    report = made_report.report()
    shown = json.loads(race.race(report, replace(report, name="other"), "gradient", LIGHT).to_json())
    for trace in shown["data"]:
        assert trace["y"] == [epoch.gradient for epoch in report.training.history]
    assert shown["layout"]["yaxis"]["type"] == "log"
    assert [note["text"] for note in shown["layout"]["annotations"]] == [report.name, "other"]
    seldom = made_report.seldom_measured()
    traces = race.race(report, seldom, "test_loss", LIGHT).to_dict()["data"]
    assert [len(trace["x"]) for trace in traces] == [5, 9]
