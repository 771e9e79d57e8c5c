"""What the Test set page gives away as files, and what it makes of bad and odd files."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import model
from evaluation import metrics, reports
from model import files, weights
from tests.apps import begin, html
from tests.explored import (
    CLOSE,
    PLAIN,
    READER,
    WITHOUT_ROWS,
    answers,
    counted,
    downloaded,
    framed,
    headline,
    listed,
    opened,
    page,
    panels,
    probabilities,
    read_by,
    whole,
)

pytestmark = pytest.mark.usefixtures("one_cache")


# ---- downloads ---------------------------------------------------------------------------------------------


@pytest.mark.slow
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


@pytest.mark.slow
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
    buttons: Any = opened("All errors", PLAIN).get("download_button")
    offered = [each.label for each in buttons]
    assert offered == [
        "Report, JSON",
        "Report, CSV",
        "All 10,000 answers, CSV",
        "These images, PNG",
    ]


# ---- bad and odd files -------------------------------------------------------------------------------------


@pytest.fixture
def folder(fresh_cache: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the app looks for its networks."""
    monkeypatch.setattr(weights, "TRAINED", tmp_path)
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


@pytest.mark.slow
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


@pytest.mark.slow
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
    assert f"`python train.py --recipe {name} --ship` writes it anew" in warning
    assert at.title[0].value == f"{np.trace(counts):,} of 10,000 unseen digits read rightly"
    assert counted(at) == counts.tolist()
    assert f"{metrics.log_loss(labels, believed):.4f}" in headline(at)
    true, given = map(int, framed(at))
    assert sorted(listed(at)) == np.flatnonzero((labels == true) & (believed.argmax(axis=1) == given)).tolist()

    for section in at.segmented_control(key="section").options[1:]:
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
