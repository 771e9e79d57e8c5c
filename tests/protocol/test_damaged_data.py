"""MNIST's file missing or damaged: each page says so in a sentence with the command that mends it; drawing goes on."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from model import files
from tests.browser.strokes import DIGITS
from tests.protocol import sheet
from tests.protocol.conftest import Copy
from tests.protocol.visitor import Visitor

MENDS = "`git checkout assets/mnist.npz` brings it back"
PAGES = ("/", "/compare", "/test-set", "/data")
Arrays = dict[str, np.ndarray]


def small() -> Arrays:
    rng = np.random.default_rng(0)
    images = {f"x_{part}": rng.integers(0, 256, (20, 28, 28), np.uint8) for part in ("train", "test")}
    return images | {f"y_{part}": np.arange(20, dtype=np.uint8) % 10 for part in ("train", "test")}


def packed(**changes: np.ndarray | None) -> bytes:
    return files.pack({name: array for name, array in (small() | changes).items() if array is not None})


def pickled() -> bytes:
    odd: dict[str, Any] = small() | {"y_test": np.array([{}] * 20, object)}
    archive = io.BytesIO()
    np.savez(archive, **odd)
    return archive.getvalue()


def flipped() -> bytes:
    """One bit of every array is another one."""
    whole = bytearray(packed())
    for place in range(1000, len(whole) - 1000, 500):
        whole[place] ^= 1
    return bytes(whole)


DAMAGES: dict[str, Callable[[], bytes | None]] = {
    "missing": lambda: None,
    "empty": lambda: b"",
    "cut": lambda: packed()[: len(packed()) // 2],
    "flipped": flipped,
    "text": lambda: b"These are words, not arrays.",
    "pickled": pickled,
    "without labels": lambda: packed(y_test=None, y_train=None),
    "of floats": lambda: packed(x_test=np.zeros((20, 28, 28)), x_train=np.zeros((20, 28, 28))),
    "with labels above 9": lambda: packed(y_test=np.full(20, 10, np.uint8), y_train=np.full(20, 10, np.uint8)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_page_says_what_is_wrong_and_what_mends_it(copy: Copy, damage: str) -> None:
    path = copy.folder / "assets" / "mnist.npz"
    content = DAMAGES[damage]()
    if content is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(content)
    with Visitor(copy.server.url) as visitor:
        for address in PAGES:
            page = visitor.open(address)
            assert page.exceptions == [], address
            assert [alert.startswith("mnist.npz: ") and MENDS in alert for alert in page.alerts] == [True], address
        assert visitor.open("/recipes").alerts == []
        page = visitor.open("/")
        assert visitor.set("sheet", sheet.value(DIGITS[3])).digit == "3"
