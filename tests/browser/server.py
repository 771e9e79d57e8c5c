"""The app as a user starts it: a folder of the project in, the address of a running server out."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_WITHIN = 60  # seconds; a busy machine takes its time to import
COMPLAINT = re.compile(r"error|exception|traceback|warn|deprecat|critical", re.IGNORECASE)


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    url: str
    log: Path  # everything it printed

    def complaints(self) -> list[str]:
        """The lines of its log that tell of an error or a warning."""
        return [line for line in self.log.read_text("utf-8").splitlines() if COMPLAINT.search(line)]


@contextmanager
def running(folder: Path, log: Path) -> Iterator[Server]:
    """Runs `python -m streamlit run app.py` in a folder, on a free port, until the block is left."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    # Nobody edits the code meanwhile, and the watcher of the code complains of a busy disk.
    options = ["--server.headless", "true", "--server.port", str(port), "--server.fileWatcherType", "none"]
    with log.open("wb") as out:
        process = subprocess.Popen([*command, *options], cwd=folder, stdout=out, stderr=subprocess.STDOUT)
        try:
            server = Server(f"http://localhost:{port}", log)
            _wait_until_healthy(server, process)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:  # one that hangs hears nothing
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("localhost", 0))
        return int(listener.getsockname()[1])


def _wait_until_healthy(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=5):
                return
        except OSError:
            time.sleep(0.05)  # not yet: ask again
    raise RuntimeError(f"expected the app to answer at {server.url}, but its log says:\n{server.log.read_text()}")
