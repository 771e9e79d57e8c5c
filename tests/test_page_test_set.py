"""The Test set page, run by Streamlit's AppTest."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import model
from model import Report, data, evaluation, weights
from tests import made_report
from tests.apps import texts
from views.test_set import COUNTS, SHARES

pytestmark = pytest.mark.usefixtures("fresh_cache")

RECIPE = model.DEFAULT
PANELS = 5
CHARTS = 3


def titles(at: AppTest) -> int:
    """How many panels have a title."""
    return sum(element.proto.body.startswith("<h2>") for element in at.get("html"))


def page() -> None:
    from views import test_set

    test_set.page()


def test_the_page_shows_every_panel_without_a_problem(shown: Callable[..., AppTest]) -> None:
    at = shown(made_report.report())
    assert not at.exception
    assert not at.error
    assert titles(at) == PANELS
    assert len(at.get("plotly_chart")) == CHARTS


def test_every_panel_carries_a_line_on_how_to_read_it(shown: Callable[..., AppTest]) -> None:
    html = texts(shown(made_report.report()))
    assert sum('<p class="read">' in text for text in html) >= PANELS


def test_the_accuracy_stands_with_its_interval_and_the_published_one(shown: Callable[..., AppTest]) -> None:
    report = made_report.report()
    headline = next(text for text in texts(shown(report)) if "headline" in text)
    for share in (report.accuracy, report.interval[1], report.published):
        assert f"{100 * share:.2f} %" in headline
    assert f"{report.parameters:,}" in headline


def test_the_cells_change_from_counts_to_shares_and_back(shown: Callable[..., AppTest]) -> None:
    at = shown(made_report.report())
    assert "18" in cells(at)[4]
    for unit, of_the_fours in ((SHARES, "1.8"), (COUNTS, "18")):
        at.segmented_control[0].select(unit).run()
        assert of_the_fours in cells(at)[4]
    assert titles(at) == PANELS


def test_the_command_and_the_whole_checksum_can_be_copied(shown: Callable[..., AppTest]) -> None:
    training = made_report.report().training
    assert [code.value for code in shown(made_report.report()).code] == [training.command, training.data_sha256]


@pytest.mark.parametrize("every_row", [False, True])
def test_an_output_layer_trained_on_the_last_row_only_is_said_to_be(
    every_row: bool, shown: Callable[..., AppTest]
) -> None:
    html = texts(shown(made_report.report(every_row)))
    assert any("trained on the last row only" in text for text in html) is not every_row


def test_a_network_without_recurrence_or_published_accuracy_shows(shown: Callable[..., AppTest]) -> None:
    report = made_report.report()
    plain = replace(report, accuracy_by_row=(report.accuracy,), published=None)
    at = shown(replace(plain, training=replace(report.training, history=())))
    assert not at.exception
    assert len(at.get("plotly_chart")) == 1
    assert not any("Decided" in text for text in texts(at)), "all rows at once decide nothing row by row"
    assert not any("Published" in text for text in texts(at))


def test_the_page_needs_no_data_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: Callable[..., AppTest]
) -> None:
    monkeypatch.setattr(data, "MNIST", tmp_path / "mnist.npz")
    at = shown(made_report.report())
    assert not at.exception
    assert not at.error


# ---- bad input ---------------------------------------------------------------------------------------------


def whole() -> dict[str, Any]:
    """`NAME.json` as it should be."""
    layers = [asdict(spec) for spec in model.RECIPES[RECIPE].layers]
    report = asdict(made_report.report())
    content = {
        "name": RECIPE,
        "layers": layers,
        "every_row": True,
        "unsure_below": 0.8,
        "calibration": None,
        "weights_sha256": "0" * 64,
        "report": report,
    }
    return weights.sealed(json.loads(json.dumps(content)))


def without_its_report() -> bytes:
    return json.dumps(weights.sealed(whole() | {"report": {}})).encode()


def with_a_better_accuracy() -> bytes:
    content = whole()
    content["report"]["accuracy"] = 0.9999
    return json.dumps(weights.sealed(content)).encode()


BAD = {
    "missing": lambda: None,
    "empty": lambda: b"",
    "truncated": lambda: json.dumps(whole()).encode()[:1000],
    "no JSON": lambda: b"\x93NUMPY",
    "altered": lambda: json.dumps(whole() | {"weights_sha256": "1" * 64}).encode(),
    "without its report": without_its_report,
    "at odds with itself": with_a_better_accuracy,
}


def test_the_whole_file_shows_its_report(tmp_path: Path, shown_from: Callable[[Path], AppTest]) -> None:
    (tmp_path / f"{RECIPE}.json").write_text(json.dumps(whole()))
    assert titles(shown_from(tmp_path)) == PANELS


@pytest.mark.parametrize("damage", BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_one_sentence_with_the_command_that_mends_it(
    damage: Callable[[], bytes | None], tmp_path: Path, shown_from: Callable[[Path], AppTest]
) -> None:
    if (content := damage()) is not None:
        (tmp_path / f"{RECIPE}.json").write_bytes(content)
    at = shown_from(tmp_path)
    assert not at.exception
    assert [f"python train.py --recipe {RECIPE}" in error.value for error in at.error] == [True]
    assert at.title[0].value == "Test set"


def test_the_page_recovers_once_the_file_is_mended(tmp_path: Path, shown_from: Callable[[Path], AppTest]) -> None:
    at = shown_from(tmp_path)
    assert at.error
    (tmp_path / f"{RECIPE}.json").write_text(json.dumps(whole()))
    at.run()
    assert not at.error
    assert titles(at) == PANELS


# ---- how it is run -----------------------------------------------------------------------------------------


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Callable[[Report], AppTest]:
    """Shows the page with a report."""

    def show(report: Report) -> AppTest:
        monkeypatch.setattr(model, "load_report", lambda name: report)
        return AppTest.from_function(page, default_timeout=30).run()

    return show


@pytest.fixture
def shown_from(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], AppTest]:
    """Shows the page with the report that lies in a folder."""

    def show(folder: Path) -> AppTest:
        monkeypatch.setattr(model, "load_report", lambda name: evaluation.load_report(name, folder))
        monkeypatch.setattr(model, "names", lambda: weights.names(folder))
        return AppTest.from_function(page, default_timeout=30).run()

    return show


def cells(at: AppTest) -> list[set[str]]:
    """What is written in each row of the confusion matrix."""
    traces = json.loads(at.get("plotly_chart")[0].proto.spec)["data"]
    return [{text for trace in traces for text in trace["text"][true]} for true in range(10)]
