"""Trainings on many machines: in go jobs or the trials of a search, out they come done. Only this file imports Ray.

All machines see the program and the folder of results at the same paths. Ray comes with requirements-cluster.txt.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from training import jobs
from training.jobs import ROOT, Job

MEMORY = 2_500_000_000  # bytes that a training asks for; the smallest recipe peaks at 1.6 GB
RETRIES = 20  # machines that a training may lose
LOOK_EVERY = 1.0  # seconds between two looks at the trainings
GRACE = 2  # epochs that each trial of a search has at least

Space = dict[str, Any]  # by setting: a list to choose from, or a pair of bounds of a logarithmic range
Trial = Callable[[dict[str, Any], Callable[[float], None]], None]  # trains by settings; tells each epoch's accuracy


class ClusterError(Exception):
    """There is no Ray, or no cluster; the message says what to do."""


def address(text: str) -> str:
    """The ADDRESS of `ray[:ADDRESS]`, "" for this machine.

    Raises:
        ValueError: it is something else.
    """
    kind, _, where = text.partition(":")
    if kind != "ray":
        raise ValueError(f"expected ray or ray:ADDRESS, but got {text!r}")
    return where


@contextmanager
def connected(where: str) -> Iterator[Any]:
    """Ray itself: of the cluster at an address, or of this machine where that is "".

    Raises:
        ClusterError: Ray is not installed, or nothing answers there.
    """
    try:
        import ray
    except ImportError:
        raise ClusterError(
            "expected Ray, but found none; `pip install -r requirements-cluster.txt` brings it"
        ) from None
    place: dict[str, Any] = (
        {"address": where} if where else {"include_dashboard": False, "_node_ip_address": "127.0.0.1"}
    )
    try:
        ray.init(
            **place,
            log_to_driver=False,
            logging_level=logging.ERROR,
            runtime_env={"env_vars": {"PYTHONPATH": str(ROOT)}},
        )
    except (ConnectionError, RuntimeError) as error:
        raise ClusterError(f"expected a cluster at {where}, but: {error}; `ray start --head` starts one") from None
    try:
        yield ray
    finally:
        ray.shutdown()


def run(todo: Sequence[Job], where: str = "") -> list[str]:
    """Does all jobs, a core each, as many at once as there are cores; one whose machine is lost goes on elsewhere.

    Returns:
        A sentence for each job that failed.
    """
    with connected(where) as ray:
        from rich.live import Live

        do = ray.remote(jobs.do).options(num_cpus=1, memory=MEMORY, max_retries=RETRIES)
        at_work = {do.remote(job): job for job in todo}
        failed: list[str] = []
        with Live(_view(todo, failed), refresh_per_second=1) as live:
            waiting = list(at_work)
            while waiting:
                done, waiting = ray.wait(waiting, timeout=LOOK_EVERY)
                failed += [sentence for each in done if (sentence := _failure(ray, each, at_work[each]))]
                live.update(_view(todo, failed))
        return failed


def _failure(ray: Any, task: Any, job: Job) -> str:
    try:
        ray.get(task)
    except ray.exceptions.RayTaskError as error:
        return str(error.cause)
    except ray.exceptions.RayError as error:
        return f"{job.recipe} with seed {job.seed}: {str(error).splitlines()[0]}"
    return ""


def _view(todo: Sequence[Job], failed: Sequence[str]) -> Any:
    """How far each recipe's seeds are."""
    from rich.table import Table

    table = Table("recipe", "epoch of each seed", caption="; ".join(failed) or None)
    for name in dict.fromkeys(job.recipe for job in todo):
        of_one = [job for job in todo if job.recipe == name]
        stand = ["done" if job.is_done else f"{job.epoch}/{job.epochs}" for job in of_one]
        table.add_row(name, "  ".join(stand))
    return table


def search(
    trial: Trial, space: Space, trials: int, epochs: int, where: str, folder: Path
) -> tuple[dict[str, Any], float]:
    """The settings that reach the highest accuracy, and that accuracy; poor trials are ended early.

    ASHA: Li et al. 2020, "A system for massively parallel hyperparameter tuning".

    Args:
        trial: trains by settings of the space.
        space: what is searched.
        trials: how many settings are tried.
        epochs: that a trial has at most.
        where: address of the cluster, "" for this machine.
        folder: where Ray keeps what the trials told; all machines see it.
    """
    with connected(where):
        from ray import tune
        from ray.tune.schedulers import ASHAScheduler

        def told(settings: dict[str, Any]) -> None:
            trial(settings, lambda accuracy: tune.report({"accuracy": accuracy}))

        scheduler = ASHAScheduler(max_t=epochs, grace_period=min(GRACE, epochs))
        config = tune.TuneConfig(metric="accuracy", mode="max", num_samples=trials, scheduler=scheduler)
        tuner = tune.Tuner(
            tune.with_resources(told, {"cpu": 1, "memory": MEMORY}),
            param_space={name: _distribution(tune, values) for name, values in space.items()},
            tune_config=config,
            run_config=tune.RunConfig(storage_path=str(folder.resolve()), name="trials", verbose=1),
        )
        best = tuner.fit().get_best_result(scope="all")
        return best.config, best.metrics["accuracy"]


def _distribution(tune: Any, values: Any) -> Any:
    return tune.loguniform(*values) if isinstance(values, tuple) else tune.choice(values)
