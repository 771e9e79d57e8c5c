"""Trainings on a cluster of two real nodes, one of which is lost on the way, give the weights of a training here."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from evaluation import reports
from model import data, files, weights
from model.data import Data
from training import jobs

NAME, EPOCHS, SEEDS = "bn-lstm-128-tanh", 120, (0, 1)
WITHIN = 300  # seconds; a busy machine takes its time
ROOT = jobs.ROOT

pytestmark = pytest.mark.slow


@pytest.fixture
def small_data(tmp_path: Path, mnist: Data) -> Path:
    """A data file of 300 training and 300 test images."""
    path = tmp_path / "small.npz"
    path.write_bytes(files.pack({name: getattr(mnist, name)[:300] for name in data.ARRAYS}))
    return path


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A head and a worker, processes of their own with a core each, that see each other on loopback."""
    pytest.importorskip("ray", reason="Ray is not installed; `pip install -r requirements-cluster.txt` brings it")
    from ray.cluster_utils import Cluster

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    node = {"num_cpus": 1, "node_ip_address": "127.0.0.1", "object_store_memory": 100_000_000, "memory": 4_000_000_000}
    nodes = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
    nodes.lost = nodes.add_node(**node)
    try:
        yield nodes
    finally:
        nodes.shutdown()


def started(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def until(process: subprocess.Popen[str], fact: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN
    while not fact():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_training_whose_node_is_lost_goes_on_at_another_one_to_the_same_weights(
    cluster: Any, small_data: Path, tmp_path: Path
) -> None:
    options = ["--epochs", str(EPOCHS), "--data", str(small_data)]
    todo = jobs.of(NAME, SEEDS, EPOCHS, tmp_path / "all", options)
    given = ["--recipe", NAME, "--seeds", "0-1", "--on", f"ray:{cluster.address}", "--out", str(tmp_path / "all")]
    process = started("train.py", *given, *options)
    until(process, lambda: all(job.epoch >= 3 for job in todo))
    cluster.remove_node(cluster.lost, allow_graceful=False)
    said = process.communicate(timeout=WITHIN)[0]
    assert process.returncode == 0, said
    assert sum(job.log.read_text("utf-8").count("--resume") for job in todo) == 1, "one of the two was on the lost node"
    found = [reports.load(NAME, job.out) for job in todo]
    assert f"| `{NAME}` | 0, 1 |" in said
    for job, report in zip(todo, found, strict=True):
        assert [report.training.seed, len(report.training.history)] == [job.seed, EPOCHS]
        alone = tmp_path / f"alone-{job.seed}"
        environment = {**os.environ, **jobs.ONE_THREAD}
        command = ["train.py", "--recipe", NAME, "--seed", str(job.seed), "--out", str(alone), *options]
        subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        assert (alone / f"{NAME}.npz").read_bytes() == (job.out / f"{NAME}.npz").read_bytes()


def test_a_search_finds_a_recipe_that_can_be_trained(cluster: Any, small_data: Path, tmp_path: Path) -> None:
    options = ["--data", str(small_data), "--out", str(tmp_path)]
    search = ["-m", "training.search", "--trials", "3", "--epochs", "3", "--on", f"ray:{cluster.address}"]
    process = started(*search, *options)
    said = process.communicate(timeout=WITHIN)[0]
    assert process.returncode == 0, said
    assert "of the held-back images right" in said
    process = started("train.py", "--found", str(tmp_path / "found.json"), *options)
    said = process.communicate(timeout=WITHIN)[0]
    assert process.returncode == 0, said
    assert (tmp_path / "found.npz").exists()
    assert reports.load("found", tmp_path).training.command.startswith("python train.py --found")


def test_without_ray_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import train

    monkeypatch.setitem(sys.modules, "ray", None)
    assert train.main(["--recipe", NAME, "--seeds", "0", "--on", "ray", "--out", str(tmp_path)]) == 2
    assert weights.names(tmp_path) == []
