"""What each part of the reader's training gives: which drawings a variant does without, what is asked, what is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import ablation
from model import data
from model.data import Data
from model.recipes import RECIPES, LayerSpec
from training import teacher
from training.lessons import Lessons
from training.pens import Pens
from training.strokes import Stroke
from training.synthetic import NONE, Drawings

READER = RECIPES["reader"]
assert READER.training is not None
FEW = replace(READER.training, templates=6, redrawn=4, non_digits=12, turned_over=0, by_pen=11)


def lines(angle: float) -> list[Stroke]:
    """A stroke that leans as only this one does."""
    return [np.outer(np.linspace(0, 1, 9), [np.sin(angle), np.cos(angle)])]


@pytest.fixture(scope="module")
def lessons(mnist: Data) -> Lessons:
    """Drawings of two digits by pens, of a digit and a letter by a font, over and over."""
    few = Data(mnist.x_train[:100], mnist.y_train[:100], mnist.x_test[:5], mnist.y_test[:5], "")
    return Lessons(FEW, few, Pens(tuple(map(lines, (0.0, 0.4, 0.8, 1.2))), np.array([1, 7, 4, NONE], np.uint8)))


@pytest.mark.slow
def test_each_origin_is_found_again_among_the_drawings(lessons: Lessons) -> None:
    places = ablation.origins(lessons, {"pen_strokes": 2, "hands": 2})
    by_pen = lessons.drawn["by_pen"]
    assert set(places["pen_strokes"]) == set(by_pen[[0, 1, 4, 5, 8, 9]])
    assert set(lessons.labels[places["pen_strokes"]]) == {1, 7}
    assert set(lessons.labels[places["hands"]]) == {4, NONE}
    assert set(places["pen_strokes"]) | set(places["hands"]) == set(by_pen)
    assert len(places["templates"]) == 6
    assert set(lessons.labels[places["no digits"]]) == {NONE}
    assert NONE not in lessons.labels[places["digits"]]
    assert len(places["digits"]) + len(places["no digits"]) == 6 + 4 + 12 + 11


@pytest.mark.slow
@pytest.mark.parametrize("words", [words for words, variant in ablation.VARIANTS.items() if variant.without])
def test_a_variant_learns_from_all_but_what_it_does_without(words: str, lessons: Lessons) -> None:
    places = ablation.origins(lessons, {"pen_strokes": 2, "hands": 2})
    (name,) = ablation.VARIANTS[words].without
    left = ablation.VARIANTS[words].lessons(lessons, places)
    kept = np.concatenate(list(left.drawn.values()))
    every = np.arange(lessons.written, len(lessons.images))
    np.testing.assert_array_equal(kept, np.setdiff1d(every, places[name]))
    assert ablation.VARIANTS[words].recipe(READER) == READER


def test_a_variant_differs_from_the_reader_in_what_its_name_says() -> None:
    changed = {words: variant.recipe(READER) for words, variant in ablation.VARIANTS.items() if not variant.without}
    assert changed.pop("the reader") == READER
    assert [each.units for each in changed.pop("one layer of 256 units").layers] == [256, 10]
    for words, recipe in changed.items():
        assert replace(recipe, training=READER.training) == READER, words
        assert recipe != READER, words


@pytest.mark.slow
def test_without_deformation_written_digits_stay_as_they_are(lessons: Lessons) -> None:
    left = ablation.VARIANTS["no deformation"].lessons(lessons, {})
    assert set(left.strengths[: left.written]) == {0}
    assert left.strengths[left.written] == np.float32(FEW.of_drawings)


def test_the_columns_are_shares_of_right_answers_and_of_doubt_below_the_bound() -> None:
    """Of ten held-back images one is less sure than the bound, and six of eight that are no digit are."""
    sureness = {"held back": [0.5, *[0.9] * 9], ablation.UNSURE: [*[0.4] * 6, 0.95, 0.99]}
    asked, read = {}, {}
    for k, name in enumerate((*dict.fromkeys(ablation.COLUMNS), ablation.UNSURE)):
        if name == "after row 14":
            continue
        sure = np.array(sureness.get(name, [0.9] * 10))
        beliefs = np.full((len(sure), 28, 10), 0.01)
        beliefs[:, -1, 3] = sure
        beliefs[:4, 13, 3] = 0.5
        beliefs[4:, 13, 8] = 0.5
        labels = np.where(np.arange(len(sure)) < k, 5, 3).astype(np.uint8)  # the first k are not what is answered
        asked[name] = Drawings(np.full((len(sure), 28, 28), k, np.uint8), labels)
        read[k] = beliefs
    found = ablation.figures(lambda images: read[int(images[0, 0, 0])], asked, 0.1)
    assert found == pytest.approx([100, 40, 80, 70, 60, 50, 75])


def test_a_line_is_the_mean_of_its_seeds_and_how_far_they_lie_apart() -> None:
    assert ablation.line("no teacher", [[99.5, 3.0]]) == "| no teacher | 99.50 | 3.00 |"
    assert ablation.line("no teacher", [[99.5, 3.0], [99.7, 3.0]]) == "| no teacher | 99.60 ± 0.14 | 3.00 ± 0.00 |"


@pytest.mark.slow
def test_the_drawings_are_made_once_for_all_variants_and_the_table_has_a_line_each(
    pen_file: Path,
    font_folder: Path,
    mnist: Data,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    few = Data(mnist.x_train[:200], mnist.y_train[:200], mnist.x_test[:5], mnist.y_test[:5], "")
    layers = (LayerSpec("LSTM", 4, "tanh"), LayerSpec("Dense", 10, "linear"))
    settings = replace(FEW, by_pen=400)
    monkeypatch.setattr(data, "load", lambda: few)
    monkeypatch.setitem(RECIPES, "reader", replace(READER, layers=layers, training=settings, epochs=1, batch_size=50))
    monkeypatch.setattr(teacher, "BLOCKS", (((8, 5, 4),),))
    monkeypatch.setattr(ablation, "DRAWINGS", 12)
    made = []
    monkeypatch.setattr(ablation, "Lessons", lambda *given: made.append(Lessons(*given)) or made[-1])
    options = ["--pen-strokes", str(pen_file), "--hands", str(font_folder), "--epochs", "1", "--only"]
    assert ablation.main([*options, "no real pens", "no teacher"]) == 0
    said = capsys.readouterr().out
    assert len(made) == 1
    assert said.count("Teacher: epoch") == 1
    table = said.rpartition("\n\n")[2].splitlines()
    assert [row.split(" | ")[0] for row in table if "--" not in row] == [
        "| 1 epochs, seed 0; in %",
        "| no real pens",
        "| no teacher",
    ]
    assert {row.count("|") for row in table} == {9}


def test_a_file_that_cannot_be_used_is_told_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--pen-strokes", str(tmp_path / "none.gz"), "--hands", str(tmp_path)]
    assert ablation.main(given) == 2
    assert capsys.readouterr().err.startswith("ablation.py: none.gz: expected a file of pen strokes, but:")
