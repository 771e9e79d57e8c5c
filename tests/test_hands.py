"""Handwriting fonts: some are never learned from, and their signs become strokes as real pens leave them."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import numpy as np
import pytest

import model
import train
from benchmarks import other_sets
from model import data
from training import hands, pen
from training.synthetic import NONE


def test_every_fifth_font_is_held_back(font_folder: Path) -> None:
    assert [path.name[0] for path in hands.fonts(font_folder)] == list("abcdef")
    assert [path.name[0] for path in hands.held_back(font_folder)] == ["e"]
    ours = [path for path in hands.fonts(font_folder) if path.name[0] != "e"]
    expected = hashlib.sha256(b"".join(path.read_bytes() for path in ours)).hexdigest()
    assert hands.learned(font_folder).sha256 == expected


def test_a_font_counts_as_a_writer_of_digits_and_once_as_one_of_letters(font_folder: Path) -> None:
    learned = hands.learned(font_folder)
    assert np.bincount(learned.labels).tolist() == [5 * hands.TIMES] * 10 + [5 * len(hands.LETTERS)]
    assert learned.labels.max() == NONE
    for lines in learned.digits:
        points = np.concatenate(lines)
        np.testing.assert_allclose(points.min(axis=0), 0, atol=1e-9)
        assert np.ptp(points, axis=0).max() == pytest.approx(1)


def test_strokes_of_a_font_are_read_as_its_digits(font_folder: Path) -> None:
    traced = hands.traced(hands.held_back(font_folder), hands.DIGIT_SIGNS)
    rng = np.random.default_rng(0)
    seen = data.scaled(np.stack([pen.seen(rng, lines, 14) for lines in traced.digits]))
    answers = model.predict(model.load(model.DEFAULT), seen).argmax(axis=1)
    assert (answers == traced.labels).sum() >= 9


def test_printed_signs_lie_whole_on_the_canvas_and_are_read(font_folder: Path) -> None:
    rng = np.random.default_rng(0)
    font = hands.held_back(font_folder)[0]
    sides = [np.ptp(np.argwhere(other_sets.on_canvas(rng, font, "8")), axis=0).max() for _ in range(30)]
    assert 60 < min(sides) < 120 < 200 < max(sides) < 260
    seen = data.scaled(other_sets.signs(rng, [font], hands.DIGIT_SIGNS, 40))
    answers = model.predict(model.load(model.DEFAULT), seen).argmax(axis=1)
    assert (answers == np.tile(np.arange(10), 4)).mean() >= 0.9


def test_signs_that_a_font_lacks_are_left_out(font_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(hands.LABELS, "れ", NONE)
    monkeypatch.setitem(hands.LABELS, " ", NONE)
    assert hands.traced(hands.held_back(font_folder), ["7", "れ", " "]).labels.tolist() == [7]


@pytest.mark.parametrize("what", ["empty", "damaged", "missing"])
def test_a_folder_without_fonts_is_refused_in_one_sentence(
    what: str, font_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"empty": font_folder / "none", "damaged": font_folder, "missing": font_folder / "nowhere"}[what]
    (font_folder / "none").mkdir()
    hands.fonts(font_folder)[0].write_bytes(b"no font")
    assert train.main(["--recipe", "reader", "--hands", str(given), "--out", str(font_folder / "out")]) == 2
    said = capsys.readouterr().err
    expected = {
        "empty": "train.py: none: expected a folder with at least 5 fonts, but found 0\n",
        "missing": "train.py: nowhere: expected a folder with at least 5 fonts, but found 0\n",
        "damaged": "train.py: a-latin-400-normal.woff2: expected a font, but: unknown file format\n",
    }
    assert said == expected[what]


def test_all_other_sets_are_asked_about_and_of_hands_the_held_back_ones(
    font_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[list[str], str]] = []

    def signs(_: object, fonts: list[Path], some: list[str], count: int) -> np.ndarray:
        asked.append(([font.name[0] for font in fonts], "".join(some)))
        return np.zeros((count, 28, 28), np.uint8)

    monkeypatch.setattr(other_sets, "signs", signs)
    (font_folder / "g-japanese-400-normal.woff2").write_bytes(b"")
    clothes = font_folder / "clothes.gz"
    clothes.write_bytes(gzip.compress(bytes(other_sets.HEADER) + bytes(3 * 28 * 28)))
    sets = dict(other_sets.kinds(np.random.default_rng(0), font_folder, font_folder, clothes))
    assert [len(images) for images in sets.values()] == [*[other_sets.COUNT] * 3, 3]
    assert asked == [(["e"], "".join(hands.LETTERS)), (list("abcdef"), "ACEFHJ"), (["g"], other_sets.KANA)]


def test_no_fonts_for_a_set_are_told_in_one_sentence() -> None:
    with pytest.raises(other_sets.SetError, match=r"^expected fonts with the sign お, but found none$"):
        other_sets.signs(np.random.default_rng(0), [], other_sets.KANA, 1)


def test_a_file_that_is_no_idx_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "images.gz").write_bytes(b"no gzip")
    with pytest.raises(other_sets.SetError, match=r"images\.gz: expected a gzipped IDX file of images"):
        other_sets.idx(tmp_path / "images.gz")
