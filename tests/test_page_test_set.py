"""The Test set page with the shipped networks: its matrix and its errors are what a recount gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from evaluation import metrics, readings, reports
from evaluation.readings import Readings
from model.weights import Network
from panels.confusion import COUNTS, NUMBERS, OF_GIVEN, OF_TRUE
from tests.apps import html
from tests.explored import (
    CLOSE,
    LAST_ROW_ONLY,
    NETWORKS,
    PLAIN,
    READ_ALL,
    READER,
    WITHOUT_ROWS,
    answers,
    cells,
    chart,
    counted,
    framed,
    galleries,
    headline,
    listed,
    opened,
    panels,
    probabilities,
    read_by,
    titles,
    whole,
)

pytestmark = pytest.mark.usefixtures("one_cache")

# Of each section: how many panels it has at least and how many charts, where rows are read; and where all are seen at
# once. No image is chosen.
SECTIONS = {
    "Confusions": ((4, 2), (4, 1)),
    "All errors": ((2, 0), (2, 0)),
    "Scores": ((6, 4), (5, 2)),
    "Two networks": ((4, 1), (4, 1)),
    "Search": ((4, 1), (1, 0)),
    "Robustness": ((2, 8), (2, 8)),
    "Training": ((2, 1), (2, 1)),
}
CONTROLS = ["errors_sure", "errors_margin", "errors_rows"]


# ---- every section -----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", NETWORKS, scope="module")
def test_every_section_opens_whole_and_each_panel_says_how_to_read_it(name: str) -> None:
    at = opened("Confusions", name)
    [choice] = [each for each in at.segmented_control if each.key == "section"]
    assert choice.options == list(SECTIONS)
    for section, expected in SECTIONS.items():
        at.segmented_control(key="section").select(section).run()
        whole(at)
        shown = panels(at)
        least, charts = expected[name == WITHOUT_ROWS]
        assert len(shown) >= least, section
        assert len(at.get("plotly_chart")) == charts, section
        for panel in shown:
            assert len(panel.title) > 10, panel
            assert len(panel.reading) > 20, panel


@pytest.mark.parametrize("section", ["Confusions", "All errors"])
def test_a_section_that_shows_some_images_has_those_alone_read(
    section: str, fresh_cache: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def counted_too(network: Network, images: np.ndarray, **how: bool) -> Readings:
        read.append(len(images))
        return READ_ALL(network, images, **how)

    monkeypatch.setattr(readings, "read_all", counted_too)
    at = opened(section)
    whole(at)
    assert galleries(at)
    assert 0 < sum(read) < 1200, "a digit's, and those of a cell"


@pytest.mark.slow
@pytest.mark.parametrize("name", NETWORKS, scope="module")
def test_the_accuracy_stands_with_its_interval_and_the_published_one(name: str, labels: np.ndarray) -> None:
    at, report = opened("Training", name), reports.load(name)
    assert at.title[0].value == f"{(answers(name) == labels).sum():,} of 10,000 unseen digits read rightly"
    shown = headline(at)
    published = [] if report.published is None else [report.published]
    for share in (report.accuracy, report.interval[1], *published):
        assert f"{100 * share:.2f} %" in shown
    assert ("Published" in shown) == bool(published)
    assert ("Decided" in shown) == (name != WITHOUT_ROWS), "all rows at once decide nothing row by row"
    assert f"{report.parameters:,}" in shown


def test_the_command_and_the_whole_checksum_can_be_copied() -> None:
    training = reports.load(READER).training
    assert [code.value for code in opened("Training").code] == [training.command, training.data_sha256]


def test_a_section_stays_chosen_for_another_network() -> None:
    at = opened("Scores", WITHOUT_ROWS)
    at.selectbox(key="network").select(LAST_ROW_ONLY).run()
    assert at.segmented_control(key="section").value == "Scores"
    assert len(panels(whole(at))) == 6


# ---- the confusion matrix ----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", [READER, WITHOUT_ROWS], scope="module")
def test_the_cells_show_counts_and_the_shares_of_both_sides(name: str, labels: np.ndarray) -> None:
    counts = metrics.confusion(labels, answers(name))  # (10, 10)
    shares = {OF_TRUE: counts / counts.sum(axis=1, keepdims=True), OF_GIVEN: counts / counts.sum(axis=0)}
    at = opened("Confusions", name)
    assert counted(at) == counts.tolist()
    assert at.segmented_control(key="numbers").options == list(NUMBERS)
    for kind, expected in shares.items():
        at.segmented_control(key="numbers").select(kind).run()
        texts = cells(whole(at))
        assert all(text.endswith("<br>%") for row in texts for text in row if text)
        shown = [[float(text.removesuffix("<br>%") or 0) for text in row] for row in texts]
        np.testing.assert_allclose(shown, 100 * expected, atol=0.0501)
    at.segmented_control(key="numbers").select(COUNTS).run()
    assert counted(at) == counts.tolist()


def test_the_right_answers_can_be_left_out() -> None:
    at = opened("Confusions")
    before = cells(at)
    at.toggle(key="diagonal").set_value(False).run()
    after = cells(whole(at))
    assert all(before[digit][digit] and not after[digit][digit] for digit in range(10))
    errors = ~np.eye(10, dtype=bool)
    np.testing.assert_array_equal(np.array(before)[errors], np.array(after)[errors])


def test_it_opens_with_the_commonest_confusion(labels: np.ndarray) -> None:
    errors = np.where(np.eye(10, dtype=bool), 0, metrics.confusion(labels, answers(PLAIN)))
    at = opened("Confusions", PLAIN)
    true, given = map(int, framed(at))
    assert errors[true, given] == errors.max() == len(listed(at))
    assert (at.selectbox(key="true").value, at.selectbox(key="given").value) == (true, given)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "cell"),
    [(PLAIN, (4, 9)), (PLAIN, (0, 1)), (WITHOUT_ROWS, (7, 2)), (READER, (4, 9)), (READER, (1, 1)), (READER, (0, 1))],
    scope="module",
)
def test_a_chosen_cell_lists_its_images_the_surest_answer_first(
    name: str, cell: tuple[int, int], labels: np.ndarray
) -> None:
    true, given = cell
    at = opened("Confusions", name)
    at.selectbox(key="true").select(true).run()
    at.selectbox(key="given").select(given).run()
    expected = np.flatnonzero((labels == true) & (answers(name) == given))
    found = listed(whole(at))
    assert sorted(found) == expected.tolist()
    assert (np.diff(probabilities(name)[found, given]) <= CLOSE).all()
    assert framed(at) == cell
    images = "1 image" if len(expected) == 1 else f"{len(expected):,} images"
    assert f"{images} of a {true} read as {given}" in titles(at)


def test_a_chosen_image_is_shown_with_what_the_network_makes_of_it(labels: np.ndarray) -> None:
    index = int(np.flatnonzero(answers(PLAIN) != labels)[0])
    at = opened("All errors", PLAIN, image=index)
    assert f"Test image {index}" in titles(at)
    assert f"A {labels[index]}, read as {answers(PLAIN)[index]}." in html(at)
    [bars] = chart(at)["data"]
    np.testing.assert_allclose(bars["x"], probabilities(PLAIN)[index], atol=CLOSE)
    assert galleries(at)[0]["chosen"] == index


# ---- all errors --------------------------------------------------------------------------------------------


def by(order: str, read: Readings, labels: np.ndarray) -> np.ndarray:
    """What each image is sorted by, (10000,), the smallest first."""
    first, second = np.sort(read.final, axis=1)[:, :-3:-1].T  # (10000,) each
    keys = {
        "surest answer first": -first,
        "least sure answer first": first,
        "largest margin first": second - first,
        "smallest margin first": first - second,
        "latest decision first": -read.decided.astype(int),
        "earliest decision first": read.decided.astype(int),
        "true digit": labels.astype(int),
        "answer": read.final.argmax(axis=1),
        "index": np.arange(len(labels)),
    }
    return keys[order]


@pytest.mark.parametrize("name", [PLAIN, WITHOUT_ROWS], scope="module")
def test_errors_stand_in_the_order_that_is_asked_for(name: str, labels: np.ndarray) -> None:
    read = read_by(name)
    wrong = np.flatnonzero(read.final.argmax(axis=1) != labels)
    at = opened("All errors", name)
    assert at.selectbox(key="order of Errors").value == "surest answer first"
    for order in at.selectbox(key="order of Errors").options:
        at.selectbox(key="order of Errors").select(order).run()
        found, keys = listed(whole(at)), by(order, read, labels)
        assert sorted(found) == wrong.tolist()
        assert keys[found].tolist() == sorted(keys[wrong].tolist()), order
    assert f"{len(wrong):,} of {len(wrong):,} errors" in titles(at)


def test_errors_are_those_that_all_filters_let_through(labels: np.ndarray) -> None:
    read = read_by(PLAIN)
    given = read.final.argmax(axis=1)
    percent = 100 * read.final.max(axis=1)
    margin = 100 * (np.sort(read.final, axis=1)[:, -1] - np.sort(read.final, axis=1)[:, -2])
    at = opened("All errors", PLAIN)
    kept = given != labels
    total = kept.sum()
    changes: list[tuple[Callable[[], Any], np.ndarray]] = [
        (lambda: at.multiselect(key="errors_true").set_value([2, 4, 7]), np.isin(labels, [2, 4, 7])),
        (lambda: at.multiselect(key="errors_given").set_value([9, 7, 2]), np.isin(given, [9, 7, 2])),
        (lambda: at.slider(key="errors_sure").set_value((40, 90)), (percent >= 40) & (percent <= 90)),
        (lambda: at.slider(key="errors_margin").set_value((10, 80)), (margin >= 10) & (margin <= 80)),
        (lambda: at.slider(key="errors_rows").set_value((20, 27)), (read.decided >= 20) & (read.decided <= 27)),
    ]
    for change, passes in changes:
        change().run()
        before, kept = kept.sum(), kept & passes
        assert kept.sum() < before, "this filter takes nothing away, so nothing is tested"
        assert sorted(listed(whole(at))) == np.flatnonzero(kept).tolist()
        assert f"{kept.sum():,} of {total:,} errors" in titles(at)
    assert kept.any()
    at.slider(key="errors_rows").set_value((1, 1)).run()
    assert listed(whole(at)) == []
    assert galleries(at)[0]["nothing"] == "No image is like that: widen a range."


def test_hardest_right_answers_are_those_with_the_smallest_margins(labels: np.ndarray) -> None:
    final = read_by(PLAIN).final
    margin = np.sort(final, axis=1)[:, -1] - np.sort(final, axis=1)[:, -2]
    right = np.flatnonzero(final.argmax(axis=1) == labels)
    at = opened("All errors", PLAIN)
    at.segmented_control(key="which_errors").select("Hardest right answers").run()
    found = listed(whole(at))
    assert len(found) == 200
    assert set(found) <= set(right)
    assert margin[found].tolist() == sorted(margin[right].tolist())[:200]


def test_a_network_that_sees_all_rows_at_once_has_no_row_of_decision_to_filter_by() -> None:
    assert [slider.key for slider in opened("All errors", WITHOUT_ROWS).slider] == CONTROLS[:2]
    assert [slider.key for slider in opened("All errors", PLAIN).slider] == CONTROLS
