"""Facts about the panels of the Test set page, but for the confusion matrix."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import model
from evaluation import reports
from evaluation.reports import Epoch, LayerSize
from panels import brush, by_row, history, parting
from panels.numbers import percent
from panels.theme import PALETTES
from tests import made_report
from views.test_set import markup

LIGHT = PALETTES["light"]
REPORT = made_report.report()
SELDOM = made_report.seldom_measured()  # loss not kept


# ---- where a reading goes wrong ----------------------------------------------------------------------------


def readings() -> tuple[np.ndarray, np.ndarray]:
    """Beliefs (28, 10) in a 4 that is read rightly, and in one that turns into a 9 at row 15."""
    right = np.zeros((28, 10))
    right[:, 4] = np.linspace(0.1, 1, 28)
    wrong = right.copy()
    wrong[14:, 4] -= 0.4
    wrong[14:, 9] = 0.6
    return wrong, right


def test_the_row_of_parting_is_the_one_from_which_the_beliefs_stay_apart() -> None:
    wrong, right = readings()
    wrong[3, 4] -= 0.09  # a short dip is no parting
    assert parting.row_of_parting(wrong, right, 4) == 15
    assert parting.row_of_parting(right, right, 4) == 0
    assert parting.finding(wrong, right, 4, None) == "They part from the 4s read rightly at row 15"
    assert parting.finding(wrong, right, 4, 7) == "Test image 7 parts from the 4s read rightly at row 15"
    assert parting.finding(right, right, 4, None) == "On average a 4 is believed in from row 13 on"


def test_the_curves_of_parting_show_both_digits_of_both_readings() -> None:
    wrong, right = readings()
    figure = parting.by_row(wrong, right, 4, 9, LIGHT)
    assert [trace.line.color for trace in figure.data] == [LIGHT.digits[d] for d in (4, 4, 9, 9)]
    for trace, values in zip(figure.data, (right[:, 4], wrong[:, 4], right[:, 9], wrong[:, 9]), strict=True):
        assert list(trace.y) == values.tolist()
        assert list(trace.x) == list(range(1, 29))
    (mark,) = figure.layout.shapes
    assert (mark.x0, mark.line.color) == (15, LIGHT.accent)


def test_the_box_that_searches_a_unit_stands_where_it_was_set() -> None:
    means, own = np.zeros((10, 28)), np.linspace(-1, 1, 28)
    figure = brush.unit(means, own, (20, 24), (0.25, 0.5), LIGHT)
    (frame,) = figure.layout.shapes
    assert (frame.y0, frame.y1) == (0.25, 0.5)
    assert frame.x0 < 20 < 24 < frame.x1
    assert list(figure.data[-1].y) == own.tolist()
    counts = np.bincount([3, 3, 3, 8], minlength=10)
    assert (
        brush.finding(7, (20, 24), (-0.25, 0.5), counts)
        == "Unit 7 between −0.25 and 0.50 in rows 20 to 24: 75 % are 3s"
    )
    assert brush.finding(7, (20, 20), (0, 0.5), 0 * counts) == "Unit 7 between 0.00 and 0.50 in row 20: no digit"


# ---- accuracy after each row -------------------------------------------------------------------------------


def test_a_row_counts_once_the_accuracy_never_falls_below_again() -> None:
    assert by_row.row_of([0.1, 0.6, 0.4, 0.5, 0.9], 0.5) == 4
    assert by_row.row_of([0.6, 0.9], 0.5) == 1
    assert by_row.row_of([0.1, 0.4], 0.5) is None


@pytest.mark.parametrize(
    ("accuracy", "finding"),
    [
        ([0.1, 0.6, 0.95], "Half are right by row 2, nine in ten by row 3"),
        ([0.1, 0.6, 0.8], "Half of the digits are right by row 2"),
        ([0.1, 0.3, 0.95], "Half of the digits are right by row 3"),
        ([0.1, 0.2, 0.3], "After the last row 30.00 % of the answers are right"),
    ],
)
def test_the_finding_says_by_which_row_the_digits_are_right(accuracy: list[float], finding: str) -> None:
    assert by_row.finding(accuracy) == finding


def test_the_curve_ends_at_the_marked_final_accuracy() -> None:
    shown = by_row.by_row(REPORT.accuracy_by_row, REPORT.confidence_by_row, LIGHT).to_dict()
    sure, curve = shown["data"]
    assert list(curve["x"]) == list(sure["x"]) == list(range(1, 29))
    assert curve["y"][-1] == pytest.approx(100 * REPORT.accuracy)
    assert list(sure["y"]) == pytest.approx([100 * share for share in REPORT.confidence_by_row])
    assert curve["marker"]["size"][-1] == max(curve["marker"]["size"])
    assert f"<b>{percent(REPORT.accuracy, 2)}</b>" in texts(shown)


# ---- the training ------------------------------------------------------------------------------------------


def test_each_curve_of_the_history_is_labelled_at_its_end() -> None:
    shown = history.history(REPORT.training.history, LIGHT).to_dict()
    last = REPORT.training.history[-1]
    assert texts(shown) == {
        "<b>accuracy</b>",
        f"test {percent(last.test_accuracy or 0, 2)}",
        f"training {100 * last.accuracy:.2f} %",
        "<b>log loss</b>",
        f"test {last.test_loss:.3f}",
        f"training {last.loss:.3f}",
    }
    assert not shown["layout"]["showlegend"]


def test_labels_of_curves_that_meet_stand_apart() -> None:
    meeting = [Epoch(0.3, 0.9, 0.2, 0.95), Epoch(0.1, 0.97, 0.1, 0.97)]
    labels = [note for note in history.history(meeting, LIGHT).to_dict()["layout"]["annotations"] if "yshift" in note]
    for test, training in (labels[:2], labels[2:]):
        assert test["y"] == training["y"]
        assert abs(test["yshift"] - training["yshift"]) >= history.LABEL


@pytest.mark.parametrize("epochs", [1, 2, 40])
def test_any_number_of_epochs_shows(epochs: int) -> None:
    shown = history.history([Epoch(0.1, 0.9, 0.1, 0.9)] * epochs, LIGHT).to_dict()
    assert all(len(curve["x"]) == epochs for curve in shown["data"])
    assert len(shown["layout"]["xaxis"]["tickvals"]) <= 14


def test_epochs_that_were_measured_are_dots_joined_by_straight_lines() -> None:
    epochs = SELDOM.training.history
    tests, training, losses = history.history(epochs, LIGHT).to_dict()["data"]
    measured = [1, 2, 3, 5, 8, 13, 21, 34, 50]
    for curve, field, times in ((tests, "test_accuracy", 100), (losses, "test_loss", 1)):
        assert list(curve["x"]) == measured
        assert list(curve["y"]) == pytest.approx([times * getattr(epochs[number - 1], field) for number in measured])
        assert curve["mode"] == "lines+markers"
        assert curve["line"].get("shape", "linear") == "linear"
    assert list(training["x"]) == list(range(1, 51))
    assert training["mode"] == "lines"
    most = [Epoch(0.1, 0.9, *((0.1, 0.9) if number % 4 == 0 else (None, None))) for number in range(1, 101)]
    modes = [curve["mode"] for curve in history.history(most, LIGHT).to_dict()["data"]]
    assert modes == ["lines+markers", "lines", "lines+markers", "lines"]


def test_a_loss_that_was_not_kept_is_neither_drawn_nor_labelled() -> None:
    shown = history.history(SELDOM.training.history, LIGHT).to_dict()
    last = SELDOM.training.history[-1]
    accuracies = {f"test {100 * SELDOM.accuracy:.2f} %", f"training {100 * last.accuracy:.2f} %"}
    assert texts(shown) == {"<b>accuracy</b>", "<b>log loss</b>", *accuracies, f"test {SELDOM.loss:.3f}"}
    assert "The log loss on the training images was not kept" in markup.history(SELDOM)
    assert "not kept" not in markup.history(REPORT)


def test_many_epochs_stand_on_a_logarithmic_scale_with_the_labels_at_the_curves_ends() -> None:
    shown = history.history(SELDOM.training.history, LIGHT).to_dict()["layout"]
    assert (shown["xaxis"]["type"], shown["xaxis"]["title"]["text"]) == ("log", "epoch, logarithmic scale")
    assert {note["x"] for note in shown["annotations"] if "yshift" in note} == {math.log10(50)}
    low, high = shown["xaxis"]["range"]
    assert low < 0 < math.log10(50) < high
    few = history.history(REPORT.training.history, LIGHT).to_dict()["layout"]
    assert (few["xaxis"].get("type"), few["xaxis"]["title"]["text"]) == (None, "epoch")
    assert {note["x"] for note in few["annotations"] if "yshift" in note} == {5}


def test_the_finding_on_a_training_tells_of_epochs_that_were_measured_alone() -> None:
    first, *others = SELDOM.training.history
    begin, end = percent(first.test_accuracy or 0, 2), percent(SELDOM.accuracy, 2)
    assert history.finding([first]) == f"One epoch gave {begin} on the test images"
    assert history.finding([first, *others]) == f"{begin} after one epoch, {end} after 50"
    unmeasured = Epoch(None, 0.5)
    assert history.finding([unmeasured, *others]).endswith(f" after 2 epochs, {end} after 50")
    assert history.finding([unmeasured, others[-1]]) == f"2 epochs gave {end} on the test images"


def test_it_is_told_which_epochs_were_measured_and_of_which_network_the_last_figures_are() -> None:
    assert "measured after the epochs with a dot and joined by straight lines" in markup.history(SELDOM)
    assert "with a dot" not in markup.history(REPORT)
    own, published = (markup.history(replace(REPORT, name=name)) for name in ("reader", "mlp-512"))
    assert "of the network before it was calibrated" in own
    assert "calibrated" not in published


@pytest.mark.parametrize("name", model.names())
def test_the_training_of_each_network_shows_what_was_kept_of_it(name: str) -> None:
    report = reports.load(name)
    epochs, read = report.training.history, markup.history(report)
    shown = history.history(epochs, PALETTES["dark"])
    kept = [
        sum(getattr(epoch, field) is not None for epoch in epochs)
        for field in ("test_accuracy", "accuracy", "test_loss", "loss")
    ]
    assert [len(trace.x) for trace in shown.data] == [count for count in kept if count]
    assert f"{percent(epochs[-1].test_accuracy or 0, 2)} after {len(epochs)}" in history.finding(epochs)
    assert ("not kept" in read, "with a dot" in read) == (kept[3] == 0, kept[0] < len(epochs))


def texts(shown: dict[str, Any]) -> set[str]:
    return {note["text"] for note in shown["layout"]["annotations"]}


# ---- numbers and tables ------------------------------------------------------------------------------------


def test_the_digits_are_told_apart_by_their_own_colour() -> None:
    table = markup.digits(REPORT.digits, LIGHT)
    for digit, colour in enumerate(LIGHT.digits):
        assert f'background:{colour}"></i>{digit}</th>' in table


def test_the_table_holds_every_score_of_every_digit() -> None:
    rows = markup.digits(REPORT.digits, LIGHT).split("<tr>")[2:]
    assert len(rows) == 10
    for row, score in zip(rows, REPORT.digits, strict=True):
        for share in (score.precision, score.recall, score.f1):
            assert f"<td>{100 * share:.1f} %</td>" in row
        assert f"<td>{score.support:,}</td>" in row


def test_a_digit_without_images_is_not_called_the_hardest() -> None:
    absent = replace(REPORT.digits[2], precision=0.0, recall=0.0, f1=0.0, support=0)
    scored = [absent if score.digit == 2 else score for score in REPORT.digits]
    assert markup.digits_finding(scored) == markup.digits_finding(REPORT.digits)


def test_the_layer_with_most_parameters_is_named() -> None:
    assert markup.layers_finding(REPORT.layers) == "The LSTM holds 90 % of its parameters"
    two = (LayerSize("LSTM", (28, 9), 300), LayerSize("LSTM", (28, 9), 500), LayerSize("Dense", (10,), 200))
    assert markup.layers_finding(two) == "The 2 LSTM layers hold 80 % of its parameters"


def test_the_published_accuracy_stands_beside_the_interval() -> None:
    assert "98.29 %" in markup.headline(REPORT)
    assert markup.against(REPORT) == f"{abs(98.29 - 100 * REPORT.accuracy):.2f} points below, outside the interval"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "0 s"),
        (59.4, "59 s"),
        (59.7, "1 min 0 s"),
        (93.4, "1 min 33 s"),
        (3599.8, "1 h 0 min"),
        (7270, "2 h 1 min"),
    ],
)
def test_a_duration_shows_its_two_largest_units(seconds: float, words: str) -> None:
    assert markup.duration(seconds) == words


def test_what_a_file_says_is_shown_as_text_not_as_markup() -> None:
    training = replace(REPORT.training, optimizer="<script>", versions={"<b>": "<i>"})
    assert not {"<script>", "<b>", "<i>"} & set(re.findall("<[a-z]+>", markup.settings(training)))
