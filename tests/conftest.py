"""What several test files share: MNIST, its test images as the networks take them, the shipped networks."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from PIL import ImageFont

import model
from evaluation import readings
from model import data, files
from model.weights import Network
from tests.explored import read_once
from training import pens

MAIN = sys.modules["__main__"]


@pytest.fixture(autouse=True)
def _own_main() -> Iterator[None]:
    """Puts back the main module after each test: AppTest leaves its script there, and new processes would run it."""
    yield
    sys.modules["__main__"] = MAIN


@pytest.fixture
def fresh_cache() -> Iterator[None]:
    """Streamlit's cache is empty before and after: it may hold what a test put in the place of a network."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def one_cache() -> Iterator[None]:
    """One cache for all tests of a module, in which a network reads the test images only once."""
    st.cache_resource.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readings, "read_all", read_once)
        yield
    st.cache_resource.clear()


@pytest.fixture(scope="session")
def mnist() -> data.Data:
    return data.load()


@pytest.fixture(scope="session")
def labels(mnist: data.Data) -> np.ndarray:
    """Of the test images, (10000,) uint8."""
    return mnist.y_test


@pytest.fixture(scope="session")
def x_test(mnist: data.Data) -> np.ndarray:
    """(10000, 28, 28) float32 in [0, 1]."""
    return data.scaled(mnist.x_test)


@pytest.fixture(scope="session")
def shipped() -> Network:
    """The default one."""
    return model.load(model.DEFAULT)


@pytest.fixture(scope="session", params=model.names())
def each_shipped(request: pytest.FixtureRequest) -> Network:
    return model.load(request.param)


@pytest.fixture
def font_folder(tmp_path: Path) -> Path:
    """Pillow's own font six times, in folders as a package manager lays them; one more byte tells them apart."""
    own = ImageFont.load_default(10)
    assert isinstance(own, ImageFont.FreeTypeFont)
    assert isinstance(own.path, BytesIO)
    for place, name in enumerate("fcabed"):
        (tmp_path / "fonts" / "node_modules" / name).mkdir(parents=True)
        file = tmp_path / "fonts" / "node_modules" / name / f"{name}-latin-400-normal.woff2"
        file.write_bytes(own.path.getvalue() + bytes([place]))
        (file.parent / f"{name}-latin-700-normal.woff2").write_bytes(b"bold")
    return tmp_path / "fonts"


@pytest.fixture
def pen_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of 40 digits, 7s of two strokes and 1s by turns, that is taken for the known one; y upwards."""
    seven, one = [[[10, 90], [60, 90], [30, 10]], [[20, 50], [60, 50]]], [[[10, 90], [12, 50], [11, 10]]]
    raw = gzip.compress(json.dumps([[7, seven], [1, one]] * 20).encode(), mtime=0)
    path = tmp_path / "pens.json.gz"
    path.write_bytes(raw)
    monkeypatch.setattr(pens, "SHA256", files.sha256(raw))
    return path
