"""Many trainings: in go recipes and seeds, out come jobs, each a command of its own, and a table of what they reached.

A job writes OUT/seed-N/NAME.npz and .json as any training does, and NAME.log with all it says. One that was cut off
goes on from its checkpoint, on any machine that sees the folder.
"""

from __future__ import annotations

import ctypes
import os
import re
import shlex
import signal
import statistics
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from evaluation import reports
from evaluation.reports import Report
from model import files, records, weights
from training import checkpoint

ROOT = Path(__file__).parents[1]
EPOCH = re.compile(r"Epoch (\d+)/\d+")
PR_SET_PDEATHSIG = 1  # Linux's number
# One thread adds numbers in one order: the same seed gives the same bits on any number of cores.
ONE_THREAD = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "OMP_NUM_THREADS": "1"}


class JobError(Exception):
    """A training failed; the message says which and how."""


@dataclass(frozen=True)
class Job:
    """One training."""

    recipe: str  # its name
    seed: int
    epochs: int  # that it trains
    out: Path  # where its files go
    options: tuple[str, ...] = ()  # of train.py, beside these

    @property
    def log(self) -> Path:
        """All that it says."""
        return self.out / f"{self.recipe}.log"

    @property
    def is_done(self) -> bool:
        """Whether its files are there."""
        return self.recipe in weights.names(self.out)

    @property
    def epoch(self) -> int:
        """The epoch that it is in, from 1; 0 before the first."""
        found = EPOCH.findall(self.log.read_text("utf-8", "replace")) if self.log.exists() else []
        return int(found[-1]) if found else 0

    def command(self) -> list[str]:
        """The words after `python` that train it, or go on with it."""
        resume = ["--resume"] if checkpoint.path(self.out, self.recipe).exists() else []
        given = ["--recipe", self.recipe, "--seed", str(self.seed), "--out", str(self.out)]
        return ["train.py", *given, *self.options, *resume]


@dataclass(frozen=True)
class Result:
    """What the seeds of one recipe reached on the test images."""

    recipe: str
    seeds: tuple[int, ...]
    accuracies: tuple[float, ...]  # one a seed
    mean: float
    deviation: float  # of one seed from the mean, with n - 1 in it; 0 of a single seed
    seconds: float  # that all of them trained


def of(name: str, seeds: Iterable[int], epochs: int, out: Path, options: Sequence[str]) -> list[Job]:
    """A recipe with each seed."""
    return [Job(name, seed, epochs, out / f"seed-{seed}", tuple(options)) for seed in seeds]


def do(job: Job) -> None:
    """Trains a job by one thread, in a process that ends with this one.

    Raises:
        JobError: it failed.
    """
    if job.is_done:
        return
    job.out.mkdir(parents=True, exist_ok=True)
    command = job.command()
    with job.log.open("a", encoding="utf-8") as log:
        print(f"$ python {shlex.join(command)}", file=log, flush=True)
        environment = {**os.environ, **ONE_THREAD}
        words = [sys.executable, "-u", *command]
        done = subprocess.run(
            words, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, preexec_fn=_end_with_parent
        )
    if done.returncode:
        last = job.log.read_text("utf-8", "replace").strip().splitlines()[-1]
        raise JobError(f"{job.recipe} with seed {job.seed}: {last}")


def _end_with_parent() -> None:
    """A node that is lost leaves no training behind that would write beside its successor's."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


# ---- results -------------------------------------------------------------------------------------------------------


def results(done: Sequence[Job]) -> list[Result]:
    """One for each recipe, in the jobs' order, of the jobs that are done."""
    by_name: dict[str, list[Job]] = {}
    for job in done:
        if job.is_done:
            by_name.setdefault(job.recipe, []).append(job)
    return [result(of_one, [reports.load(job.recipe, job.out) for job in of_one]) for of_one in by_name.values()]


def result(of_one: Sequence[Job], found: Sequence[Report]) -> Result:
    """What the jobs of one recipe reached by their reports."""
    reached = tuple(report.accuracy for report in found)
    return Result(
        recipe=of_one[0].recipe,
        seeds=tuple(job.seed for job in of_one),
        accuracies=reached,
        mean=statistics.fmean(reached),
        deviation=statistics.stdev(reached) if len(reached) > 1 else 0.0,
        seconds=sum(report.training.seconds for report in found),
    )


def write(done: Sequence[Job], out: Path) -> str:
    """Writes the results as `seeds.md` and `seeds.json`; returns the table."""
    found = results(done)
    table, plain = markdown(found), records.to_json([asdict(each) for each in found])
    files.write_whole({out / "seeds.md": table.encode(), out / "seeds.json": plain.encode()})
    return table


def markdown(found: Sequence[Result]) -> str:
    """The results as a table."""
    head = ["| recipe | seeds | test images right, mean ± deviation | trained in |", "|---|---|---|---|"]
    return "\n".join([*head, *map(_row, found)]) + "\n"


def _row(each: Result) -> str:
    seeds = ", ".join(map(str, each.seeds))
    return f"| `{each.recipe}` | {seeds} | {each.mean:.2%} ± {each.deviation:.2%} | {each.seconds:.0f} s |"
