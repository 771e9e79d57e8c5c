"""Training repeats and resumes exactly, and whatever stops it leaves the last good weights."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import model
import train
from evaluation import reports
from evaluation.reports import Epoch
from model import data, files, forward, weights
from model.data import Data
from model.recipes import RECIPES, LayerSpec
from training import checkpoint, keras_model
from training.plain import Plain

NAME = "bn-lstm-128-tanh"
TRAIN = Path(train.__file__)

pytestmark = pytest.mark.slow  # most of them train


@pytest.fixture
def small_data(tmp_path: Path, mnist: Data) -> Path:
    """A data file of 300 training and 300 test images."""
    path = tmp_path / "small.npz"
    path.write_bytes(files.pack({name: getattr(mnist, name)[:300] for name in data.ARRAYS}))
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder that holds good weights already: the shipped ones."""
    folder = tmp_path / "trained"
    folder.mkdir()
    for kind in (".npz", ".json"):
        shutil.copy(weights.TRAINED / f"{NAME}{kind}", folder)
    return folder


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> str:
    """A recipe that trains in no time: two layers, Dropout, an answer after each row, its own learning rate."""
    recipe = replace(
        RECIPES[NAME],
        name="tiny",
        layers=(
            LayerSpec("GRU", 5, "tanh"),
            LayerSpec("Dropout", rate=0.3),
            LayerSpec("SimpleRNN", 5, "tanh"),
            LayerSpec("Dense", 10, "softmax"),
        ),
        optimizer="rmsprop",
        learning_rate=0.01,
        every_row=True,
    )
    monkeypatch.setitem(RECIPES, "tiny", recipe)
    return "tiny"


def run(*options: str | Path) -> int:
    return train.main([str(option) for option in options])


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def sentence(capsys: pytest.CaptureFixture[str]) -> str:
    """The one line on standard error, of a failure that was foreseen."""
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.startswith("train.py: ")
    return line


