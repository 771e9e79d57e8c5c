"""The table of calibration errors: chance is told rightly, and nothing is fitted to what it is asked about."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import calibration as benchmark
from evaluation.metrics import calibration_error
from model.calibration import Calibration
from tests import textbook
from training import calibrating


def made(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities (n, 10), and labels drawn by them (n,)."""
    rng = np.random.default_rng(0)
    beliefs = rng.dirichlet(np.full(10, 0.3), n).astype(np.float32)
    return beliefs, np.array([rng.choice(10, p=each / each.sum()) for each in beliefs.astype(float)], np.uint8)


def test_what_chance_makes_is_the_error_of_probabilities_that_are_right() -> None:
    beliefs, labels = made(3_000)
    found = benchmark.chance(np.random.default_rng(1), beliefs)
    assert found.min() < calibration_error(labels, beliefs) < np.quantile(found, 0.99)
    wrong = (labels + (np.arange(len(labels)) % 3 == 0)).astype(np.uint8) % 10  # a third of them is another digit
    assert calibration_error(wrong, beliefs) > 2 * found.max()


def test_chance_makes_half_as_much_of_four_times_as_many_images() -> None:
    beliefs, _ = made(1_000)
    few, many = (benchmark.chance(np.random.default_rng(1), np.tile(beliefs, (k, 1))).mean() for k in (1, 4))
    assert many == pytest.approx(few / 2, rel=0.1)


def test_sure_and_right_leaves_nothing_to_chance() -> None:
    sure = np.eye(10, dtype=np.float32)[np.arange(100) % 10]
    np.testing.assert_array_equal(benchmark.chance(np.random.default_rng(0), sure, 3), np.zeros(3))


def test_no_image_is_asked_about_with_a_calibration_that_was_fitted_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted = []
    logits, labels = np.zeros((50, 28, 10), np.float32), np.arange(50, dtype=np.uint8)
    logits[:, 0, 0] = labels  # tells them apart
    learned = logits[:7] + 100, labels[:7] + 100

    def fit(held_back: calibrating.Examples, of_training: calibrating.Examples) -> Calibration:
        np.testing.assert_array_equal(held_back[0][:, 0, 0], held_back[1])
        assert of_training is learned
        fitted.append({int(each) for each in held_back[1]})
        return textbook.drawn_calibration(np.random.default_rng(len(fitted)))

    monkeypatch.setattr(calibrating, "fitted", fit)
    beliefs = benchmark.cross_validated((logits, labels), learned)
    np.testing.assert_allclose(beliefs.sum(axis=2), 1, rtol=1e-5)
    assert [len(each) for each in fitted] == [45] * 10
    assert sorted(image for each in fitted for image in set(range(50)) - each) == list(range(50))


def test_the_table_tells_the_images_without_ink_apart(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    images = np.zeros((4, 28, 28), np.float32)
    images[1, 7] = images[2:, 6] = 1  # the first one is empty, the next one has ink from the eighth row on
    beliefs = np.full((4, 28, 10), 0.01, np.float32)
    beliefs[..., 3] = 0.91
    read = benchmark.Read(images, beliefs, np.array([3, 3, 3, 4], np.uint8))
    monkeypatch.setattr(benchmark, "held_back", lambda network: read)
    monkeypatch.setattr(benchmark, "tested", lambda network: read.only(np.array([True, True, True, False])))
    assert benchmark.main([]) == 0
    lines = [line.split(" | ") for line in capsys.readouterr().out.splitlines()[2:]]
    whole, empty, later = lines[0], lines[1], lines[3]
    assert (whole[1], whole[3:5]) == ("0.160", ["75.0% of 4", "91.0%"])
    assert (whole[5], whole[7]) == ("0.090", "100.0% of 3")
    assert (empty[0], empty[3]) == ("| 7, no ink so far", "100.0% of 2")
    assert (later[0], later[3]) == ("| 14, no ink so far", "100.0% of 1")


def test_a_network_without_calibration_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert benchmark.main(["--network", "mlp-512"]) == 2
    assert "expected a network whose probabilities are calibrated, but mlp-512's are not" in capsys.readouterr().err
