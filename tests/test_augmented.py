"""Our own way of training: it repeats and resumes, chooses on held-back images, and keeps what it was on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import model
import train
from evaluation import reports
from evaluation.reports import Epoch
from model import data, files, weights
from model.data import Data
from model.recipes import RECIPES, LayerSpec
from training import checkpoint, keras_model, snapshots, teacher
from training.augmented import AugmentedTrainer
from training.written import SOURCES, taken

NAME = "pupil"
FEW = 500

pytestmark = pytest.mark.slow  # most of them train


@pytest.fixture
def small_data(tmp_path: Path, mnist: Data) -> Path:
    """A data file of 2,000 training and 300 test images."""
    path = tmp_path / "small.npz"
    counts = {"x_train": 2000, "y_train": 2000, "x_test": 300, "y_test": 300}
    path.write_bytes(files.pack({name: getattr(mnist, name)[:count] for name, count in counts.items()}))
    return path


@pytest.fixture
def pupil(monkeypatch: pytest.MonkeyPatch) -> str:
    """A recipe trained as the reader, with its teacher, that trains in no time."""
    reader = RECIPES["reader"]
    assert reader.training is not None
    settings = replace(reader.training, warm_up=10, templates=40, redrawn=40, non_digits=40, turned_over=60, taken=0.5)
    recipe = replace(
        reader,
        name=NAME,
        layers=(LayerSpec("LSTM", 12, "tanh"), LayerSpec("Dense", 10, "linear")),
        learning_rate=0.02,
        batch_size=50,
        training=settings,
    )
    monkeypatch.setitem(RECIPES, NAME, recipe)
    monkeypatch.setattr(teacher, "BLOCKS", (((8, 5, 4),), ((16, 3, 2),)))
    return NAME


def run(*options: str | Path) -> int:
    return train.main([str(option) for option in options])


def test_a_resumed_training_equals_an_uninterrupted_one_snapshots_and_all(
    pupil: str, small_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ("--recipe", pupil, "--data", small_data, "--epochs", "2", "--out")
    assert run(*options, tmp_path / "whole") == 0

    def stop(
        trainer: AugmentedTrainer, number: int, epoch: Callable[[AugmentedTrainer, int], Epoch] = AugmentedTrainer.epoch
    ) -> Epoch:
        if number == 1:
            raise KeyboardInterrupt
        return epoch(trainer, number)

    with monkeypatch.context() as context:
        context.setattr(AugmentedTrainer, "epoch", stop)
        assert run(*options, tmp_path / "halves") == 130
    assert run(*options, tmp_path / "halves", "--resume") == 0
    for file in (f"{pupil}.npz", f"{pupil}.snapshots.npz"):
        assert (tmp_path / "whole" / file).read_bytes() == (tmp_path / "halves" / file).read_bytes()
    assert not checkpoint.path(tmp_path / "halves", pupil).parent.exists()

    report = reports.load(pupil, tmp_path / "whole")
    lacking = ", ".join(SOURCES[name].lacking for name in taken(RECIPES[pupil]))
    assert report.training.data_sha256 == f"{files.sha256(small_data.read_bytes())}, {lacking}"
    assert "--pen-strokes" not in report.training.command
    assert report.training.images == 1600, "a fifth is held back of so few"
    first, second = report.training.history
    assert second.loss is not None
    assert first.loss is not None
    assert second.loss < first.loss
    assert second.test_accuracy is not None
    assert second.test_accuracy > 0.15
    kept = snapshots.load(pupil, tmp_path / "whole")
    assert list(kept) == [0, 1, 2]
    final = weights.load(pupil, tmp_path / "whole")
    for name, array in weights.named_arrays(kept[2]).items():
        np.testing.assert_allclose(array, weights.named_arrays(final)[name], rtol=2e-3, atol=1e-4)


def test_doubt_and_calibration_are_set_on_held_back_images_and_keras_follows(pupil: str, mnist: Data) -> None:
    recipe = replace(RECIPES[pupil], epochs=1)
    few = Data(mnist.x_train[:2500], mnist.y_train[:2500], mnist.x_test[:100], mnist.y_test[:100], "")
    keras_model.prepare(0)
    twin = keras_model.build(recipe)
    trainer = AugmentedTrainer(twin, recipe, few, 0)
    logs, train_on_batch = [], twin.train_on_batch

    def noted(images: np.ndarray, targets: np.ndarray, **options: bool) -> dict[str, float]:
        logs.append(train_on_batch(images, targets, **options))
        return logs[-1]

    twin.train_on_batch = noted
    done = trainer.epoch(0)
    digits, losses = ([float(log[name]) for log in logs] for name in ("digits", "log_loss"))
    assert sum(digits) >= 1900, "all that MNIST wrote but what is left over, and no drawing that is no digit"
    assert done.loss == pytest.approx(np.average(losses, weights=digits), rel=1e-5), "the mean over the digits"
    network = trainer.finish()
    held_back = data.scaled(few.x_train[-500:])
    sureness = model.predict(network, held_back).max(axis=1)
    assert (sureness < network.unsure_below).mean() == pytest.approx(0.006, abs=0.003)
    assert keras_model.difference(twin, network, held_back) < keras_model.TOLERANCE
    assert network.calibration is not None
    assert np.std(network.calibration.matrices, axis=0).max() > 0, "each row has its own"


def test_damaged_snapshots_are_named(pupil: str, tmp_path: Path) -> None:
    assert snapshots.load(model.DEFAULT, tmp_path) == {}
    for content in (b"PK", files.pack({"1/0.LSTM.kernel": np.zeros(3, np.float16)}), files.pack({"x": np.zeros(3)})):
        snapshots.path(model.DEFAULT, tmp_path).write_bytes(content)
        for kind in (".npz", ".json"):
            (tmp_path / f"{model.DEFAULT}{kind}").write_bytes((weights.TRAINED / f"{model.DEFAULT}{kind}").read_bytes())
        with pytest.raises(model.WeightsError, match=f"python train.py --recipe {model.DEFAULT}") as caught:
            snapshots.load(model.DEFAULT, tmp_path)
        assert str(caught.value).startswith(f"{model.DEFAULT}.snapshots.npz: expected")
        assert str(tmp_path) not in str(caught.value)


def test_the_shipped_snapshots_get_better_and_end_at_the_shipped_network(
    shipped: model.Network, mnist: Data, x_test: np.ndarray
) -> None:
    kept = snapshots.load(shipped.name)
    last = len(reports.load(shipped.name).training.history)
    assert list(kept) == [*(epoch for epoch in snapshots.EPOCHS if epoch < last), last]
    right = [(model.predict(net, x_test[:FEW]).argmax(axis=1) == mnist.y_test[:FEW]).mean() for net in kept.values()]
    assert right[0] < 0.3
    assert right[1] > 0.7
    answers = [model.predict(net, x_test[:FEW]).argmax(axis=1) for net in (list(kept.values())[-1], shipped)]
    assert (answers[0] == answers[1]).mean() > 0.999
    assert snapshots.path(shipped.name).stat().st_size < 8e6
