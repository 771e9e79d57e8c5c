"""Drawings of each kind that is no digit, which benchmarks ask about: in goes a generator, out come images."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from model import data
from training import non_digits, pen, synthetic

NO_DIGITS = 500  # of each kind
HELD_BACK = 5_000  # of MNIST's training images
TURNED_OVER = 3_000  # of these are looked through for digits that are none once turned over
UNSEEN = "signs that no training showed"


def kinds(rng: np.random.Generator, count: int = NO_DIGITS) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """New drawings of the kinds that the reader learns from, then signs that nothing learns from, then MNIST's digits.

    Args:
        rng: draws one kind after the other.
        count: of drawings of each kind; the held-back MNIST digits turned over are as many as there are.

    Returns:
        The name of each kind and its images, (n, 28, 28), ink is 255.
    """
    for kind, make in (*non_digits.MORE_KINDS.items(), (UNSEEN, non_digits.unseen)):
        yield kind, np.stack([pen.shrunk(make(rng)) for _ in range(count)])
    images, labels = data.load_part("train")
    held_back = images[-HELD_BACK:][:TURNED_OVER], labels[-HELD_BACK:][:TURNED_OVER]
    yield "held-back MNIST digits turned over", synthetic.turned_over(rng, *held_back).images
