"""From which row on a reading stays as it ends, and whether its answer can be relied on: one meaning everywhere."""

from __future__ import annotations

import numpy as np
import pytest

import model
from evaluation import readings, reports
from model import decision
from model.data import Data


@pytest.mark.parametrize(
    ("holds", "row"), [("1111", 1), ("0111", 2), ("1001", 4), ("1110", 0), ("0000", 0), ("1", 1), ("0", 0)]
)
def test_a_thing_stays_from_the_row_after_its_last_failure(holds: str, row: int) -> None:
    assert decision.stays_from(np.array([[each == "1" for each in holds]])).tolist() == [row]


def test_rows_of_decision_and_belief_of_one_reading_are_those_of_many() -> None:
    rng = np.random.default_rng(0)
    beliefs = rng.dirichlet(np.full(10, 0.2), (50, 28)).astype(np.float32)  # (50, 28, 10)
    of_many = decision.decided_rows(beliefs.argmax(axis=2))
    for one, row in zip(beliefs, of_many, strict=True):
        assert decision.decided_row(one) == row
        digit = one[-1].argmax()
        believed = decision.believed_row(one)
        assert (believed == 0) == (one[-1, digit] < 0.5)
        if believed:
            assert (one[believed - 1 :, digit] >= 0.5).all()
            assert believed == 1 or one[believed - 2, digit] < 0.5
        assert decision.settled_row(one) == max(row, believed)


def test_all_rows_at_once_are_decided_at_the_last() -> None:
    assert decision.decided_row(np.eye(10)[[3]]) == 28


@pytest.mark.slow
def test_the_reading_the_report_and_all_readings_call_the_same_images_unsure(
    shipped: model.Network, mnist: Data, x_test: np.ndarray
) -> None:
    read = readings.read_all(shipped, mnist.x_test)
    assert reports.load(shipped.name).unsure == read.unsure.mean()
    too_full = np.flatnonzero(x_test.sum(axis=(1, 2)) > 245)
    assert len(too_full) > 0
    for index in (*too_full, *np.flatnonzero(read.unsure)[:20], *range(50)):
        assert model.read(shipped, x_test[index]).unsure == read.unsure[index]
    assert read.unsure[too_full].all()
