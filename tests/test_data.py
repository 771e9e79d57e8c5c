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


BAD_DATA: dict[str, tuple[Callable[[dict[str, np.ndarray]], Any], str]] = {
    "no labels": (without("y_train"), "expected the array y_train"),
    "no test images": (without("x_test"), "expected the array x_test"),
    "floats": (lambda found: found.update(x_train=found["x_train"] / 255), "expected x_train as uint8"),
    "flat images": (lambda found: found.update(x_test=found["x_test"].reshape(-1, 784)), "of shape (n, 28, 28)"),
    "one number": (lambda found: found.update(x_test=np.uint8(3)), "of shape (n, 28, 28)"),
    "no images": (lambda found: found.update(x_train=found["x_train"][:0]), "of shape (n, 28, 28)"),
    "too few labels": (lambda found: found.update(y_train=found["y_train"][1:]), "y_train of shape (30,)"),
    "a letter": (lambda found: found["y_test"].__setitem__(5, 10), "expected y_test from 0 to 9, but found 10"),
    "objects": (lambda found: found.update(x_train=np.array([None])), "expected a whole .npz"),
}


@pytest.mark.parametrize(("damage", "words"), BAD_DATA.values(), ids=BAD_DATA.keys())
def test_data_laid_out_otherwise_is_refused(
    damage: Callable[[dict[str, np.ndarray]], Any], words: str, mnist: Data, tmp_path: Path
) -> None:
    arrays = {name: getattr(mnist, name)[:30].copy() for name in data.ARRAYS}
    damage(arrays)
    path = tmp_path / "bad.npz"
    with path.open("wb") as file:
        np.savez(file, **arrays)
    with pytest.raises(DataError) as caught:
        data.load(path)
    assert_one_sentence(caught.value, path, words)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "expected a data file, but: No such file"),
        (b"", "expected a whole .npz"),
        (b"PK\x03\x04 but no more", "expected a whole .npz"),
    ],
    ids=["missing", "empty", "truncated"],
)
def test_a_file_that_cannot_be_read_is_named(content: bytes | None, words: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        data.load(path)
    assert_one_sentence(caught.value, path, words)


def assert_one_sentence(error: DataError, path: Path, words: str) -> None:
    assert str(error).startswith(f"{path}: ")
    assert words in str(error)
    assert "`python train.py --data FILE`" in str(error)
    assert "\n" not in str(error)
