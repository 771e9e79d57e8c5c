"""The Test set page, run by Streamlit's AppTest with the shipped networks: what it shows is what a recount gives."""

from __future__ import annotations

import csv
import functools
import io
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import model
from evaluation import metrics, readings, reports, robustness
from evaluation.comparison import mcnemar
from evaluation.readings import Readings
from model import data, files, forward, weights
from model.image import stages_from_canvas
from panels.confusion import COUNTS, NUMBERS, OF_GIVEN, OF_TRUE
from tests.apps import begin, html, texts
from views.parts.on_canvas import Drawing
from views.parts.picture import Picture

READER, LAST_ROW_ONLY, PLAIN, WITHOUT_ROWS = "reader", "bn-lstm-128-tanh", "rnn-256-adam", "mlp-512"
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
CLOSE = 1e-5  # two orders of summing up give probabilities that differ by less


def page() -> None:
    from views.test_set import page as test_set

    test_set.page()


def taken_away() -> None:
    """Leaves in the session what can be downloaded of the chosen network."""
    import streamlit as st

    from views.state import state
    from views.test_set import downloads
    from views.test_set.subject import subject

    found, _ = subject(state().chosen.network)
    st.session_state["json"] = downloads.as_json(found.report)
    st.session_state["csv"] = downloads.as_csv(found.report)
    if st.session_state["with answers"]:
        st.session_state["answers"] = downloads.answers_csv(found)


