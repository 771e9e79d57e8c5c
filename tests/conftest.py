"""What several test files share: MNIST, its test images as the networks take them, the shipped network."""

from __future__ import annotations

import numpy as np
import pytest

import model
from model import data
from model.weights import Network


@pytest.fixture(scope="session")
def mnist() -> data.Data:
    return data.load()


@pytest.fixture(scope="session")
def x_test(mnist: data.Data) -> np.ndarray:
    """(10000, 28, 28) float32 in [0, 1]."""
    return data.scaled(mnist.x_test)


@pytest.fixture(scope="session")
def shipped() -> Network:
    return model.load(model.DEFAULT)
