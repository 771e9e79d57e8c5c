"""Two networks on the same images: in go two reports, out comes whether one really reads better."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Right = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class McNemar:
    """McNemar's test on the answers of two networks, the first and the second."""

    only_first: int  # images that only the first answers rightly
    only_second: int  # images that only the second answers rightly
    p_value: float  # how often two equally good networks would differ at least so much by chance


def mcnemar(first: Right, second: Right) -> McNemar:
    """The exact test of McNemar 1947, "Note on the sampling error of the difference between correlated proportions".

    Args:
        first: (n,), whether the first network answers each image rightly.
        second: (n,), the same of the second.
    """
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    differing, fewer = only_first + only_second, min(only_first, only_second)
    tail = sum(math.comb(differing, k) for k in range(fewer + 1))
    return McNemar(only_first, only_second, min(1.0, 2 * tail / 2**differing))