@pytest.fixture(scope="module", autouse=True)
def _own_cache() -> Iterator[None]:
    """One cache for all tests of this file, so that a network reads the test images only once."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


# ---- how it is run and looked at ---------------------------------------------------------------------------


def opened(section: str, name: str = READER, **state: Any) -> AppTest:
    at = begin(AppTest.from_function(page, default_timeout=60), network=name, section=section, **state)
    return whole(at.run())


def whole(at: AppTest) -> AppTest:
    """The page without any complaint."""
    assert not at.exception
    assert not at.error
    assert not at.warning
    return at


def panels(at: AppTest) -> list[str]:
    """The title of each panel with the line beneath it."""
    return [text for text in texts(at) if text.startswith("<h2>")]


def chart(at: AppTest, place: int = 0) -> Any:
    return json.loads(at.get("plotly_chart")[place].proto.spec)


def cells(at: AppTest) -> list[list[str]]:
    """What is written in each cell of the confusion matrix, (10, 10)."""
    traces = [trace for trace in chart(at)["data"] if trace["type"] == "heatmap"]
    return [["".join(trace["text"][true][given] for trace in traces) for given in range(10)] for true in range(10)]


def framed(at: AppTest) -> tuple[float, float]:
    """The true digit and the answer of the cell that is marked."""
    [frame] = chart(at)["layout"]["shapes"]
    return (frame["y0"] + frame["y1"]) / 2, (frame["x0"] + frame["x1"]) / 2


def galleries(at: AppTest) -> list[Any]:
    """What the browser is sent of each gallery."""
    return [json.loads(each.proto.json) for each in at.get("bidi_component") if each.proto.component_name == "gallery"]


def listed(at: AppTest, place: int = 0) -> list[int]:
    """The test images of a gallery, in their order."""
    indexes: list[int] = galleries(at)[place]["tiles"]["indexes"]
    return indexes


def notes(at: AppTest) -> list[str]:
    """What stands beneath each tile of the first gallery."""
    words = galleries(at)[0]["tiles"]["notes"]
    return [words["different"][which] for which in words["which"]]


# ---- what NumPy gives --------------------------------------------------------------------------------------


@functools.cache
def probabilities(name: str) -> np.ndarray:
    """Of each digit for each test image, straight from the shipped weights: (10000, 10)."""
    return model.predict(model.load(name), data.scaled(data.load().x_test))


@functools.cache
def read_by(name: str) -> Readings:
    return readings.read_all(model.load(name), data.load().x_test)


def answers(name: str) -> np.ndarray:
    return probabilities(name).argmax(axis=1)


@pytest.fixture(scope="module")
def labels(mnist: data.Data) -> np.ndarray:
    return mnist.y_test


# ---- every section -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [READER, LAST_ROW_ONLY, PLAIN, WITHOUT_ROWS])
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
            title, _, reading = panel.removeprefix("<h2>").partition('</h2><p class="read">')
            assert len(title) > 10, panel
            assert len(reading.removesuffix("</p>")) > 20, panel


@pytest.mark.parametrize("name", [READER, LAST_ROW_ONLY, PLAIN, WITHOUT_ROWS])
def test_the_accuracy_stands_with_its_interval_and_the_published_one(name: str, labels: np.ndarray) -> None:
    at, report = opened("Training", name), reports.load(name)
    assert at.title[0].value == f"{(answers(name) == labels).sum():,} of 10,000 unseen digits read rightly"
    headline = next(text for text in texts(at) if "headline" in text)
    published = [] if report.published is None else [report.published]
    for share in (report.accuracy, report.interval[1], *published):
        assert f"{100 * share:.2f} %" in headline
    assert ("Published" in headline) == bool(published)
    assert ("Decided" in headline) == (name != WITHOUT_ROWS), "all rows at once decide nothing row by row"
    assert f"{report.parameters:,}" in headline


def test_the_command_and_the_whole_checksum_can_be_copied() -> None:
    training = reports.load(READER).training
    assert [code.value for code in opened("Training").code] == [training.command, training.data_sha256]


def test_a_section_stays_chosen_for_another_network() -> None:
    at = opened("Scores", WITHOUT_ROWS)
    at.selectbox(key="network").select(LAST_ROW_ONLY).run()
    assert at.segmented_control(key="section").value == "Scores"
    assert len(panels(whole(at))) == 6


# ---- the confusion matrix ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [READER, WITHOUT_ROWS])
def test_the_cells_show_counts_and_the_shares_of_both_sides(name: str, labels: np.ndarray) -> None:
    counts = metrics.confusion(labels, answers(name))  # (10, 10)
    shares = {OF_TRUE: counts / counts.sum(axis=1, keepdims=True), OF_GIVEN: counts / counts.sum(axis=0)}
    at = opened("Confusions", name)
    assert [[int(text or 0) for text in row] for row in cells(at)] == counts.tolist()
    assert at.segmented_control(key="numbers").options == list(NUMBERS)
    for kind, expected in shares.items():
        at.segmented_control(key="numbers").select(kind).run()
        shown = [[float(text or 0) for text in row] for row in cells(whole(at))]
        np.testing.assert_allclose(shown, 100 * expected, atol=0.0501)
    at.segmented_control(key="numbers").select(COUNTS).run()
    assert [[int(text or 0) for text in row] for row in cells(at)] == counts.tolist()


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


@pytest.mark.parametrize(
    ("name", "cell"),
    [(PLAIN, (4, 9)), (PLAIN, (0, 1)), (WITHOUT_ROWS, (7, 2)), (READER, (4, 9)), (READER, (1, 1)), (READER, (0, 1))],
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
    assert galleries(at)[0]["pixels"]["indexes"] == found[:120]
    images = "1 image" if len(expected) == 1 else f"{len(expected):,} images"
    assert f"<h2>{images} of a {true} read as {given}</h2>" in html(at)


def test_a_chosen_image_is_shown_with_what_the_network_makes_of_it(labels: np.ndarray) -> None:
    index = int(np.flatnonzero(answers(PLAIN) != labels)[0])
    at = opened("All errors", PLAIN, image=index)
    assert f"<h2>Test image {index}</h2>" in html(at)
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


@pytest.mark.parametrize("name", [PLAIN, WITHOUT_ROWS])
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
    assert f"<h2>{len(wrong):,} of {len(wrong):,} errors</h2>" in html(at)


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
        assert f"<h2>{kept.sum():,} of {total:,} errors</h2>" in html(at)
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


# ---- two networks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "second"), [(READER, WITHOUT_ROWS), (PLAIN, READER)])
def test_lists_of_two_networks_are_the_two_sides_of_the_test(first: str, second: str, labels: np.ndarray) -> None:
    at = opened("Two networks", first)
    assert at.selectbox(key="other network").options == [name for name in model.names() if name != first]
    at.selectbox(key="other network").select(second).run()
    right = [answers(name) == labels for name in (first, second)]
    test = mcnemar(right[0], right[1])
    assert listed(whole(at), 0) == np.flatnonzero(right[0] & ~right[1]).tolist()
    assert listed(at, 1) == np.flatnonzero(right[1] & ~right[0]).tolist()
    assert [len(listed(at, place)) for place in (0, 1)] == [test.only_first, test.only_second]
    for name, count in ((first, test.only_first), (second, test.only_second)):
        assert f"<h2>Only {name} reads {count:,} images rightly</h2>" in html(at)


def test_the_difference_is_that_of_the_two_counts(labels: np.ndarray) -> None:
    by = [metrics.confusion(labels, answers(name)) for name in (READER, PLAIN)]
    at = opened("Two networks")
    at.selectbox(key="other network").select(PLAIN).run()
    shown = [[int(text.replace("−", "-") or 0) for text in row] for row in cells(at)]
    assert shown == (by[0] - by[1]).tolist()


# ---- search ------------------------------------------------------------------------------------------------


def test_images_read_like_the_drawing_stand_nearest_first(mnist: data.Data) -> None:
    at = opened("Search", PLAIN)
    found, network = listed(at), model.load(PLAIN)
    assert len(set(found)) == len(found) == 48
    assert (found[0], notes(at)[0]) == (0, "0.000"), "on the canvas lies test image 0 itself"
    own = model.read(network, data.scaled(mnist.x_test[0])).layers[-1].h  # (28, units)
    _, paths = forward.with_hidden(network, data.scaled(mnist.x_test[:2000]), lambda h: h)  # (2000, 28, units)
    distances = np.sqrt(np.square(paths - own).mean(axis=(1, 2)))
    nearest = [index for index in found if index < 2000]
    np.testing.assert_allclose(
        [float(note) for note, index in zip(notes(at), found, strict=True) if index < 2000],
        distances[nearest],
        atol=5.1e-4,
    )
    shown = [float(note) for note in notes(at)]
    assert shown == sorted(shown)
    closer = np.flatnonzero(distances < shown[-1] - 1e-3)
    assert len(set(closer) - set(found)) <= 1, "the few kept directions may miss one at the edge"
    sevens = int((mnist.y_test[found] == 7).sum())
    assert f"Of the 48 images read most like it, {sevens} are 7s" in html(at)


def test_images_that_share_an_activation_are_those_within_the_box(mnist: data.Data) -> None:
    at = opened("Search", PLAIN)
    for unit, rows, share in ((3, (12, 15), (0.2, 0.8)), (100, (28, 28), (0.0, 0.5))):
        at.number_input(key=f"search_unit {PLAIN}").set_value(unit).run()
        states = readings.unit_by_row(model.load(PLAIN), mnist.x_test, unit)  # (10000, 28)
        span = at.slider(key=f"search_span {PLAIN} {unit}")
        assert span.min <= states.min()
        assert span.max >= states.max()
        low, high = (round(float(span.min + part * (span.max - span.min)), 1) for part in share)
        at.slider(key="search_rows").set_value(rows).run()
        at.slider(key=f"search_span {PLAIN} {unit}").set_value((low, high)).run()
        within = states[:, rows[0] - 1 : rows[1]]
        expected = np.flatnonzero(((within >= low) & (within <= high)).all(axis=1))
        assert 0 < len(expected) < 10_000
        assert listed(whole(at), 1) == expected[:1200].tolist()
        assert f"<h2>{len(expected):,} test images share this activation</h2>" in html(at)
        frame = chart(at)["layout"]["shapes"][0]
        assert (frame["y0"], frame["y1"]) == pytest.approx((low, high))
        assert (frame["x0"] + frame["x1"]) / 2 == sum(rows) / 2


def test_a_drawing_that_moves_a_unit_further_than_any_digit_can_be_searched_by() -> None:
    name, unit = "bn-lstm-256-relu", 178  # whose states a filled square leads beyond those of all test images
    ink = np.zeros((280, 280, 4), np.uint8)
    ink[21:260, 21:260] = 255
    square = Picture(stages_from_canvas(ink), "Your drawing")
    own = model.read(model.load(name), square.stages.centred).layers[-1].h[19:24, unit]
    assert own.min() > readings.unit_by_row(model.load(name), data.load().x_test, unit).max() + 0.2
    at = opened("Search", name, drawing=Drawing.of(square))
    at.number_input(key=f"search_unit {name}").set_value(unit).run()
    assert len(panels(whole(at))) >= 4


# ---- robustness --------------------------------------------------------------------------------------------


def test_the_drawing_is_changed_as_is_chosen() -> None:
    at = opened("Robustness")
    control = at.segmented_control(key="robustness_change")
    for change in robustness.CHANGES.values():
        control.select(change.name).run()
        whole(at)
        assert html(at).count("<figcaption>") == len({0.0, *change.strengths})
        assert change.sentence in panels(at)[1]


# ---- downloads ---------------------------------------------------------------------------------------------


def downloaded(name: str, *, with_answers: bool) -> AppTest:
    at = AppTest.from_function(taken_away, default_timeout=60)
    begin(at, network=name)
    at.session_state["with answers"] = with_answers
    assert not at.run().exception
    return at


@pytest.mark.parametrize("name", ["reader", "mlp-512"])
def test_the_report_taken_away_is_a_recount_from_the_shipped_weights(name: str, labels: np.ndarray) -> None:
    at = downloaded(name, with_answers=False)
    report = json.loads(at.session_state["json"])
    assert reports.from_plain(report) == reports.load(name)
    counts = np.array(report["confusion"])
    assert counts.sum() == 10_000
    np.testing.assert_array_equal(counts, metrics.confusion(labels, answers(name)))
    assert report["answers"] == "".join(map(str, answers(name)))

    head, *lines = csv.reader(io.StringIO(at.session_state["csv"].decode(), newline=""))
    assert head == ["field", "value"]
    values = dict(lines)
    assert len(values) == len(lines), "each place stands once"
    cells = [[int(values[f"confusion.{true}.{given}"]) for given in range(10)] for true in range(10)]
    assert cells == counts.tolist()
    assert float(values["accuracy"]) == (answers(name) == labels).mean()
    assert float(values["digits.7.recall"]) == report["digits"][7]["recall"]
    assert values["training.command"] == report["training"]["command"]


@pytest.mark.parametrize("name", [PLAIN, WITHOUT_ROWS])
def test_every_single_answer_can_be_taken_away(name: str, labels: np.ndarray) -> None:
    at, read = downloaded(name, with_answers=True), read_by(name)
    lines = list(csv.DictReader(io.StringIO(at.session_state["answers"].decode(), newline="")))
    columns = {column: [line[column] for line in lines] for column in lines[0]}
    assert list(map(int, columns["index"])) == list(range(10_000))
    assert list(map(int, columns["true digit"])) == labels.tolist()
    assert list(map(int, columns["answer"])) == answers(name).tolist()
    assert list(map(int, columns["row of decision"])) == read.decided.tolist()
    ordered = np.sort(probabilities(name), axis=1)
    np.testing.assert_allclose([float(each) for each in columns["probability"]], ordered[:, -1], atol=CLOSE)
    np.testing.assert_allclose(
        [float(each) for each in columns["margin"]], ordered[:, -1] - ordered[:, -2], atol=2 * CLOSE
    )
    assert columns["unsure"].count("True") == round(10_000 * reports.load(name).unsure)
    assert set(columns["unsure"]) == {"True", "False"}


def test_report_answers_and_images_are_offered() -> None:
    offered = [each.label for each in opened("All errors", PLAIN).get("download_button")]
    assert offered == ["Report, JSON", "Report, CSV", "All 10,000 answers, CSV", "These images, PNG"]


# ---- bad and odd files -------------------------------------------------------------------------------------


@pytest.fixture
def folder(fresh_cache: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the app looks for its networks."""
    for function in (
        weights.load,
        weights.load_report,
        weights.names,
        weights.checksum,
        weights.stamp,
        reports.load,
        robustness.load,
    ):
        monkeypatch.setattr(function, "__defaults__", (tmp_path,))
    return tmp_path


