"""A checkpoint gives back what it was given, and only to the training that wrote it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evaluation.reports import Epoch
from model import files
from model.recipes import DEFAULT, RECIPES
from tests.sentence import assert_one_sentence
from training import checkpoint
from training.checkpoint import CheckpointError, Progress

VALUES = [np.arange(6, dtype=np.float32).reshape(2, 3), np.array(7), np.array([1, 2], np.uint32)] * 5


@pytest.fixture
def progress() -> Progress:
    return Progress(RECIPES[DEFAULT], seed=3, data_sha256="ab" * 32, seconds=1.5, history=(Epoch(2.0, 0.1, 1.9, 0.2),))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return checkpoint.path(tmp_path, DEFAULT)


def test_a_checkpoint_comes_back_as_it_was_written(path: Path, progress: Progress) -> None:
    checkpoint.write(path, progress, VALUES)
    found, values = checkpoint.read(path, replace(progress, seconds=0.0, history=()))
    assert found == progress
    for value, expected in zip(values, VALUES, strict=True):
        assert value.dtype == expected.dtype
        np.testing.assert_array_equal(value, expected)


def test_a_resumed_training_may_run_for_more_epochs(path: Path, progress: Progress) -> None:
    checkpoint.write(path, progress, VALUES)
    longer = replace(progress, recipe=replace(progress.recipe, epochs=50))
    assert checkpoint.read(path, longer)[0].recipe.epochs == 50


OTHERS: dict[str, tuple[Callable[[Progress], Progress], str]] = {
    "another seed": (lambda wanted: replace(wanted, seed=4), "expected the seed 4, but found 3"),
    "other data": (lambda wanted: replace(wanted, data_sha256="cd" * 32), "expected the same data file"),
    "another recipe": (
        lambda wanted: replace(wanted, recipe=replace(wanted.recipe, batch_size=64)),
        f"expected the recipe {DEFAULT} as it is now",
    ),
    "fewer epochs": (
        lambda wanted: replace(wanted, recipe=replace(wanted.recipe, epochs=0)),
        "expected at most 0 epochs, but 1 are done",
    ),
}


@pytest.mark.parametrize(("change", "words"), OTHERS.values(), ids=OTHERS.keys())
def test_another_training_is_not_resumed(
    change: Callable[[Progress], Progress], words: str, path: Path, progress: Progress
) -> None:
    checkpoint.write(path, progress, VALUES)
    with pytest.raises(CheckpointError) as caught:
        checkpoint.read(path, change(progress))
    assert_one_sentence(caught.value, path, words, "without --resume")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 but no more", "expected a whole .npz"),
        (files.pack({"other": np.zeros(3)}), "found other arrays"),
        (files.pack({"progress": np.array("[]")}), "progress: expected an object"),
        (files.pack({"progress": np.array("{")}), "line 1"),
    ],
    ids=["truncated", "another file", "no progress", "no JSON"],
)
def test_a_damaged_checkpoint_is_not_resumed(content: bytes, words: str, path: Path, progress: Progress) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(CheckpointError) as caught:
        checkpoint.read(path, progress)
    assert_one_sentence(caught.value, path, words, "without --resume")
