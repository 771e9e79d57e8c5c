"""MNIST from its file: in goes the path of a `.npz` in Keras's layout, out come checked arrays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from model import files

MNIST = Path(__file__).parent.parent / "assets" / "mnist.npz"
ROWS = COLUMNS = 28
DIGITS = 10
ARRAYS = ("x_train", "y_train", "x_test", "y_test")

Pixels: TypeAlias = npt.NDArray[np.uint8]
Part: TypeAlias = Literal["train", "test"]


class DataError(ValueError):
    """A data file that is missing or is not in the layout of Keras's `mnist.npz`."""


@dataclass(frozen=True, eq=False)
class Data:
    """Images and labels as they lie in the file."""

    x_train: Pixels  # (n, 28, 28), ink is 255
    y_train: Pixels  # (n,), 0 to 9
    x_test: Pixels  # (m, 28, 28)
    y_test: Pixels  # (m,)
    sha256: str  # of the file


def load(path: Path = MNIST) -> Data:
    """Read and check a data file.

    Args:
        path: a `.npz` with uint8 `x_train`, `y_train`, `x_test`, `y_test`; any number of images.

    Raises:
        DataError: the file is missing, unreadable or laid out otherwise; the message says how.
    """
    raw, arrays = _read(path, ("train", "test"))
    return Data(**arrays, sha256=files.sha256(raw))


def load_part(part: Part, path: Path = MNIST) -> tuple[Pixels, Pixels]:
    """Read and check the training or the test images of a data file alone; of MNIST's, the test images are a seventh.

    Args:
        part: "train" or "test".
        path: as for `load`; its other part may be damaged or missing.

    Returns:
        Images, uint8 (n, 28, 28), ink is 255, and labels, uint8 (n,), 0 to 9.

    Raises:
        DataError: as `load` does.
    """
    _, arrays = _read(path, (part,))
    return arrays[f"x_{part}"], arrays[f"y_{part}"]


def scaled(pixels: Pixels) -> npt.NDArray[np.float32]:
    """Pixels of 0 to 255 as the networks take them: float32 in [0, 1], the same shape."""
    return np.divide(pixels, 255, dtype=np.float32)


def _read(path: Path, parts: tuple[Part, ...]) -> tuple[bytes, dict[str, Pixels]]:
    """The bytes of the file, and the checked arrays of some of its parts, by name."""
    try:
        raw = path.read_bytes()
        arrays = files.unpack(raw, [f"{kind}_{part}" for part in parts for kind in "xy"])
        for part in parts:
            _check(arrays, f"x_{part}", f"y_{part}")
    except OSError as error:
        raise _error(path, f"expected a data file, but: {error.strerror}") from error
    except ValueError as error:
        raise _error(path, str(error)) from error
    return raw, arrays


def _check(arrays: dict[str, npt.NDArray[Any]], images: str, labels: str) -> None:
    for name in (images, labels):
        if arrays[name].dtype != np.uint8:
            raise ValueError(f"expected {name} as uint8, but found {arrays[name].dtype}")
    count = len(arrays[images]) if arrays[images].ndim else 0
    if count == 0 or arrays[images].shape != (count, ROWS, COLUMNS):
        raise ValueError(f"expected {images} of shape (n, 28, 28), but found {arrays[images].shape}")
    if arrays[labels].shape != (count,):
        raise ValueError(f"expected {labels} of shape ({count},), but found {arrays[labels].shape}")
    if arrays[labels].max() >= DIGITS:
        raise ValueError(f"expected {labels} from 0 to 9, but found {arrays[labels].max()}")


def _error(path: Path, what: str) -> DataError:
    """Names the file without its folder: visitors of a public page read this."""
    shipped = "`git checkout assets/mnist.npz` brings it back"
    other = "`python train.py --data FILE` takes a file laid out as Keras's mnist.npz"
    return DataError(f"{path.name}: {what}; {shipped if path == MNIST else other}")