TRAINED = weights.TRAINED
RECIPE = READER
SHIPPED = {kind: TRAINED / f"{RECIPE}{kind}" for kind in (".json", ".npz")}


def without_its_report() -> bytes:
    return json.dumps(weights.sealed(json.loads(SHIPPED[".json"].read_bytes()) | {"report": {}})).encode()


def with_a_better_accuracy() -> bytes:
    content = json.loads(SHIPPED[".json"].read_bytes())
    content["report"]["accuracy"] = 0.9999
    return json.dumps(weights.sealed(content)).encode()


def altered() -> bytes:
    return json.dumps(json.loads(SHIPPED[".json"].read_bytes()) | {"weights_sha256": "1" * 64}).encode()


BAD_REPORTS: dict[str, Callable[[], bytes | None]] = {
    "missing": lambda: None,
    "empty": lambda: b"",
    "truncated": lambda: SHIPPED[".json"].read_bytes()[:1000],
    "no JSON": lambda: b"\x93NUMPY",
    "altered": altered,
    "without its report": without_its_report,
    "at odds with itself": with_a_better_accuracy,
}
BAD_WEIGHTS: dict[str, Callable[[], bytes | None]] = {
    "missing": lambda: None,
    "empty": lambda: b"",
    "truncated": lambda: SHIPPED[".npz"].read_bytes()[:1000],
    "of another network": lambda: (TRAINED / f"{WITHOUT_ROWS}.npz").read_bytes(),
}


