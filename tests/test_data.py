"""MNIST's own file is read; a file laid out otherwise is named, with what is wrong in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model import data
from model.data import Data, DataError
from tests.sentence import assert_one_sentence

COMMAND = "`python train.py --data FILE`"


def test_mnist_is_whole(mnist: Data) -> None:
    assert (mnist.x_train.shape, mnist.x_test.shape) == ((60_000, 28, 28), (10_000, 28, 28))
    assert np.bincount(mnist.y_train).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(mnist.y_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert mnist.sha256 == hashlib.sha256(data.MNIST.read_bytes()).hexdigest()


def test_pixels_are_scaled_to_one(mnist: Data) -> None:
    images = data.scaled(mnist.x_test[:10])
    assert images.dtype == np.float32
    assert (images.min(), images.max()) == (0, 1)
    np.testing.assert_array_equal(np.rint(images * 255), mnist.x_test[:10])


def without(name: str) -> Callable[[dict[str, np.ndarray]], Any]:
    return lambda found: found.pop(name)


BAD_DATA: dict[str, tuple[data.Part, Callable[[dict[str, np.ndarray]], Any], str]] = {
    "no labels": ("train", without("y_train"), "expected the array y_train"),
    "no test images": ("test", without("x_test"), "expected the array x_test"),
    "no test labels": ("test", without("y_test"), "expected the array y_test, but found x_train, y_train, x_test"),
    "floats": ("train", lambda found: found.update(x_train=found["x_train"] / 255), "expected x_train as uint8"),
    "test images as floats": (
        "test",
        lambda found: found.update(x_test=found["x_test"] / 255),
        "expected x_test as uint8",
    ),
    "flat images": (
        "test",
        lambda found: found.update(x_test=found["x_test"].reshape(-1, 784)),
        "of shape (n, 28, 28)",
    ),
    "one number": ("test", lambda found: found.update(x_test=np.uint8(3)), "of shape (n, 28, 28)"),
    "no images": ("train", lambda found: found.update(x_train=found["x_train"][:0]), "of shape (n, 28, 28)"),
    "too few labels": ("train", lambda found: found.update(y_train=found["y_train"][1:]), "y_train of shape (30,)"),
    "a letter": ("test", lambda found: found["y_test"].__setitem__(5, 10), "expected y_test from 0 to 9, but found 10"),
    "objects": ("train", lambda found: found.update(x_train=np.array([None])), "expected a whole .npz"),
    "objects for labels": ("test", lambda found: found.update(y_test=np.array([print])), "allow_pickle=False"),
}
LOADS: dict[str, Callable[[Path], Any]] = {
    "whole": data.load,
    "train": lambda path: data.load_part("train", path),
    "test": lambda path: data.load_part("test", path),
}


@pytest.fixture
def few(mnist: Data) -> dict[str, np.ndarray]:
    """The first 30 images and labels of each part."""
    return {name: getattr(mnist, name)[:30].copy() for name in data.ARRAYS}


@pytest.mark.parametrize(("part", "damage", "words"), BAD_DATA.values(), ids=BAD_DATA.keys())
def test_data_laid_out_otherwise_is_refused_by_who_reads_that_part(
    part: data.Part,
    damage: Callable[[dict[str, np.ndarray]], Any],
    words: str,
    few: dict[str, Any],
    tmp_path: Path,
) -> None:
    damage(few)
    path = tmp_path / "bad.npz"
    np.savez(path, **few)
    for name in ("whole", part):
        with pytest.raises(DataError) as caught:
            LOADS[name](path)
        assert_one_sentence(caught.value, path, words, COMMAND)
    LOADS["test" if part == "train" else "train"](path)


@pytest.mark.parametrize("load", LOADS.values(), ids=LOADS.keys())
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "expected a data file, but: No such file"),
        (b"", "expected a whole .npz"),
        (b"x_train, y_train\n0, 5\n", "expected a whole .npz"),
        (b"PK\x03\x04 but no more", "expected a whole .npz"),
    ],
    ids=["missing", "empty", "text", "truncated"],
)
def test_a_file_that_cannot_be_read_is_named(
    load: Callable[[Path], Any], content: bytes | None, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "bad.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        load(path)
    assert_one_sentence(caught.value, path, words, COMMAND)


@pytest.mark.parametrize("load", LOADS.values(), ids=LOADS.keys())
def test_a_folder_in_place_of_the_file_is_named(load: Callable[[Path], Any], tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        load(tmp_path)
    assert_one_sentence(caught.value, tmp_path, "expected a data file, but: Is a directory", COMMAND)


def test_mnist_cut_or_with_one_bit_flipped_is_refused_with_the_command_that_brings_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, path = data.MNIST.read_bytes(), tmp_path / "mnist.npz"
    monkeypatch.setattr(data, "MNIST", path)
    inside = whole.rindex(b"x_test.npy", 0, whole.index(b"PK\x01\x02")) + 500_000  # of the test images, compressed
    flipped = bytearray(whole)
    flipped[inside] ^= 1
    for content in (whole[:-1], whole[: len(whole) // 2], bytes(flipped)):
        path.write_bytes(content)
        with pytest.raises(DataError) as caught:
            data.load_part("test", path)
        assert str(caught.value).startswith("mnist.npz: expected a whole .npz of plain arrays, but found ")
        assert str(caught.value).endswith("; `git checkout assets/mnist.npz` brings it back")
    data.load_part("train", path)


@pytest.mark.parametrize("part", ["train", "test"])
def test_a_part_is_the_same_as_in_the_whole(part: data.Part, mnist: Data) -> None:
    images, labels = data.load_part(part)
    np.testing.assert_array_equal(images, getattr(mnist, f"x_{part}"))
    np.testing.assert_array_equal(labels, getattr(mnist, f"y_{part}"))


def test_the_other_part_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    read, opened = np.lib.format.read_array, []

    def counted(*args: Any, **settings: Any) -> np.ndarray:
        opened.append(read(*args, **settings))
        return opened[-1]

    monkeypatch.setattr(np.lib.format, "read_array", counted)
    data.load_part("test")
    assert sorted(array.shape for array in opened) == [(10_000,), (10_000, 28, 28)]
