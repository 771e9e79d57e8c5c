"""McNemar's test counts what only one network answers rightly, and its p-value is the binomial one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from evaluation.comparison import mcnemar


@pytest.mark.parametrize(("only_first", "only_second"), [(5, 15), (15, 5), (0, 7), (1, 0), (12, 12), (260, 210)])
def test_the_p_value_is_that_of_a_fair_coin(only_first: int, only_second: int) -> None:
    both = 500
    first = np.repeat([True, True, False, False], [both, only_first, only_second, 30])
    second = np.repeat([True, False, True, False], [both, only_first, only_second, 30])
    found = mcnemar(first, second)
    assert (found.only_first, found.only_second) == (only_first, only_second)
    assert found.p_value == pytest.approx(binomtest(only_first, only_first + only_second).pvalue)


def test_networks_that_never_differ_are_equally_good() -> None:
    right = np.array([True, False, True])
    assert mcnemar(right, right).p_value == 1
