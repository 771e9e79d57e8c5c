"""What is known of a network's robustness is what a recount gives; files that do not fit are refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import model
from evaluation import reports, robustness
from evaluation.changes import CHANGES
from evaluation.robustness import IMAGES
from model import WeightsError, data, records, weights
from model.weights import TRAINED, Network
from tests.sentence import assert_one_sentence

NAME = "mlp-512"  # the quickest to read
COUNTED = ("rotation", 30.0)  # the change and strength that is counted again


# ---- what was measured -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_each_shipped_robustness_is_what_a_recount_gives(
    each_shipped: Network, mnist: data.Data, x_test: np.ndarray
) -> None:
    found = robustness.load(each_shipped.name)
    labels = mnist.y_test[:IMAGES]
    name, strength = COUNTED
    changed = CHANGES[name].apply(x_test[:IMAGES], strength)
    right = (model.predict(each_shipped, changed).argmax(axis=1) == labels).sum()
    counted = next(curve for curve in found.curves if curve.change == name)
    assert counted.right[counted.strengths.index(strength)] == pytest.approx(right, abs=2)  # ties on other machines
    answers = reports.load(each_shipped.name).answers[:IMAGES]
    assert found.right == sum(int(answer) == label for answer, label in zip(answers, labels, strict=True))
    assert found.accuracy == found.right / found.images


def test_a_measurement_counts_right_answers_under_every_change(mnist: data.Data, x_test: np.ndarray) -> None:
    network, images, labels = model.load(NAME), x_test[:40], mnist.y_test[:40]
    found = robustness.measure(network, images, labels)
    assert (found.name, found.images, found.weights_sha256) == (NAME, 40, weights.checksum(NAME))
    assert [curve.change for curve in found.curves] == list(CHANGES)
    for curve in found.curves:
        changed = [CHANGES[curve.change].apply(images, strength) for strength in curve.strengths]
        expected = [int((model.predict(network, each).argmax(axis=1) == labels).sum()) for each in changed]
        assert list(curve.right) == expected
    right = [right for curve in found.curves for right in curve.right]
    assert found.mean_accuracy == pytest.approx(sum(right) / len(right) / 40)


# ---- its files ---------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one network and its robustness."""
    for file in (f"{NAME}.npz", f"{NAME}.json", f"{NAME}.robustness.json"):
        shutil.copy(TRAINED / file, tmp_path)
    return tmp_path


def rewritten(folder: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Puts other content into the file, with a checksum that fits."""
    file = robustness.path(NAME, folder)
    file.write_text(records.to_json(weights.sealed(change(json.loads(file.read_bytes())))))


def test_a_robustness_comes_back_as_it_was_saved(folder: Path) -> None:
    found = robustness.load(NAME)
    robustness.path(NAME, folder).unlink()
    robustness.save(found, folder)
    assert robustness.load(NAME, folder) == found


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda folder: robustness.path(NAME, folder).unlink(), "expected a file"),
    "cut off": (
        lambda folder: robustness.path(NAME, folder).write_bytes(robustness.path(NAME, folder).read_bytes()[:99]),
        "",
    ),
    "no object": (lambda folder: robustness.path(NAME, folder).write_text("[]"), "altered"),
    "an altered count": (
        lambda folder: robustness.path(NAME, folder).write_text(
            robustness.path(NAME, folder).read_text().replace('"right": 19', '"right": 18', 1)
        ),
        "altered",
    ),
    "of other weights": (
        lambda folder: rewritten(folder, lambda plain: plain | {"weights_sha256": "ab" * 32}),
        "but found abababababab…",
    ),
    "of another network": (
        lambda folder: rewritten(folder, lambda plain: plain | {"name": "reader"}),
        f"expected the network {NAME}, but found reader",
    ),
    "of fewer images": (lambda folder: rewritten(folder, lambda plain: plain | {"images": 1999}), "2,000 images"),
    "of other changes": (
        lambda folder: rewritten(folder, lambda plain: plain | {"curves": plain["curves"][1:]}),
        "expected the changes rotation, shift",
    ),
    "more right answers than images": (
        lambda folder: rewritten(folder, lambda plain: plain | {"right": 2001}),
        "counts from 0 to 2,000",
    ),
    "a strength without a count": (
        lambda folder: rewritten(
            folder, lambda plain: plain | {"curves": [{**curve, "right": [9]} for curve in plain["curves"]]}
        ),
        "a count for each strength",
    ),
    "an unknown field": (lambda folder: rewritten(folder, lambda plain: plain | {"colour": 1}), "colour"),
}


@pytest.mark.parametrize(("damage", "words"), DAMAGES.values(), ids=DAMAGES.keys())
def test_a_file_that_does_not_fit_is_refused_with_the_command(
    folder: Path, damage: Callable[[Path], object], words: str
) -> None:
    damage(folder)
    with pytest.raises(WeightsError) as refused:
        robustness.load(NAME, folder)
    path = robustness.path(NAME, folder)
    assert_one_sentence(refused.value, path, words, f"`python -m evaluation.robustness {NAME}` writes it anew")


@pytest.mark.slow
def test_the_command_measures_what_is_missing_and_skips_what_fits(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewritten(folder, lambda plain: plain | {"weights_sha256": "ab" * 32})
    assert robustness.main(["--folder", str(folder)]) == 0
    assert capsys.readouterr().out.startswith(f"{NAME}: 9")
    anew, shipped = robustness.load(NAME, folder), robustness.load(NAME)
    assert replace(anew, curves=()) == replace(shipped, curves=())
    for ours, theirs in zip(anew.curves, shipped.curves, strict=True):
        assert ours.right == pytest.approx(theirs.right, abs=2)  # ties on other machines
    written = robustness.path(NAME, folder).stat().st_mtime_ns
    assert robustness.main(["--folder", str(folder), NAME]) == 0
    assert "is measured already" in capsys.readouterr().out
    assert robustness.path(NAME, folder).stat().st_mtime_ns == written


def test_the_command_names_what_it_cannot_measure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert robustness.main(["--folder", str(folder), "nobody"]) == 2
    assert robustness.main(["--folder", str(folder), "reader"]) == 2
    told = capsys.readouterr().err
    assert "nobody" in told
    assert "python train.py --recipe reader" in told