def put(folder: Path, kind: str, content: bytes | None) -> None:
    if content is not None:
        (folder / f"{RECIPE}{kind}").write_bytes(content)


def run() -> AppTest:
    at = AppTest.from_function(page, default_timeout=60)
    begin(at, section="Training")
    return at.run()


@pytest.mark.parametrize(
    ("kind", "damage"),
    [(".json", damage) for damage in BAD_REPORTS.values()] + [(".npz", damage) for damage in BAD_WEIGHTS.values()],
    ids=[f"report {name}" for name in BAD_REPORTS] + [f"weights {name}" for name in BAD_WEIGHTS],
)
def test_a_bad_file_is_one_sentence_with_the_command_and_the_page_recovers_once_it_is_mended(
    kind: str, damage: Callable[[], bytes | None], folder: Path
) -> None:
    for other, path in SHIPPED.items():
        put(folder, other, damage() if other == kind else path.read_bytes())
    at = run()
    assert not at.exception
    assert [f"python train.py --recipe {RECIPE}" in error.value for error in at.error] == [True]
    assert at.title[0].value == "Test set"
    put(folder, kind, SHIPPED[kind].read_bytes())
    assert len(panels(whole(at.run()))) == 2


def test_alone_it_has_no_network_to_be_compared_with(folder: Path) -> None:
    for kind, path in SHIPPED.items():
        put(folder, kind, path.read_bytes())
    at = run()
    at.segmented_control(key="section").select("Two networks").run()
    assert "There is no other network to compare with." in html(whole(at))


