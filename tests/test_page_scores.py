"""The scores of the Test set page: its panels from made arrays, and the section run by Streamlit's AppTest."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from evaluation import metrics, reports, scores
from panels import calibration, decisions, digits_by_row, risk
from panels.theme import PALETTES
from tests.apps import html

LIGHT = PALETTES["light"]
LAST_ONLY = "trained on the last row only"
RIGHT, WRONG = 5, 6
ROWS = 1 / (1 + np.exp(-(np.arange(1, 29)[None] - np.arange(6, 16)[:, None]) / 1.5))  # (10, 28) accuracy


def made(confidence: list[float], right: list[bool]) -> tuple[np.ndarray, np.ndarray]:
    """Labels and beliefs of answers that are so sure and so right."""
    beliefs = np.zeros((len(right), 10))
    beliefs[:, RIGHT] = confidence
    return np.where(right, RIGHT, WRONG), beliefs


HALF = made([0.9] * 6 + [0.6] * 4, [True] * 6 + [False] * 4)


# ---- the panels --------------------------------------------------------------------------------------------


def test_the_calibration_finding_tells_how_far_and_to_which_side() -> None:
    cases = {(0.9, 7): "20.0 points on average, mostly too sure", (0.4, 7): "30.0 points on average, mostly not sure"}
    for (confidence, right), words in cases.items():
        found = scores.reliability(*made([confidence] * 10, [k < right for k in range(10)]))
        assert words in calibration.finding(found)
    assert "sure" not in calibration.finding(scores.reliability(*made([0.75] * 4, [True, True, True, False])))


def test_the_calibration_diagram_shows_each_bin_once_with_its_interval() -> None:
    found = scores.reliability(*HALF)
    bars, dots = calibration.calibration(found, LIGHT).to_dict()["data"]
    assert dots["x"] == pytest.approx([60, 90])
    assert dots["y"] == pytest.approx([0, 100])
    assert list(bars["y"]) == [4, 6]
    low, high = metrics.wilson(0, 4)
    assert dots["error_y"]["array"][0] == pytest.approx(100 * high)
    assert dots["error_y"]["arrayminus"][0] == pytest.approx(100 * low)


def test_the_risk_finding_tells_what_its_own_bound_is_worth() -> None:
    curve = scores.risk_coverage(*HALF)
    assert risk.finding(curve, scores.risk_when_sure(curve, 0.8)) == (
        "It is sure of 60.00 %: of these 0.00 % are wrong, of all 40.00 %"
    )
    assert risk.finding(curve, scores.risk_when_sure(curve, 0.5)).startswith("It is sure of every answer")
    assert risk.finding(curve, scores.risk_when_sure(curve, 0.95)).startswith("It is sure of no answer")


def test_the_networks_own_bound_is_marked_on_the_curve() -> None:
    curve = scores.risk_coverage(*HALF)
    shown = risk.risk(curve, scores.risk_when_sure(curve, 0.8), LIGHT).to_dict()
    assert list(shown["data"][-1]["x"]) == pytest.approx([60, 100])
    assert list(shown["data"][-1]["y"]) == pytest.approx([0, 40])
    assert shown["layout"]["shapes"][0]["x0"] == pytest.approx(60)


@pytest.mark.parametrize("answers", [made([0.9, 0.6], [True, True]), made([0.9, 0.6], [False, False])])
def test_a_network_without_errors_or_with_nothing_else_shows(answers: tuple[np.ndarray, np.ndarray]) -> None:
    curve = scores.risk_coverage(*answers)
    for bound in (0.5, 0.8, 0.95):
        sure = scores.risk_when_sure(curve, bound)
        assert len(risk.risk(curve, sure, LIGHT).to_dict()["data"][1]["x"]) == 2
        assert risk.axis(curve, sure) == ""


def test_the_digits_finding_names_the_soonest_and_the_last() -> None:
    assert digits_by_row.finding(ROWS) == "Nine in ten are right by row 10 of the 0s, only by row 19 of the 9s"
    assert digits_by_row.finding(0.5 * ROWS).startswith("9 is read worst")


def test_each_digit_is_named_once_on_its_own_line_apart_from_the_others() -> None:
    *_, names = digits_by_row.digits(ROWS, ROWS.mean(axis=0), LIGHT).to_dict()["data"]
    assert list(names["text"]) == [str(digit) for digit in range(10)]
    assert list(names["marker"]["line"]["color"]) == list(LIGHT.digits)
    for digit, (row, percents) in enumerate(zip(names["x"], names["y"], strict=True)):
        assert percents == pytest.approx(100 * ROWS[digit, row - 1])
    x, y = digits_by_row.STEP * np.array(names["x"]), digits_by_row.SPAN * np.array(names["y"]) / 100
    apart = np.hypot(x[:, None] - x, y[:, None] - y) + np.diag([np.inf] * 10)
    assert apart.min() >= digits_by_row.NAME


def test_the_rows_by_which_the_answers_are_final_are_marked() -> None:
    counts = np.array([0, 5, 3, 1, 1])
    assert decisions.decided_by(counts) == (2, 4)
    assert decisions.finding(counts) == "Half of the answers are final by row 2, nine in ten by row 4"
    shown = decisions.decisions(counts, counts, LIGHT).to_dict()
    assert list(shown["data"][0]["y"]) == [0, 50, 30, 10, 10]
    assert [line["x0"] for line in shown["layout"]["shapes"]] == [2.5, 4.5]


# ---- the section -------------------------------------------------------------------------------------------


def section(name: str) -> None:
    from panels.theme import PALETTES
    from views.parts import stored
    from views.test_set import scores
    from views.test_set.subject import Subject

    scores.show(Subject(stored.network(name), stored.report(name)), PALETTES["light"])


def run(name: str) -> AppTest:
    at = AppTest.from_function(section, default_timeout=60, args=(name,)).run()
    assert not at.exception
    return at


@pytest.mark.slow
def test_a_reading_network_shows_every_score_of_its_report() -> None:
    at, report = run("reader"), reports.load("reader")
    shown = html(at)
    low, high = report.interval
    for number in (f"{100 * report.accuracy:.2f} %", f"{100 * low:.2f} to {100 * high:.2f} %", f"{report.loss:.4f}"):
        assert number in shown
    assert f"{100 * report.calibration_by_row[-1]:.2f} %" in shown
    for name in ("Top-2 accuracy", "Brier score", "Area under risk against coverage"):
        assert name in shown
    assert len(at.get("plotly_chart")) == 4
    assert LAST_ONLY not in shown


@pytest.mark.slow
def test_the_calibration_follows_the_chosen_row() -> None:
    at, errors = run("reader"), reports.load("reader").calibration_by_row
    for row in (7, 14, 28):
        at.segmented_control(key="calibration_row").select(row).run()
        assert not at.exception
        assert f"off by {100 * errors[row - 1]:.1f} points" in html(at)


def test_accuracy_after_each_row_is_shown_together_or_digit_by_digit() -> None:
    at = run("bn-lstm-128-tanh")
    assert "Half are right by row" in html(at)
    assert LAST_ONLY in html(at)
    at.segmented_control(key="by_row_view").select("Digit by digit").run()
    assert not at.exception
    assert "Nine in ten are right by row" in html(at)
    assert LAST_ONLY in html(at)


def test_a_network_without_recurrence_shows_what_there_is_and_says_why_not_the_rest() -> None:
    at = run("mlp-512")
    assert len(at.get("plotly_chart")) == 2
    assert not at.segmented_control
    assert "This network sees all rows at once" in html(at)
    assert "Brier score" in html(at)
