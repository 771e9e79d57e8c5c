"""The table of how well digits are told from others: its scores are the network's own, its lines what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

import model
from benchmarks import doubt, no_digits
from model import data
from model.data import Data


def test_each_score_is_of_the_same_network(shipped: model.Network, mnist: Data) -> None:
    seen = mnist.x_test[:200]
    images = data.scaled(seen)
    found = doubt.scores(shipped, seen)
    plain = model.predict(replace(shipped, calibration=None), images)
    np.testing.assert_allclose(found["probability"], model.predict(shipped, images).max(axis=1), atol=1e-6)
    np.testing.assert_allclose(found["uncalibrated"], plain.max(axis=1), atol=1e-6)
    assert np.abs(found["probability"] - found["uncalibrated"]).max() > 1e-3, "the network is calibrated"
    # exp(largest logit - energy) is the probability of the likeliest digit
    np.testing.assert_allclose(np.exp(found["largest logit"] - found["energy"]), plain.max(axis=1), atol=1e-5)


def test_a_network_without_calibration_has_one_probability(mnist: Data) -> None:
    found = doubt.scores(model.load("mlp-512"), mnist.x_test[:50])
    np.testing.assert_array_equal(found["probability"], found["uncalibrated"])


def test_the_table_sets_each_kind_against_the_digits(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], mnist: Data
) -> None:
    asked = []

    def kinds(rng: np.random.Generator) -> Iterator[tuple[str, np.ndarray]]:
        asked.append(rng.random())
        yield from (("blank sheets", np.zeros((4, 28, 28), np.uint8)), ("digits after all", mnist.x_test[:4]))

    def load_part(part: str) -> tuple[np.ndarray, np.ndarray]:
        labels = getattr(mnist, f"y_{part}")[:60].copy()
        labels[:2] = (labels[:2] + 1) % 10  # two are misread
        return getattr(mnist, f"x_{part}")[:60], labels

    monkeypatch.setattr(no_digits, "kinds", kinds)
    monkeypatch.setattr(data, "load_part", load_part)
    assert doubt.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "| reader against | probability | uncalibrated | largest logit | energy |"
    assert lines[2] == f"| blank sheets{' | 100.00% / 0.0%' * 4} |"
    assert "100.00% / 0.0%" not in lines[3]
    named = ["blank sheets", "digits after all", "**all together**", "digits that it misreads (2)"]
    assert [line.split(" | ")[0][2:] for line in lines[2:]] == named
    assert doubt.main(["--held-back", "--kept", "1"]) == 0
    assert capsys.readouterr().out.splitlines()[5].startswith("| digits that it misreads (2)")
    assert asked[0] != asked[1], "other drawings where something is to be chosen"


def test_the_digits_that_are_misread_come_last_against_the_others(shipped: model.Network, mnist: Data) -> None:
    digits, truth = mnist.x_test[:60], mnist.y_test[:60]  # all read rightly
    labels = truth.copy()
    labels[:2] = (labels[:2] + 1) % 10
    blank = [("blank sheets", np.zeros((4, 28, 28), np.uint8))]
    *_, (name, right, wrong) = doubt.compared(shipped, digits, labels, blank)
    assert name == "digits that it misreads (2)"
    np.testing.assert_array_equal(wrong["energy"], doubt.scores(shipped, digits)["energy"][:2])
    np.testing.assert_array_equal(right["energy"], doubt.scores(shipped, digits)["energy"][2:])
    assert len(list(doubt.compared(shipped, digits, truth, blank))) == 2, "no line where nothing is misread"


def test_fewer_others_pass_where_fewer_digits_need_to() -> None:
    by_hand = np.array([2, 3, 4, 5], np.float32), np.array([1, 3, 4, 6], np.float32)
    digits, others = (dict.fromkeys(doubt.SCORES, each) for each in by_hand)
    assert doubt.cells(digits, others, kept=1) == ["50.00% / 75.0%"] * 4
    assert doubt.cells(digits, others, kept=0.5) == ["50.00% / 50.0%"] * 4


def test_each_kind_is_drawn_and_the_digits_turned_over_are_held_back() -> None:
    drawn = dict(no_digits.kinds(np.random.default_rng(0), 2))
    assert len(drawn) == 14
    assert no_digits.UNSEEN in drawn
    *of_pen, turned = drawn.values()
    assert all(each.shape == (2, 28, 28) and each.max() > 127 for each in of_pen)
    assert len(turned) > 1000


def test_what_is_not_there_or_makes_no_sense_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert doubt.main(["--network", "nowhere/reader"]) == 2
    assert "doubt.py: reader.json: expected a file" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        doubt.main(["--kept", "95"])
    assert "expected a share from 0 to 1, but got 95" in capsys.readouterr().err