@pytest.mark.parametrize("name", [PLAIN, WITHOUT_ROWS])
def test_a_report_that_does_not_fit_its_weights_is_named_and_its_scores_counted_again(
    name: str, folder: Path, labels: np.ndarray, x_test: np.ndarray
) -> None:
    shipped = weights.load(name, TRAINED)
    arrays = {key: array * np.float32(1.2) for key, array in weights.named_arrays(shipped).items()}
    packed = files.pack(arrays)
    (folder / f"{name}.npz").write_bytes(packed)
    for kind in (".json", ".robustness.json"):
        shutil.copy(TRAINED / f"{name}{kind}", folder)
    believed = model.predict(weights.with_arrays(shipped, arrays), x_test)  # (10000, 10)
    counts = metrics.confusion(labels, believed.argmax(axis=1))
    known = reports.load(name)
    assert np.trace(counts) != round(10_000 * known.accuracy), "these weights must answer otherwise"

    at = AppTest.from_function(page, default_timeout=60)
    begin(at, network=name)
    at.run()
    assert not at.exception
    assert not at.error
    [warning] = [each.value for each in at.warning]
    assert f"{name}.npz: expected the SHA-256 {weights.checksum(name)[:12]}…" in warning
    assert f"but found {files.sha256(packed)[:12]}…" in warning
    assert f"`python train.py --recipe {name}` writes it anew" in warning
    assert at.title[0].value == f"{np.trace(counts):,} of 10,000 unseen digits read rightly"
    assert [[int(text or 0) for text in row] for row in cells(at)] == counts.tolist()
    assert f"{metrics.log_loss(labels, believed):.4f}" in next(text for text in texts(at) if "headline" in text)
    true, given = map(int, framed(at))
    assert sorted(listed(at)) == np.flatnonzero((labels == true) & (believed.argmax(axis=1) == given)).tolist()

    for section in list(SECTIONS)[1:]:
        at.segmented_control(key="section").select(section).run()
        assert not at.exception, section
        assert not at.error, section
        assert len(at.warning) == 1, section
    report = json.loads(downloaded(name, with_answers=False).session_state["json"])
    assert report["confusion"] == counts.tolist()
    assert report["accuracy"] == np.trace(counts) / 10_000
    assert report["training"] == json.loads(json.dumps(asdict(known.training)))


def test_a_report_without_a_history_or_a_published_accuracy_shows(folder: Path) -> None:
    known = reports.load(WITHOUT_ROWS, TRAINED)
    report = replace(known, published=None, training=replace(known.training, history=()))
    weights.save(weights.load(WITHOUT_ROWS, TRAINED), asdict(report), folder)
    at = AppTest.from_function(page, default_timeout=60)
    begin(at, network=WITHOUT_ROWS, section="Training")
    whole(at.run())
    assert len(panels(at)) == 1
    assert not at.get("plotly_chart")
    assert "Published" not in html(at)
