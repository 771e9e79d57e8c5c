"""A missing or damaged file of weights is named, with the command that mends it; nothing in it is run."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evaluation import reports
from model import files, weights
from model.recipes import LayerSpec
from model.weights import WeightsError
from tests.weight_files import KERNEL, NAME, assert_names_the_command, copied, document, repack, reseal

FLATTEN = LayerSpec("Flatten")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a copy of the shipped pair."""
    return copied(tmp_path)


def truncate(folder: Path, kind: str) -> None:
    path = folder / f"{NAME}{kind}"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(folder: Path, kind: str, place: int = 1000) -> None:
    path = folder / f"{NAME}{kind}"
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def no_zip(folder: Path) -> None:
    (folder / f"{NAME}.npz").write_bytes(b"\x93NUMPY, but not many")
    reseal(folder, weights_sha256=files.sha256((folder / f"{NAME}.npz").read_bytes()))


def truncated_with_its_checksum(folder: Path) -> None:
    truncate(folder, ".npz")
    reseal(folder, weights_sha256=files.sha256((folder / f"{NAME}.npz").read_bytes()))


def edited_by_hand(folder: Path) -> None:
    path = folder / f"{NAME}.json"
    path.write_text(path.read_text().replace('"accuracy": 0.', '"accuracy": 1.', 1))


def with_layer(**changes: Any) -> Callable[[Path], None]:
    """The second layer with other settings."""

    def change(folder: Path) -> None:
        layers = document(folder)["layers"]
        layers[1].update(changes)
        reseal(folder, layers=layers)

    return change


DAMAGED_WEIGHTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda folder: (folder / f"{NAME}.npz").unlink(), "expected a file"),
    "truncated": (lambda folder: truncate(folder, ".npz"), "expected the SHA-256"),
    "truncated, checksum renewed": (truncated_with_its_checksum, "expected a whole .npz"),
    "one bit flipped": (lambda folder: flip(folder, ".npz"), "expected the SHA-256"),
    "no archive": (no_zip, "expected a whole .npz"),
    "wrong shape": (
        lambda folder: repack(folder, lambda arrays: arrays.update({KERNEL: arrays[KERNEL][:, :, 1:]})),
        f"expected {KERNEL} of shape (4, 28, 128), but found (4, 28, 127)",
    ),
    "wrong type": (
        lambda folder: repack(folder, lambda arrays: arrays.update({KERNEL: arrays[KERNEL].astype(float)})),
        f"expected {KERNEL} as float32, but found float64",
    ),
    "not a number": (
        lambda folder: repack(folder, lambda arrays: arrays[KERNEL].__setitem__((0, 0, 0), np.nan)),
        f"expected finite numbers in {KERNEL}",
    ),
    "pickled": (
        lambda folder: repack(folder, lambda arrays: arrays.update({KERNEL: np.array([print], object)})),
        "allow_pickle=False",
    ),
    "one array more": (
        lambda folder: repack(folder, lambda arrays: arrays.update(more=np.zeros(3, np.float32))),
        "but more differ",
    ),
    "one array less": (
        lambda folder: repack(folder, lambda arrays: arrays.pop(KERNEL)),
        f"but {KERNEL} differ",
    ),
    "fewer than the layer has units": (
        with_layer(units=256),
        f"expected {KERNEL} of shape (4, 28, 256), but found (4, 28, 128)",
    ),
}


DAMAGED_DOCUMENT: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda folder: (folder / f"{NAME}.json").unlink(), "expected a file"),
    "a folder": (
        lambda folder: ((folder / f"{NAME}.json").unlink(), (folder / f"{NAME}.json").mkdir()),
        "expected a file",
    ),
    "truncated": (lambda folder: truncate(folder, ".json"), "line"),
    "empty": (lambda folder: (folder / f"{NAME}.json").write_text(""), "line 1"),
    "a list of no text": (lambda folder: (folder / f"{NAME}.json").write_bytes(b"[\xff]"), "decode"),
    "nested without end": (lambda folder: (folder / f"{NAME}.json").write_text("[" * 100_000), "recursion"),
    "edited by hand": (edited_by_hand, "altered"),
    "another network's": (lambda folder: reseal(folder, name="other"), "but found other"),
    "wrong type": (lambda folder: reseal(folder, every_row="no"), "every_row: expected a value of type bool"),
    "no layers": (lambda folder: reseal(folder, layers=[]), "expected a last Dense layer"),
    "unknown kind": (with_layer(kind="Transformer"), "'Transformer'"),
    "unknown activation": (with_layer(activation="gelu"), "'gelu'"),
    "no units": (with_layer(units=0), "at least one unit"),
    "rows after Flatten": (
        lambda folder: reseal(folder, layers=[asdict(FLATTEN), *document(folder)["layers"]]),
        "expected rows before LSTM",
    ),
}


@pytest.mark.parametrize(("damage", "words"), DAMAGED_WEIGHTS.values(), ids=DAMAGED_WEIGHTS.keys())
def test_damaged_weights_are_named(damage: Callable[[Path], object], words: str, folder: Path) -> None:
    damage(folder)
    with pytest.raises(WeightsError) as caught:
        weights.load(NAME, folder)
    assert_names_the_command(caught.value, folder / f"{NAME}.npz", words)


@pytest.mark.parametrize(("damage", "words"), DAMAGED_DOCUMENT.values(), ids=DAMAGED_DOCUMENT.keys())
def test_a_damaged_document_is_named(damage: Callable[[Path], object], words: str, folder: Path) -> None:
    damage(folder)
    for load in (weights.load, reports.load):
        with pytest.raises(WeightsError) as caught:
            load(NAME, folder)
        assert_names_the_command(caught.value, folder / f"{NAME}.json", words)


def test_loading_does_not_run_what_an_array_holds(folder: Path) -> None:
    class Run:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(folder / "ran"),)

    repack(folder, lambda arrays: arrays.update({KERNEL: np.array([Run()], object)}))
    with pytest.raises(WeightsError):
        weights.load(NAME, folder)
    assert not (folder / "ran").exists()
