"""Facts about how digits are told from what is none: areas and shares by hand, and as scikit-learn counts them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score, roc_curve

from evaluation.metrics import KEPT, Scores, auroc, false_positives


def drawn(ties: bool) -> tuple[np.ndarray, np.ndarray]:
    """Scores of 400 digits and 300 others, many of them alike if there are to be ties."""
    rng = np.random.default_rng(0)
    digits, others = rng.normal(1, 1, 400), rng.normal(0, 1, 300)
    return (digits.round(), others.round()) if ties else (digits, others)


def both(digits: np.ndarray, others: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which is a digit, and its score."""
    return np.repeat([1, 0], [len(digits), len(others)]), np.concatenate([digits, others])


@pytest.mark.parametrize(
    ("digits", "others", "area"),
    [
        ([3, 4], [1, 2], 1.0),
        ([1, 2], [3, 4], 0.0),
        ([1, 3], [2, 4], 0.25),
        ([2, 2], [2, 2, 2], 0.5),
        ([2, 3], [2, 1], 0.875),
    ],
)
def test_the_area_is_the_share_of_pairs_in_order_and_ties_count_half(
    digits: list[int], others: list[int], area: float
) -> None:
    assert auroc(np.array(digits, float), np.array(others, float)) == area


@pytest.mark.parametrize("ties", [False, True])
def test_the_area_is_scikit_learns(ties: bool) -> None:
    digits, others = drawn(ties)
    assert auroc(digits, others) == pytest.approx(roc_auc_score(*both(digits, others)), abs=1e-12)
    assert auroc(digits, others) + auroc(others, digits) == pytest.approx(1)


@pytest.mark.parametrize("ties", [False, True])
def test_false_positives_are_those_of_scikit_learns_curve_where_enough_digits_pass(ties: bool) -> None:
    digits, others = drawn(ties)
    share_of_others, share_of_digits, _ = roc_curve(*both(digits, others), drop_intermediate=False)
    assert false_positives(digits, others) == share_of_others[share_of_digits >= KEPT][0]


def test_false_positives_by_hand() -> None:
    digits = np.arange(1.0, 21)  # 1 to 20: 19 of them, 95 %, are at least 2
    assert false_positives(digits, np.array([0, 1, 1.9, 2, 3])) == 2 / 5, "what ties with the last digit passes, too"
    assert false_positives(digits, np.array([0, 1, 1.9, 2, 3]), kept=1) == 4 / 5
    assert false_positives(digits, np.array([19, 20, 30.0, 1]), kept=0) == 2 / 4, "at least the best digit passes"
    assert false_positives(digits, np.array([0, 0.5])) == 0
    assert false_positives(np.ones(3), np.ones(3)) == 1, "where all are alike, all pass"


@pytest.mark.parametrize("score", [auroc, false_positives])
def test_without_digits_or_without_others_there_is_nothing_to_tell_apart(
    score: Callable[[Scores, Scores], float],
) -> None:
    some, none = np.ones(2), np.ones(0)
    for digits, others in ((some, none), (none, some), (none, none)):
        with pytest.raises(ValueError, match=f"but got {len(digits)} of digits and {len(others)} of others"):
            score(digits, others)
