"""What one replica gives behind nginx and what two give, and what a visitor costs: one Markdown table.

    python -m benchmarks.replicas [--sessions N ...] [--seconds S]

Linux with two cores at least, and nginx. The replicas are pinned to cores; nginx and the visitors, who are one process
without a browser, have the second core, so that two replicas on two cores get less than they would alone there. It
takes ten minutes; `--sessions 20 --seconds 10` three.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import crowd
from benchmarks.browser import ROOT
from benchmarks.crowd import Crowd, Drawing
from benchmarks.load import _rate, _seconds, _share, make_drawings
from deploy import replicas
from tests.browser.server import free_port

SESSIONS = (20, 50, 100)
SECONDS = 30.0
START_WITHIN = 120
VISITORS_CORE = {1}
LAYOUTS: dict[str, list[set[int]]] = {  # the cores of each replica
    "1 replica on core 0": [{0}],
    "2 replicas, both on core 0": [{0}, {0}],
    "2 replicas on cores 0 and 1": [{0}, {1}],
}
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Pod:
    """Replicas behind nginx."""

    url: str
    apps: Sequence[int]  # their processes
    nginx: Sequence[int]

    def cpu(self, processes: Sequence[int]) -> float:
        """Seconds of processor that they have used."""
        fields = [Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split() for each in processes]
        return sum(int(each[11]) + int(each[12]) for each in fields) / TICKS

    def megabytes(self) -> float:
        """Of memory in the largest replica."""
        status = [Path(f"/proc/{each}/status").read_text().splitlines() for each in self.apps]
        return max(int(line.split()[1]) * 1024 / 1e6 for each in status for line in each if line.startswith("VmRSS:"))


@contextmanager
def serving(cores: Sequence[set[int]]) -> Iterator[Pod]:
    """As many replicas as there are sets of cores, each on its own."""
    port = free_port()
    command = [sys.executable, "-m", "deploy.replicas", "--port", str(port), "--replicas", str(len(cores))]
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)
        try:
            deadline = time.monotonic() + START_WITHIN
            while "replicas at" not in Path(f"/proc/self/fd/{said.fileno()}").read_text():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"expected replicas, but found none; run {' '.join(command)} to see why")
                time.sleep(0.1)
            children = _children(process.pid)
            apps = [each for each in children if b"streamlit" in Path(f"/proc/{each}/cmdline").read_bytes()]
            for app, on in zip(apps, cores, strict=True):
                _pin(app, on)
            nginx = [worker for each in children if each not in apps for worker in [each, *_children(each)]]
            for each in nginx:
                _pin(each, VISITORS_CORE)
            yield Pod(f"http://localhost:{port}", apps, nginx)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def _children(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _pin(process: int, cores: set[int]) -> None:
    for thread in Path(f"/proc/{process}/task").iterdir():
        os.sched_setaffinity(int(thread.name), cores)


def lines(name: str, counts: Sequence[int], seconds: float, drawings: Sequence[Drawing]) -> list[str]:
    """The lines of one layout."""
    found = []
    with serving(LAYOUTS[name]) as pod:
        for _ in pod.apps:  # the first visitor of each waits for imports
            asyncio.run(crowd.opened(pod.url, 2))
        for count in counts:
            before, of_nginx = pod.cpu(pod.apps), pod.cpu(pod.nginx)
            opening = asyncio.run(crowd.opened(pod.url, count))
            opened = pod.cpu(pod.apps) - before
            drawn = asyncio.run(crowd.drawing(pod.url, drawings, count, seconds))
            used = pod.cpu(pod.apps) - before - 2 * opened  # `drawing` opens as many once more
            cells = [
                name,
                str(count),
                _seconds(opening.took),
                f"{_rate(drawn):.1f} of {count / crowd.PERIOD:.1f}",
                _seconds(_share(drawn, 50)),
                _seconds(_share(drawn, 95)),
                str(len(drawn.errors) + len(opening.errors)),
                f"{1000 * opened / count:.0f} ms",
                f"{1000 * used / max(len(drawn.answers), 1):.0f} ms",
                f"{1000 * (pod.cpu(pod.nginx) - of_nginx) / max(len(drawn.answers), 1):.1f} ms",
                f"{pod.megabytes():.0f} MB",
            ]
            _tell(drawn, opening)
            found.append(f"| {' | '.join(cells)} |")
            print(found[-1], file=sys.stderr, flush=True)
    return found


def _tell(*crowds: Crowd) -> None:
    for problem in [problem for each in crowds for problem in each.errors][:5]:
        print(problem, file=sys.stderr)


HEAD = """| replicas | sessions | all opened in | drawings answered a second | p50 | p95 | errors \
| processor a page | a drawing | nginx a drawing | largest replica |
|---|---|---|---|---|---|---|---|---|---|---|"""


def main() -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replicas", description=__doc__.split("\n")[0])
    parser.add_argument("--sessions", type=int, nargs="+", default=SESSIONS, metavar="N", help="that draw; 20 50 100")
    parser.add_argument("--seconds", type=float, default=SECONDS, metavar="S", help=f"that they draw; {SECONDS:g}")
    args = parser.parse_args()
    try:
        replicas.find_nginx()
        _pin(os.getpid(), VISITORS_CORE)
        drawings = make_drawings().app
        found = [line for name in LAYOUTS for line in lines(name, args.sessions, args.seconds, drawings)]
    except (replicas.ServingError, RuntimeError, OSError) as problem:
        print(f"replicas.py: {problem}", file=sys.stderr)
        return 2
    print(HEAD)
    print("\n".join(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
