"""Digits of real pens: the file is checked, a part is never learned from, and strokes become what the network sees."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import model
import train
from benchmarks import strokes as benchmark
from evaluation import reports
from model import files, weights
from model.data import Data, scaled
from model.recipes import RECIPES, LayerSpec
from training import checkpoint, hands, keras_model, pen, pens, strokes, synthetic, teacher, written
from training.augmented import AugmentedTrainer
from training.pens import Pens

ONE = [[[10, 90], [12, 50], [11, 10]]]  # strokes of a 1, y upwards
STYLES = ("closed", "flag", "plain", "round", "bolt", "in one", "round", "plain", "in one", "hooked")  # one stroke each


def packed(digits: object) -> bytes:
    return gzip.compress(json.dumps(digits).encode(), mtime=0)


def points(lines: list[strokes.Stroke]) -> list[float]:
    return [float(value) for value in np.concatenate(lines).ravel()]


def test_a_file_is_read_upright_and_its_larger_side_is_one(pen_file: Path) -> None:
    found = pens.load(pen_file)
    assert len(found.digits) == 40
    assert found.sha256 == files.sha256(pen_file.read_bytes())
    np.testing.assert_array_equal(found.labels[:4], [7, 1, 7, 1])
    bar, middle = found.digits[0]
    np.testing.assert_allclose(bar, np.array([[0, 0], [0.625, 0], [0.25, 1]]))
    np.testing.assert_allclose(middle, np.array([[0.125, 0.5], [0.625, 0.5]]))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "expected a file of pen strokes, but: No such file"),
        (b"", "expected the pen strokes with the SHA-256 "),
        (packed([[1, ONE]]), "expected the pen strokes with the SHA-256 "),
    ],
    ids=["missing", "empty", "other"],
)
def test_another_file_is_refused_in_one_sentence(
    content: bytes | None, what: str, pen_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "other.json.gz"
    if content is not None:
        path.write_bytes(content)
    assert train.main(["--recipe", "reader", "--pen-strokes", str(path), "--out", str(tmp_path)]) == 2
    said = capsys.readouterr().err.strip()
    assert said.startswith(f"train.py: other.json.gz: {what}")
    assert "\n" not in said
    assert str(tmp_path) not in said


@pytest.mark.parametrize(
    "content", [b"no gzip", packed({"1": 2}), packed([[1, "x"]]), packed([[1]]), packed([[1, []]])]
)
def test_a_file_of_another_layout_is_refused_even_if_its_checksum_is_the_known_one(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "other.json.gz"
    path.write_bytes(content)
    monkeypatch.setattr(pens, "SHA256", files.sha256(content))
    with pytest.raises(pens.PenError, match=r"other\.json\.gz: expected gzipped JSON"):
        pens.load(path)


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--pen-strokes", "--hands"])
@pytest.mark.parametrize("name", [name for name, recipe in RECIPES.items() if not recipe.training])
def test_no_published_recipe_takes_what_was_written(
    name: str, option: str, pen_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train.main(["--recipe", name, option, str(pen_file), "--out", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    takers = "reader, rnn-fair, gru-fair, lstm-fair"
    assert said == f"train.py: expected {option} with --recipe {takers}, but {name} takes none\n"


def test_the_last_fifth_is_held_back(pen_file: Path) -> None:
    found = pens.load(pen_file)
    ours, theirs = pens.learned(found), pens.held_back(found)
    assert (len(ours.digits), len(theirs.digits)) == (32, 8)
    assert ours.digits + theirs.digits == found.digits
    np.testing.assert_array_equal(np.concatenate([ours.labels, theirs.labels]), found.labels)


@pytest.mark.slow
def test_what_is_held_back_is_never_learned_from(pen_file: Path, mnist: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = RECIPES["reader"]
    assert reader.training is not None
    few = Data(mnist.x_train[:200], mnist.y_train[:200], mnist.x_test[:20], mnist.y_test[:20], "")
    settings = replace(reader.training, templates=4, redrawn=4, non_digits=4, turned_over=4, by_pen=70)
    recipe = replace(reader, layers=(LayerSpec("LSTM", 4, "tanh"), LayerSpec("Dense", 10, "linear")), training=settings)
    taken: list[Pens] = []

    def in_processes(*arguments: Any) -> tuple[synthetic.Drawings, ...]:
        *_, given, styles, kinds = arguments
        taken.append(given)
        assert (styles, kinds) == ("more", "more")
        empty = synthetic.Drawings(np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.uint8))
        return (empty,) * 4

    monkeypatch.setattr(synthetic, "in_processes", in_processes)
    keras_model.prepare(0)
    by_hand = written.load(recipe, {"pen_strokes": pen_file})
    AugmentedTrainer(keras_model.build(recipe), recipe, few, 0, by_hand)
    (learned,) = taken
    assert len(learned.digits) == 70
    expected = pens.load(pen_file).digits[:32]
    assert sorted(map(points, learned.digits[:32])) == sorted(map(points, expected))


@pytest.mark.slow
def test_the_report_names_files_and_their_checksums_and_a_training_says_when_there_are_none(
    pen_file: Path,
    font_folder: Path,
    mnist: Data,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    reader = RECIPES["reader"]
    assert reader.training is not None
    settings = replace(reader.training, warm_up=10, templates=10, redrawn=10, non_digits=24, turned_over=20, by_pen=40)
    layers = (LayerSpec("LSTM", 12, "tanh"), LayerSpec("Dense", 10, "linear"))
    recipe = replace(reader, layers=layers, learning_rate=0.02, batch_size=50, training=settings)
    monkeypatch.setitem(RECIPES, "reader", recipe)
    monkeypatch.setattr(teacher, "BLOCKS", (((8, 5, 4),), ((16, 3, 2),)))
    small = tmp_path / "small.npz"
    counts = {"x_train": 2000, "y_train": 2000, "x_test": 100, "y_test": 100}
    small.write_bytes(files.pack({name: getattr(mnist, name)[:count] for name, count in counts.items()}))
    options = ["--recipe", "reader", "--data", str(small), "--epochs", "1", "--out", str(tmp_path)]
    assert train.main([*options, "--pen-strokes", str(pen_file), "--hands", str(font_folder)]) == 0
    training = reports.load("reader", tmp_path).training
    assert training.command.endswith(f"--pen-strokes pens.json.gz --hands fonts --out {tmp_path}")
    fonts = hands.learned(font_folder).sha256
    assert training.data_sha256 == f"{files.sha256(small.read_bytes())}, {pens.SHA256}, {fonts}"
    assert "trained with no" not in capsys.readouterr().out

    progress = checkpoint.Progress(replace(recipe, epochs=1), 0, training.data_sha256, 1.0, ())
    checkpoint.write(checkpoint.path(tmp_path, "reader"), progress, [np.zeros(3)])
    assert train.main([*options, "--resume"]) == 2, "a training with pen strokes does not go on without"
    said = capsys.readouterr()
    assert "reader: trained with no pen strokes; --pen-strokes takes them" in said.out
    assert "expected the same data file" in said.err


def test_varied_strokes_keep_order_direction_and_shape(pen_file: Path) -> None:
    seven = pens.load(pen_file).digits[0]
    lifted = joined = in_order = 0
    for seed in range(200):
        lines = pens.varied(np.random.default_rng(seed), seven)
        lifted, joined = lifted + (len(lines) == 2), joined + (len(lines) == 1)
        first, last = lines[0][0], lines[-1][-1]
        points = np.concatenate(lines)
        size = np.ptp(points, axis=0).max()
        assert np.isfinite(points).all()
        assert 0.6 < size < 2
        in_order += first[0] < last[0] and first[1] < last[1]
    assert in_order > 190, "the bar is begun at its left, the middle one ends at its right and lower"
    assert lifted > 2 * joined > 0


def test_each_variation_is_another_one_and_the_same_seed_gives_the_same(pen_file: Path) -> None:
    one = pens.load(pen_file).digits[1]
    first, again, other = (pens.varied(np.random.default_rng(seed), one) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first[0], again[0])
    assert first[0].shape != other[0].shape or np.abs(first[0] - other[0]).max() > 1e-3


def test_pen_strokes_become_what_the_canvas_would_give(pen_file: Path) -> None:
    found = pens.load(pen_file)
    few = Pens(found.digits[:6], found.labels[:6])
    drawn = synthetic.by_pen(np.random.default_rng(3), few)
    rng = np.random.default_rng(3)
    expected = [pen.seen(rng, pens.varied(rng, lines)) for lines in few.digits]
    np.testing.assert_array_equal(drawn.images, expected)
    np.testing.assert_array_equal(drawn.labels, few.labels)
    plain = pen.placed(np.random.default_rng(0), found.digits[1], 20)
    image = model.from_canvas(pen.drawn(plain, 20))
    assert image[4:24, 12:16].mean() > 0.5, "a 1 stands upright in the middle"
    assert image[:, :8].sum() == 0


def test_varied_digits_stay_legible(shipped: model.Network) -> None:
    hand = np.random.default_rng(0)
    labels = np.repeat(np.arange(10, dtype=np.uint8), 20)
    plain = [strokes.smooth(strokes.TEMPLATES[f"digit {label}"][STYLES[label]][0]) for label in labels]
    drawn = synthetic.by_pen(hand, Pens(tuple([line] for line in plain), labels))
    answers = model.predict(shipped, scaled(drawn.images)).argmax(axis=1)
    assert (answers == labels).mean() > 0.93


def test_the_benchmark_counts_what_is_read_rightly_and_what_it_is_taken_for(shipped: model.Network) -> None:
    plain = [[strokes.smooth(strokes.TEMPLATES[f"digit {label}"][STYLES[label]][0])] for label in range(10)]
    wrong = np.roll(np.arange(10, dtype=np.uint8), 1)  # each is called the digit before it
    for labels, share in ((np.arange(10, dtype=np.uint8), "1"), (wrong, "0.00%")):
        lines = list(benchmark.digits(shipped, Pens(tuple(plain), labels)))
        assert lines[0][1].startswith(share)
        assert len(lines) == 18
    assert lines[3][2].startswith("1 × ")


def test_the_benchmark_measures_a_network_in_another_folder(
    pen_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind in (".npz", ".json"):
        (tmp_path / f"mlp-512{kind}").write_bytes((weights.TRAINED / f"mlp-512{kind}").read_bytes())
    monkeypatch.setattr(benchmark, "signs", lambda network: iter([("seen", network.checksum, "")]))
    options = ["--pen-strokes", str(pen_file), "--network"]
    assert benchmark.main([*options, f"{tmp_path}/mlp-512"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("| what (mlp-512, seed 0) | measured (95 % interval) | misread as |\n|---|---|---|\n")
    assert "8 held-back digits of real pens" in said
    assert weights.checksum("mlp-512") in said
    assert benchmark.main([*options, f"{tmp_path}/reader"]) == 2
    assert "reader.json: expected a file" in capsys.readouterr().err