def test_training_writes_weights_and_report(
    small_data: Path, tmp_path: Path, mnist: Data, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "folder"
    assert run("--recipe", NAME, "--epochs", "2", "--data", small_data, "--out", out, "--seed", "7") == 0
    network, report = weights.load(NAME, out), reports.load(NAME, out)
    answers = model.predict(network, data.scaled(mnist.x_test[:300])).argmax(axis=1)
    assert report.accuracy == (answers == mnist.y_test[:300]).mean()
    assert (report.images, report.training.images, report.training.seed) == (300, 300, 7)
    assert len(report.training.history) == 2
    assert report.training.command == (
        f"python train.py --recipe {NAME} --epochs 2 --seed 7 --data {small_data} --out {out}"
    )
    assert report.training.data_sha256 == files.sha256(small_data.read_bytes())
    assert written(out).keys() == {f"{NAME}.npz", f"{NAME}.json"}
    assert not checkpoint.path(out, NAME).parent.exists()
    said = capsys.readouterr().out
    assert "Epoch 2/2" in said
    assert f"{report.accuracy:.2%} of 300 test images right" in said
    assert "published 98.29%" in said


def test_a_resumed_training_equals_an_uninterrupted_one(
    tiny: str, small_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--recipe", tiny, "--data", small_data)
    assert run(*options, "--epochs", "2", "--out", tmp_path / "whole") == 0
    with monkeypatch.context() as context:
        context.setattr(keras_model, "TOLERANCE", -1.0)
        assert run(*options, "--epochs", "1", "--out", tmp_path / "halves") == 2
    assert "expected Keras and NumPy to differ by at most -1.0" in capsys.readouterr().err
    assert written(tmp_path / "halves") == {}, "networks that disagree are not written"
    assert run(*options, "--epochs", "2", "--out", tmp_path / "halves", "--resume") == 0
    weights_of = [(tmp_path / folder / f"{tiny}.npz").read_bytes() for folder in ("whole", "halves")]
    assert weights_of[0] == weights_of[1]
    found = [reports.load(tiny, tmp_path / folder) for folder in ("whole", "halves")]
    assert found[0].training.history == found[1].training.history
    assert found[0].confusion == found[1].confusion
    assert found[0].training.learning_rate == pytest.approx(0.01)
    assert [layer.output for layer in found[0].layers] == [(28, 5), (28, 5), (28, 5), (28, 10)]


@pytest.mark.flaky(reruns=2)  # once in a while TensorFlow's own threads abort the process that was told to stop
def test_ctrl_c_keeps_the_last_good_weights_and_the_last_epoch(
    small_data: Path, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = written(out)
    options = ["--recipe", NAME, "--data", str(small_data)]
    process = subprocess.Popen(
        [sys.executable, "-u", str(TRAIN), *options, "--epochs", "5000", "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # not inherited as ignored
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("Epoch 2/"):
            break
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    said = errors.strip().splitlines()[-1]
    assert said.startswith("train.py: stopped, earlier weights are untouched")
    assert f"--out {out} --resume`" in said
    assert written(out) == before
    weights.load(NAME, out)

    done = json.loads(str(files.unpack(checkpoint.path(out, NAME).read_bytes())["progress"]))["history"]
    epochs = str(len(done) + 1)
    assert run(*options, "--epochs", epochs, "--out", out, "--resume") == 0
    assert run(*options, "--epochs", epochs, "--out", tmp_path / "whole") == 0
    capsys.readouterr()
    assert (out / f"{NAME}.npz").read_bytes() == (tmp_path / "whole" / f"{NAME}.npz").read_bytes()


def test_a_full_disk_keeps_the_last_good_weights(
    small_data: Path, out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = written(out)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert run("--recipe", NAME, "--epochs", "1", "--data", small_data, "--out", out) == 2
    assert sentence(capsys).endswith("No space left on device")
    assert written(out) == before


@pytest.mark.parametrize("content", [None, b"PK\x03\x04 but no more"], ids=["missing", "truncated"])
def test_a_data_file_that_cannot_be_read_is_refused(
    content: bytes | None, tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, path = written(out), tmp_path / "bad.npz"
    if content is not None:
        path.write_bytes(content)
    assert run("--data", path, "--out", out) == 2
    assert sentence(capsys).startswith(f"train.py: {path.name}: expected a")
    assert written(out) == before


@pytest.mark.parametrize("folder", ["a file", "a file/below"])
def test_a_folder_that_cannot_be_written_is_refused_before_training(
    folder: str, small_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a file").write_text("")
    assert run("--data", small_data, "--out", tmp_path / folder) == 2
    assert f"expected to write in {tmp_path / folder}" in sentence(capsys)


def test_all_recipes_are_trained_by_one_command_that_goes_on_where_it_was_stopped(
    tiny: str, small_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names, options = [NAME, tiny], ("--epochs", "2", "--data", small_data)
    monkeypatch.setattr(train, "RECIPES", {name: RECIPES[name] for name in names})
    for name in names:
        assert run("--recipe", name, *options, "--out", tmp_path / "one by one") == 0
    epoch = Plain.epoch

    def stop(trainer: Plain, number: int) -> Epoch:
        if trainer.recipe.name == names[-1] and number == 1:
            raise KeyboardInterrupt
        return epoch(trainer, number)

    with monkeypatch.context() as context:
        context.setattr(Plain, "epoch", stop)
        assert run("--all", *options, "--out", tmp_path / "all") == 130
    command = f"python train.py --all --epochs 2 --data {small_data} --out {tmp_path / 'all'}"
    assert f"`{command}` goes on" in capsys.readouterr().err
    assert run("--all", *options, "--out", tmp_path / "all") == 0
    assert f"{names[0]} is trained already" in capsys.readouterr().out
    for name in names:
        file = f"{name}.npz"
        assert (tmp_path / "all" / file).read_bytes() == (tmp_path / "one by one" / file).read_bytes()
        command = reports.load(name, tmp_path / "all").training.command
        assert command.startswith(f"python train.py --recipe {name} --epochs 2")


def test_there_must_be_a_checkpoint_to_resume(small_data: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--recipe", NAME, "--data", small_data, "--out", out, "--resume") == 2
    assert f"{checkpoint.path(out, NAME).name}: expected a checkpoint, but: No such file" in sentence(capsys)


def test_a_checkpoint_of_another_keras_is_refused(
    small_data: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    progress = checkpoint.Progress(RECIPES[NAME], 0, files.sha256(small_data.read_bytes()), 1.0, ())
    checkpoint.write(checkpoint.path(out, NAME), progress, [np.zeros(3)])
    assert run("--recipe", NAME, "--data", small_data, "--out", out, "--resume") == 2
    assert "expected a checkpoint of this Keras version" in sentence(capsys)


def test_gradient_of_an_epoch_is_that_of_the_loss_at_its_end(mnist: Data) -> None:
    layers = (LayerSpec("Flatten"), LayerSpec("Dense", 10, "softmax"))
    recipe = replace(RECIPES[NAME], layers=layers, optimizer="sgd", epochs=1)
    few = Data(mnist.x_train[:1000], mnist.y_train[:1000], mnist.x_test[:10], mnist.y_test[:10], "")
    keras_model.prepare(0)
    trainer = Plain(keras_model.build(recipe), recipe, few, 0)
    done = trainer.epoch(0)
    x, y = data.scaled(few.x_train).reshape(1000, -1), np.eye(10)[few.y_train]
    excess = (forward.predict(trainer.finish(), data.scaled(few.x_train)) - y) / 1000  # (1000, 10)
    expected = np.sqrt(((x.T @ excess) ** 2).sum() + (excess.sum(axis=0) ** 2).sum())
    assert done.gradient == pytest.approx(expected, rel=1e-3)


def test_logits_are_compared_as_probabilities(
    tiny: str, small_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, x_test: np.ndarray
) -> None:
    recipe = RECIPES[tiny]
    layers = (*recipe.layers[:-1], LayerSpec("Dense", 10, "linear"))
    monkeypatch.setitem(RECIPES, tiny, replace(recipe, layers=layers, every_row=False))
    assert run("--recipe", tiny, "--epochs", "1", "--data", small_data, "--out", tmp_path / "logits") == 0
    network = weights.load(tiny, tmp_path / "logits")
    np.testing.assert_allclose(forward.predict(network, x_test[:9]).sum(axis=1), 1, atol=1e-5)
