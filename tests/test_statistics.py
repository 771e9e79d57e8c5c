"""What is known of switches and units is what a recount gives; files that do not fit are refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import model
from evaluation import reports, statistics, switches, units
from evaluation.statistics import Statistics
from model import Hold, Network, WeightsError, data, explain, files, weights
from model.weights import TRAINED
from tests.sentence import assert_one_sentence

NAME = "gru-fair"
SOME = 400  # images


@pytest.fixture(scope="module")
def pixels() -> np.ndarray:
    return data.load_part("test")[0][:SOME]


@pytest.fixture(scope="module")
def labels() -> np.ndarray:
    return data.load_part("test")[1][:SOME]


@pytest.fixture(scope="module")
def found(pixels: np.ndarray, labels: np.ndarray) -> Statistics:
    return statistics.measure(model.load(NAME), pixels, labels)


@pytest.fixture(scope="module")
def hidden(pixels: np.ndarray) -> np.ndarray:
    """(SOME, 28, units), each image read alone."""
    network = model.load(NAME)
    return np.stack([model.read(network, image).layers[0].h for image in data.scaled(pixels)])


# ---- switches --------------------------------------------------------------------------------------------------------


def test_each_switch_is_there_where_its_gate_is() -> None:
    gates = {name: [(each.gate, each.value) for each in switches.switches(model.load(name))] for name in model.names()}
    assert gates["reader"] == [("f", 1.0), ("f", 0.0), ("i", 1.0), ("i", 0.0), ("o", 1.0)]
    assert gates["gru-fair"] == [("z", 1.0), ("z", 0.0), ("r", 0.0), ("r", 1.0)]
    assert gates["rnn-fair"] == gates["mlp-512"] == []


def test_a_switch_counts_what_is_right_while_its_gate_is_held(
    found: Statistics, pixels: np.ndarray, labels: np.ndarray
) -> None:
    network, images = model.load(NAME), data.scaled(pixels)
    for place, switch in enumerate(found.switches):
        answers = model.predict(network, images, hold=[Hold(0, switch.gate, value=switch.value)]).argmax(axis=1)
        assert found.right_switched[place].tolist() == [(answers == labels).sum()] * 2
        assert found.accuracy(switch) == (answers == labels).mean()
    assert found.right == (model.predict(network, images).argmax(axis=1) == labels).sum()


def test_a_switch_of_a_stack_counts_in_all_layers_and_in_each(pixels: np.ndarray, labels: np.ndarray) -> None:
    network, images = model.load("lstm-128x2-dropout"), data.scaled(pixels[:60])
    counts = switches.right_answers(network, images, labels[:60])
    assert counts.shape == (5, 3)
    for place, layers in enumerate([(0, 1), (0,), (1,)]):
        held = [Hold(layer, "i", value=1.0) for layer in layers]
        answers = model.predict(network, images, hold=held).argmax(axis=1)
        assert counts[2, place] == (answers == labels[:60]).sum()


# ---- units -----------------------------------------------------------------------------------------------------------


def test_a_course_is_the_mean_state_of_each_digit(found: Statistics, hidden: np.ndarray, labels: np.ndarray) -> None:
    for digit in range(10):
        expected = hidden[labels == digit].mean(axis=0)
        np.testing.assert_allclose(found.layers[0].courses[digit], expected, atol=2e-3)


def test_moments_are_the_furthest_from_what_is_usual(found: Statistics, hidden: np.ndarray) -> None:
    apart = np.abs(hidden - hidden.mean(axis=0))  # (SOME, 28, units)
    layer = found.layers[0]
    for unit in (0, 60, 127):
        strongest = np.sort(apart[:, :, unit].max(axis=1))[::-1][: units.SHOWN]
        images, rows = layer.images[unit], layer.rows[unit].astype(int) - 1
        np.testing.assert_allclose(apart[images, rows, unit], strongest, atol=2e-3)
        np.testing.assert_allclose(layer.states[unit], hidden[images, rows, unit], atol=2e-3)
        assert len(set(images.tolist())) == units.SHOWN


def test_selectivity_is_the_share_of_the_variance_that_the_digit_explains(
    found: Statistics, hidden: np.ndarray, labels: np.ndarray
) -> None:
    layer = found.layers[0]
    for unit in (0, 60, 127):
        states = hidden[:, int(layer.selective_rows[unit]) - 1, unit]
        within = sum(((states[labels == digit] - states[labels == digit].mean()) ** 2).sum() for digit in range(10))
        expected = 1 - within / ((states - states.mean()) ** 2).sum()
        assert float(layer.selectivity[unit]) == pytest.approx(expected, abs=2e-3)
    assert layer.selectivity.min() >= 0
    assert layer.selectivity.max() <= 1


@pytest.mark.parametrize(
    ("ink", "rows", "digits", "is_early", "words"),
    [
        (
            [0, 0.01, 0.3],
            [10, 11, 14, 14, 14],
            {3: 1, 9: 0.9},
            False,
            "ink on the right at rows 11–14, speaks for 3 and 9",
        ),
        ([0.2, 0.01, 0.3], [7] * 5, {5: 1, 6: 0.1}, False, "ink on the left and on the right at row 7, speaks for 5"),
        ([0.2, 0.2, 0.3], [7] * 5, {5: 1}, True, "a stroke across at row 7, mostly in 5s"),
        ([-0.2, 0.01, 0.1], [3] * 5, {9: 1, 0: 1}, True, "no ink on the left at row 3, mostly in 0s and 9s"),
        ([-0.2, -0.2, -0.2], [3] * 5, {1: 1}, False, "hardly any ink at row 3, speaks for 1"),
        ([0.01, 0.0, -0.02], [28] * 5, {1: 1}, False, "what earlier rows left at row 28, speaks for 1"),
    ],
)
def test_a_name_says_which_ink_at_which_rows_and_which_digits(
    ink: list[float], rows: list[int], digits: dict[int, float], is_early: bool, words: str
) -> None:
    by_digit = np.array([digits.get(digit, -1.0) for digit in range(10)])
    assert units.name(np.array(ink), np.array(rows), by_digit, is_early) == words


def test_a_unit_that_sees_ink_on_the_right_and_raises_a_digit_is_called_so() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 10, 600).astype(np.uint8)
    pixels = np.zeros((600, 28, 28), np.uint8)
    pixels[::3, 9:12, 20:26] = 255
    pixels[::3, 2:8, 0:8] = 255  # too long before
    hidden = np.zeros((600, 28, 1), np.float16)
    hidden[::3, 11, 0] = 0.9
    found = units.of_layer(hidden, pixels, labels, np.eye(10)[[4]])
    assert found.names == ("ink on the right at row 12, speaks for 4",)
    assert (found.rows == 12).all()
    assert (found.images % 3 == 0).all()


def test_the_slopes_of_a_name_are_those_of_the_head() -> None:
    network = model.load("bn-lstm-128-tanh")
    slopes = explain.slopes_of_digits(network, np.zeros(128, np.float32))
    assert slopes.shape == (128, 10)


# ---- files -----------------------------------------------------------------------------------------------------------


def test_each_shipped_file_is_of_the_shipped_weights(each_shipped: Network) -> None:
    found = statistics.load(each_shipped.name)
    assert found.weights_sha256 == each_shipped.checksum
    assert found.images == 10_000
    assert found.right == pytest.approx(10_000 * reports.load(each_shipped.name).accuracy, abs=3)
    assert len(found.layers) == len(switches.kinds(each_shipped))
    assert statistics.path(each_shipped.name).stat().st_size < 500_000


@pytest.mark.slow
def test_the_shipped_counts_are_what_a_recount_gives() -> None:
    pixels, labels = data.load_part("test")
    network, found = model.load(NAME), statistics.load(NAME)
    again = statistics.measure(network, pixels, labels)
    np.testing.assert_allclose(again.right_switched, found.right_switched, atol=3)  # ties on other machines
    np.testing.assert_allclose(again.layers[0].courses, found.layers[0].courses, atol=2e-3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in (f"{NAME}.npz", f"{NAME}.json", f"{NAME}.statistics.npz"):
        shutil.copy(TRAINED / file, tmp_path)
    return tmp_path


def test_statistics_come_back_as_they_were_saved(found: Statistics, folder: Path) -> None:
    statistics.save(found, folder)
    again = statistics.load(NAME, folder)
    assert (again.name, again.images, again.right, again.switches) == (NAME, SOME, found.right, found.switches)
    np.testing.assert_array_equal(again.right_switched, found.right_switched)
    for one, other in zip(again.layers, found.layers, strict=True):
        assert one.names == other.names
        for field in ("courses", "images", "rows", "states", "selectivity", "selective_rows"):
            np.testing.assert_array_equal(getattr(one, field), getattr(other, field))


def changed(folder: Path, **arrays: Any) -> None:
    file = statistics.path(NAME, folder)
    file.write_bytes(files.pack(files.unpack(file.read_bytes()) | arrays))


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda folder: statistics.path(NAME, folder).unlink(), "expected a file"),
    "cut off": (
        lambda folder: statistics.path(NAME, folder).write_bytes(statistics.path(NAME, folder).read_bytes()[:999]),
        "expected a whole .npz",
    ),
    "pickled": (lambda folder: np.savez(statistics.path(NAME, folder), np.array([{}], object)), "expected"),
    "of other weights": (lambda folder: changed(folder, weights_sha256=np.array("ab" * 32)), "found abababababab…"),
    "of another network": (lambda folder: changed(folder, name=np.array("reader")), "found reader"),
    "of other switches": (lambda folder: changed(folder, switches=np.array(["a", "b", "c", "d"])), "the switches"),
    "too many right": (lambda folder: changed(folder, counts=np.array([5, 9], np.int32)), "counts from 0 to 5"),
    "an image that is not there": (
        lambda folder: changed(folder, **{"0.images": np.full((128, 8), 60_000, np.uint16)}),
        "indexes below 10,000",
    ),
    "a row that is not there": (
        lambda folder: changed(folder, **{"0.rows": np.zeros((128, 8), np.uint8)}),
        "rows from 1 to 28",
    ),
    "not a number": (
        lambda folder: changed(folder, **{"0.selectivity": np.full(128, np.nan, np.float16)}),
        "finite numbers in selectivity",
    ),
    "fewer units": (lambda folder: changed(folder, **{"0.selectivity": np.zeros(9, np.float16)}), "0.selectivity as"),
    "an unknown array": (lambda folder: changed(folder, colour=np.zeros(1)), "colour"),
}


@pytest.mark.parametrize(("damage", "words"), DAMAGES.values(), ids=DAMAGES.keys())
def test_a_file_that_does_not_fit_is_refused_with_the_command(
    folder: Path, damage: Callable[[Path], object], words: str
) -> None:
    damage(folder)
    with pytest.raises(WeightsError) as refused:
        statistics.load(NAME, folder)
    path = statistics.path(NAME, folder)
    assert_one_sentence(refused.value, path, words, f"`python -m evaluation.statistics {NAME}` writes it anew")


def test_the_command_counts_what_is_missing_and_skips_what_fits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in ("mlp-512.npz", "mlp-512.json"):
        shutil.copy(TRAINED / file, tmp_path)
    assert statistics.main(["--folder", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("mlp-512: no gates")
    assert statistics.load("mlp-512", tmp_path).weights_sha256 == weights.checksum("mlp-512")
    assert statistics.main(["--folder", str(tmp_path), "mlp-512"]) == 0
    assert "is measured already" in capsys.readouterr().out
    assert statistics.main(["--folder", str(tmp_path), "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err
