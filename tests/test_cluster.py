"""Trainings on a cluster of two real nodes, one of which is lost on the way, give the weights of a training here."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evaluation import reports
from model import data, files, weights
from model.data import Data
from tests.browser.server import free_port
from training import jobs

NAME, EPOCHS, SEEDS = "bn-lstm-128-tanh", 20, (0, 1)
WITHIN = 300  # seconds; a busy machine takes its time
ROOT = jobs.ROOT
HEAD, WORKER = "127.0.0.2", "127.0.0.3"  # Ray puts an outer address in the place of 127.0.0.1

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux has more loopback addresses than 127.0.0.1"),
]


@pytest.fixture
def small_data(tmp_path: Path, mnist: Data) -> Path:
    """A data file of 300 training and 300 test images."""
    path = tmp_path / "small.npz"
    path.write_bytes(files.pack({name: getattr(mnist, name)[:300] for name in data.ARRAYS}))
    return path


class Nodes:
    """A head and a worker, processes of their own with a core each, that see each other on loopback alone."""

    def __init__(self, folder: Path) -> None:
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "RAY_AUTH_MODE": "token",  # who has not this one runs nothing here
            "RAY_AUTH_TOKEN": secrets.token_hex(32),
            "RAY_USAGE_STATS_ENABLED": "0",
        }
        port = str(free_port())
        self.address = f"{HEAD}:{port}"
        head = ["--head", "--port", port, "--include-dashboard", "false", "--temp-dir", str(folder)]
        self._nodes = [self._start(HEAD, *head)]
        self._await(1)
        self._nodes.append(self._start(WORKER, "--address", self.address))
        self._await(2)

    def lose_one(self) -> None:
        """Kills the worker: all that it runs dies with it, unwarned."""
        own = children(self._nodes[1].pid)
        for process in [*own, self._nodes[1].pid]:
            os.kill(process, signal.SIGKILL)

    def close(self) -> None:
        """Ends both."""
        for node in reversed(self._nodes):
            own = children(node.pid) if node.poll() is None else []
            node.terminate()
            try:
                node.wait(timeout=30)
            except subprocess.TimeoutExpired:
                for process in [*own, node.pid]:
                    os.kill(process, signal.SIGKILL)
                node.wait()

    def _start(self, ip: str, *words: str) -> subprocess.Popen[bytes]:
        node = ["--num-cpus", "1", "--memory", "4000000000", "--object-store-memory", "100000000", "--block"]
        command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--node-ip-address", ip, *node, *words]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, env=self.environment, stdout=quiet, stderr=quiet)

    def _await(self, count: int) -> None:
        asks = "import ray, sys; ray.init(address=sys.argv[1]); sys.exit(len(ray.nodes()) < int(sys.argv[2]))"
        words = [sys.executable, "-c", asks, self.address, str(count)]
        deadline = time.monotonic() + WITHIN
        while subprocess.run(words, env=self.environment, capture_output=True).returncode:
            assert time.monotonic() < deadline, f"expected {count} nodes at {self.address}"


def children(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@pytest.fixture
def cluster() -> Iterator[Nodes]:
    pytest.importorskip("ray", reason="Ray is not installed; `pip install -r requirements-cluster.txt` brings it")
    with tempfile.TemporaryDirectory(prefix="ray") as folder:  # a short path: sockets lie there
        nodes = Nodes(Path(folder))
        try:
            yield nodes
        finally:
            nodes.close()


def started(nodes: Nodes, *words: str) -> subprocess.Popen[str]:
    command, pipe = [sys.executable, *words], subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=nodes.environment, stdout=pipe, stderr=subprocess.STDOUT, text=True)


def until(process: subprocess.Popen[str], fact: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN
    while not fact():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_training_whose_node_is_lost_goes_on_at_another_one_to_the_same_weights(
    cluster: Nodes, small_data: Path, tmp_path: Path
) -> None:
    options = ["--epochs", str(EPOCHS), "--data", str(small_data)]
    todo = jobs.of(NAME, SEEDS, EPOCHS, tmp_path / "all", options)
    given = ["--recipe", NAME, "--seeds", "0-1", "--on", f"ray:{cluster.address}", "--out", str(tmp_path / "all")]
    process = started(cluster, "train.py", *given, *options)
    until(process, lambda: all(job.epoch >= 3 for job in todo))
    cluster.lose_one()
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


def test_a_search_finds_a_recipe_that_can_be_trained(cluster: Nodes, small_data: Path, tmp_path: Path) -> None:
    options = ["--data", str(small_data), "--out", str(tmp_path)]
    search = ["-m", "training.search", "--trials", "3", "--epochs", "3", "--on", f"ray:{cluster.address}"]
    process = started(cluster, *search, *options)
    said = process.communicate(timeout=WITHIN)[0]
    assert process.returncode == 0, said
    assert "of the held-back images right" in said
    process = started(cluster, "train.py", "--found", str(tmp_path / "recipe.json"), *options)
    said = process.communicate(timeout=WITHIN)[0]
    assert process.returncode == 0, said
    assert (tmp_path / "found.npz").exists()
    report = json.loads((tmp_path / "found.json").read_text("utf-8"))["report"]
    assert report["training"]["command"].startswith("python train.py --found")


def test_without_ray_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import train

    monkeypatch.setitem(sys.modules, "ray", None)
    assert train.main(["--recipe", NAME, "--seeds", "0", "--on", "ray", "--out", str(tmp_path)]) == 2
    assert weights.names(tmp_path) == []
