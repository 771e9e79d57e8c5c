"""Learning where Keras runs on JAX: the lessons of elsewhere, a network that NumPy reads, a report that says so."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evaluation import reports
from model import data, files
from model.data import Data
from training.deform import deformed

pytestmark = pytest.mark.slow  # XLA compiles for long

ROOT = Path(__file__).parents[1]
# Trains as each of its arguments says, in a process whose Keras runs on JAX, and prints how each training ended.
PUPIL = """
import sys
from dataclasses import replace

import train
from model.recipes import RECIPES, LayerSpec
from training import teacher
from training.augmented import AugmentedTrainer

reader = RECIPES["reader"]
settings = replace(reader.training, warm_up=10, templates=40, redrawn=40, non_digits=40, turned_over=60, taken=0.5)
layers = (LayerSpec("LSTM", 12, "tanh"), LayerSpec("Dense", 10, "linear"))
RECIPES["reader"] = replace(reader, layers=layers, learning_rate=0.02, batch_size=50, training=settings)
teacher.BLOCKS = (((8, 5, 4),), ((16, 3, 2),))
epoch = AugmentedTrainer.epoch


def stop(trainer, number):
    if number == 1:
        raise KeyboardInterrupt
    return epoch(trainer, number)


if __name__ == "__main__":
    codes = []
    for line in sys.argv[1:]:
        *options, out = line.split()
        AugmentedTrainer.epoch = stop if out == "halves" and not options else epoch
        codes.append(train.main(["--data", "small.npz", "--epochs", "2", *options, "--out", out]))
    print(codes)
"""
# XLA compiles each training's functions anew: what it made of those before it finds again, and it takes no great pains.
XLA = {
    "JAX_COMPILATION_CACHE_DIR": "compiled",
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    "XLA_FLAGS": "--xla_backend_optimization_level=1",
}


@dataclass
class Given:
    """Draws of either module that are the same numbers."""

    xp: Any
    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(4))

    def normal(self, *shape: int) -> Any:
        return self.xp.asarray(self.rng.standard_normal(shape, np.float32))

    def uniform(self, *shape: int) -> Any:
        return self.xp.asarray(self.rng.random(shape, np.float32))


def test_jax_deforms_as_numpy_does(mnist: Data) -> None:
    jax = pytest.importorskip("jax")
    images, strength = data.scaled(mnist.x_train[:200]), np.linspace(0, 1.2, 200, dtype=np.float32)
    expected = deformed(Given(np), images, strength, 0.5)
    found = deformed(Given(jax.numpy), jax.numpy.asarray(images), jax.numpy.asarray(strength), 0.5)
    np.testing.assert_allclose(np.asarray(found), expected, atol=1e-4)
    assert np.abs(expected - images).mean() > 0.02


def test_a_network_that_learned_on_jax_is_read_by_numpy_and_goes_on_after_a_stop(mnist: Data, tmp_path: Path) -> None:
    pytest.importorskip("jax")
    small = tmp_path / "small.npz"
    counts = {"x_train": 2000, "y_train": 2000, "x_test": 300, "y_test": 300}
    small.write_bytes(files.pack({name: getattr(mnist, name)[:count] for name, count in counts.items()}))
    (tmp_path / "pupil.py").write_text(PUPIL)

    def trained(*each: str) -> str:
        jax = {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu", "PYTHONPATH": str(ROOT), **XLA}
        command = [sys.executable, "pupil.py", *each]
        done = subprocess.run(command, cwd=tmp_path, env=os.environ | jax, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[-1]

    (tmp_path / "whole").mkdir()
    (tmp_path / "halves").mkdir()
    assert trained("whole", "halves") == "[0, 130]"
    assert trained("--resume halves") == "[0]"
    whole, halves = ((tmp_path / folder / "reader.npz").read_bytes() for folder in ("whole", "halves"))
    assert whole == halves
    found = reports.load("reader", tmp_path / "whole")
    assert found.training.command.startswith("KERAS_BACKEND=jax python train.py --recipe reader --epochs 2")
    assert "jax" in found.training.versions
    first, last = found.training.history
    assert first.loss is not None
    assert last.loss is not None
    assert last.loss < first.loss
    assert found.accuracy > 0.3
