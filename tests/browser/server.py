"""The app as a user starts it: a folder of the project in, the address of a running server out."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = (".streamlit", "app.py", "assets", "evaluation", "model", "panels", "views")  # all that the app needs
START_WITHIN = 60  # seconds; a busy machine takes its time to import
COMPLAINT = re.compile(r"error|exception|traceback|warn|deprecat|critical", re.IGNORECASE)


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    url: str
    log: Path  # everything it printed
    pid: int

    def complaints(self) -> list[str]:
        """The lines of its log that tell of an error or a warning."""
        return [line for line in self.log.read_text("utf-8").splitlines() if COMPLAINT.search(line)]


def copied(folder: Path) -> Path:
    """Puts a copy of what the app needs into a folder."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__", "*.checkpoint"))
        else:
            shutil.copy(source, folder / part)
    return folder


class Restartable:
    """A server that can be killed without a warning and started again at the same address."""

    def __init__(self, folder: Path, log: Path) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = log
        self._start = partial(_started, folder, log, self.port)
        self.process = self._start()

    def restart(self) -> None:
        """Kills it, and starts another one."""
        self.process.kill()
        self.process.wait()
        self.process = self._start()


@contextmanager
def restartable(folder: Path, log: Path) -> Iterator[Restartable]:
    """As `running`, of a server that can be restarted."""
    server = Restartable(folder, log)
    try:
        yield server
    finally:
        _end(server.process)


@contextmanager
def running(folder: Path, log: Path) -> Iterator[Server]:
    """Runs `python -m streamlit run app.py` in a folder, on a free port, until the block is left."""
    port = free_port()
    process = _started(folder, log, port)
    try:
        yield Server(f"http://localhost:{port}", log, process.pid)
    finally:
        _end(process)


def _started(folder: Path, log: Path, port: int) -> subprocess.Popen[bytes]:
    """The process of a server that answers."""
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    options = ["--server.headless", "true", "--server.port", str(port)]
    with log.open("ab") as out:
        process = subprocess.Popen([*command, *options], cwd=folder, stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait_until_healthy(f"http://localhost:{port}", log, process)
    except BaseException:
        _end(process)
        raise
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:  # one that hangs hears nothing
        process.kill()
        process.wait()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("localhost", 0))
        return int(listener.getsockname()[1])


def _wait_until_healthy(url: str, log: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):
                return
        except OSError:
            time.sleep(0.05)  # not yet: ask again
    raise RuntimeError(f"expected the app to answer at {url}, but its log says:\n{log.read_text()}")
